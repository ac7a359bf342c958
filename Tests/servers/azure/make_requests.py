"""Lets azure-storage-blob sign random requests, for comparison with our signatures.

Usage: make_requests.py FILE COUNT SEED

Writes one JSON object a line: what was asked for, the request that the client would send, and its header Authorization.
Names hold what names can hold: blanks, plus and percent signs, tildes, asterisks, UTF-8.
"""
import base64, json, random, sys, urllib.parse

from azure.core import MatchConditions
from azure.core.pipeline.transport import HttpTransport
from azure.storage.blob import BlobServiceClient

PIECES = ['a', 'Z', '0', ' ', '+', '%', '%2F', '/', '..x', '~', '*', "'", '(', ')', '!', '&', '=', '?', '#', ';', ':', '@', ',',
          '$', '[', ']', '|', '<', '"', 'é', 'e\u0301', 'ü', '語', '\U0001f4be', '-', '_']


class Sent(Exception):
    pass


class Recorder(HttpTransport):
    """Sends nothing."""

    def send(self, request, **_):
        self.request = request
        raise Sent

    def open(self):
        pass

    def close(self):
        pass

    def __exit__(self, *_):
        pass


def main():
    path, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    chance = random.Random(seed)

    def text(least, most):
        return ''.join(chance.choice(PIECES) for _ in range(chance.randint(least, most)))

    with open(path, 'w') as file:
        for _ in range(count):
            account = 'acct' + str(chance.randrange(100))
            key = base64.b64encode(chance.randbytes(chance.choice([16, 64]))).decode()
            service = chance.choice([f'https://{account}.blob.core.windows.net', f'http://127.0.0.1:10000/{account}',
                                     f'https://{account}.blob.core.chinacloudapi.cn'])
            container = chance.choice(['backups', 'a-b', 'x1y'])
            recorder = Recorder()
            client = BlobServiceClient(service, credential={'account_name': account, 'account_key': key},
                                       transport=recorder, retry_total=0).get_container_client(container)
            blob = None
            try:
                if chance.random() < 0.5:
                    blob = 'n' + text(0, 15).strip('/').replace('//', '/') + 'n'
                    start = chance.randrange(10**9)
                    condition = {'etag': '"0x8D' + str(start) + '"', 'match_condition': MatchConditions.IfNotModified}
                    client.get_blob_client(blob).download_blob(start, chance.randrange(1, 10**6),
                                                               **(condition if chance.random() < 0.5 else {}))
                elif chance.random() < 0.5:
                    list(client.list_blobs(name_starts_with=text(0, 8), results_per_page=chance.randrange(1, 5001)))
                else:
                    pages = client.walk_blobs(name_starts_with=text(0, 8), delimiter='/').by_page(text(1, 9))
                    next(pages)
            except Sent:
                pass
            url, _, query = recorder.request.url.partition('?')
            headers = dict(recorder.request.headers)
            authorization = headers.pop('Authorization')
            json.dump({'service': service, 'account': account, 'key': key, 'container': container, 'blob': blob, 'url': url,
                       'query': [list(pair) for pair in urllib.parse.parse_qsl(query.replace('+', '%2B'), True)],
                       'headers': [[name, value] for name, value in headers.items() if name not in ('Accept', 'User-Agent')],
                       'date': headers['x-ms-date'], 'authorization': authorization}, file)
            file.write('\n')


main()
