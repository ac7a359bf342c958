"""Stores for the test server: written by other stores, turned into what Zeebe's S3 store writes, uploaded with boto3."""
import json, os, shutil
import boto3
from botocore.config import Config

TESTER = ('AKIATESTER', 'tester/Secret+Key')
SWIFT_TESTER = ('test:tester', 'testing')


def client(endpoint, key=TESTER, verify=False):
    return boto3.client(
        's3', endpoint_url=endpoint, aws_access_key_id=key[0], aws_secret_access_key=key[1], region_name='us-east-1',
        verify=verify, config=Config(request_checksum_calculation='when_required', proxies={}, s3={'addressing_style': 'path'}))


def upload(s3, bucket, prefix, directory, **options):
    """Puts every file of a directory into a bucket, its path as the key."""
    s3.create_bucket(Bucket=bucket)
    for root, _, names in os.walk(directory):
        for name in names:
            path = os.path.join(root, name)
            key = prefix + os.path.relpath(path, directory)
            with open(path, 'rb') as file:
                s3.put_object(Bucket=bucket, Key=key, Body=file.read(), **options)


def as_s3(directory, target):
    """Copies a store of the common dialect, with manifests in the dialect of the S3 store from 8.9 on (store-layout §5)."""
    shutil.copytree(directory, target)
    for root, _, names in os.walk(f'{target}/manifests'):
        if 'manifest.json' not in names:
            continue
        path = f'{root}/manifest.json'
        with open(path) as file:
            text = file.read()
        try:
            common = json.JSONDecoder().raw_decode(text)[0]
        except ValueError:
            continue
        names = lambda name: {file['name']: {} for file in (common.get(name) or {}).get('files') or []}
        manifest = {'statusCode': common['statusCode'].lower(), 'id': common['id'], 'descriptor': common.get('descriptor')}
        if 'failureReason' in common:
            manifest['failureReason'] = common['failureReason']
        manifest |= {'snapshotFiles': {'files': names('snapshot')}, 'segmentFiles': {'files': names('segments')},
                     'createdAt': common['createdAt'], 'modifiedAt': common['modifiedAt']}
        with open(path, 'w') as file:
            json.dump(manifest, file, separators=(',', ':'))
    return target
