"""Puts the objects of StoreConformance into the bucket `conformance` of servers, below `base/`, with boto3.

Usage: fill.py [--swift] BUCKET ENDPOINT...
"""
import sys
from stores import SWIFT_TESTER, TESTER, client

BYTES = lambda count: bytes((i * 31 + (i >> 8)) & 0xFF for i in range(count))
OBJECTS = {
    'a-b': 3, 'a/b/c': 10, 'a/b/c.d/e': 1, 'a/empty': 0, 'a/large': 300_000, 'ab/c': 5, 'b/1/x': 7, 'b/10/x': 8,
    'b/2/x': 9, 'odd/ blank ': 2, 'odd/%2F+&?#=;': 2, 'odd/..x': 2, 'odd/\x1b[31m\n\t': 2, 'odd/\\': 2, 'odd/e\u0301': 2,
    'odd/\u00e9': 4, 'odd/\u202egnp.exe': 2, 'odd/\U0001f4be': 2,
}

arguments = sys.argv[1:]
tester = TESTER
if arguments[0] == '--swift':
    tester = SWIFT_TESTER
    arguments = arguments[1:]
bucket = arguments[0]
for endpoint in arguments[1:]:
    s3 = client(endpoint, tester)
    s3.create_bucket(Bucket=bucket)
    for key, count in OBJECTS.items():
        s3.put_object(Bucket=bucket, Key='base/' + key, Body=BYTES(count))
    # What lies beside the base path is none of the store's business.
    s3.put_object(Bucket=bucket, Key='base', Body=b'x')
    s3.put_object(Bucket=bucket, Key='base2/x', Body=b'x')
