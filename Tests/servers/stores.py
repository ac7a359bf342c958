"""Uploading of stores with boto3, the client that AWS gives out."""
import os
import boto3
from botocore.config import Config

TESTER = ('AKIATESTER', 'tester/Secret+Key')


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
