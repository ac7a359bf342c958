"""Signs random requests with botocore, for comparison with our signatures.

Usage: make_requests.py FILE COUNT SEED

Writes one JSON object a line: what was signed, and the header Authorization that botocore gives it. Keys hold what keys can
hold: blanks, plus and percent signs, repeated slashes, dots, tildes, asterisks, UTF-8.
"""
import datetime, json, random, sys
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PIECES = ['a', 'Z', '0', ' ', '+', '%', '%2F', '//', '/', '.', '..', '~', '*', "'", '(', ')', '!', '&', '=', '?', '#', ';', ':',
          '@', ',', '$', '[', ']', '\\', '|', '<', '"', '\t', '\x7f', 'é', 'e\u0301', 'ü', '語', '\U0001f4be', '-', '_']
UNRESERVED = frozenset(b'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~')


def encoded(text, kept=b''):
    """Independent of botocore and of ours."""
    return ''.join(chr(b) if b in UNRESERVED or b in kept else f'%{b:02X}' for b in text.encode())


def main():
    path, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)

    def text(most):
        return ''.join(chance.choice(PIECES) for _ in range(chance.randint(0, most)))

    with open(path, 'w') as file:
        for number in range(count):
            moment = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(
                seconds=chance.randrange(10**9))
            key, region = 'AKIA' + encoded(text(5)).replace('%', '').replace('/', ''), chance.choice(['us-east-1', 'eu-west-3', 'x'])
            secret, token = text(30) or 's', chance.choice([None, 'tok/en+==' + str(number)])
            host = chance.choice(['bucket.s3.us-east-1.amazonaws.com', 'localhost:9000', '127.0.0.1', '[::1]:8080'])
            target = '/' + encoded(text(20), b'/')
            query = [(encoded(text(6)), encoded(text(6))) for _ in range(chance.choice([0, 0, 1, 3, 8]))]
            query = '&'.join(f'{n}={v}' for n, v in query if n)
            headers = {}
            for name in ['Range', 'If-Match', 'x-amz-meta-' + str(number % 7), 'X-Amz-Checksum-Mode', 'Content-Type']:
                if chance.random() < 0.4:
                    headers[name] = chance.choice(['bytes=0-1', '"tag"', 'a  b   c', ' x ', 'ENABLED'])
            service = chance.choice(['s3', 's3', 's3', 'sts'])
            method = 'GET' if service == 's3' else 'POST'
            body = '' if service == 's3' else text(40)
            if service == 'sts':
                target = '/'
            url = f'https://{host}{target}' + (f'?{query}' if query else '')
            request = AWSRequest(method=method, url=url, headers=dict(headers), data=body.encode())
            signer = (botocore.auth.S3SigV4Auth if service == 's3' else botocore.auth.SigV4Auth)(
                Credentials(key, secret, token), service, region)
            request.context['payload_signing_enabled'] = True
            sign_at(signer, request, moment)
            json.dump({'method': method, 'host': host, 'path': target, 'query': query, 'headers': headers, 'body': body,
                       'key': key, 'secret': secret, 'token': token, 'region': region, 'service': service,
                       'time': moment.strftime('%Y-%m-%dT%H:%M:%SZ'),
                       'authorization': request.headers['Authorization']}, file)
            file.write('\n')


def sign_at(signer, request, moment):
    """Signs with a time of our own."""
    original = botocore.auth.get_current_datetime
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    try:
        signer.add_auth(request)
    finally:
        botocore.auth.get_current_datetime = original


main()
