"""Runs zbaudit on containers of a loopback server and compares it with zbaudit on the directories they were uploaded from.

Usage: end_to_end.py PROGRAM [--every N] [--conformance COMMAND]

Uploads go through Microsoft's azure-storage-blob; the server (server.py) is started and ended here.
--every N: faults are tried at every Nth request of a run (1: at each; 4 by default).
--conformance COMMAND: what tests the rules of stores; it finds the server by ZBAUDIT_AZURE_CONNECTION.
"""
import argparse, base64, datetime, hashlib, hmac, json, os, pathlib, signal, subprocess, sys, tempfile
import urllib.parse, urllib.request
from concurrent.futures import ThreadPoolExecutor

from azure.storage.blob import (AccountSasPermissions, BlobServiceClient, ContainerSasPermissions, ResourceTypes,
                                generate_account_sas, generate_container_sas)

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / 'shared' / 'fixtures-zeebe'
ACCOUNT, KEY = 'acct', base64.b64encode(b'k' * 64).decode()
CLIENT, SECRET = '11111111-1111-1111-1111-111111111111', 's3cr3t~+/='
TENANT = '22222222-2222-2222-2222-222222222222'
SECRETS = {KEY, SECRET, 'identity-header', 'federated.token.1', base64.b64encode(b'w' * 64).decode()}
failures = []


def expect(is_right, what, detail=''):
    if not is_right:
        failures.append(what)
        print(f'FAILED: {what}\n{detail}'[:3000], flush=True)


class Server:
    def __init__(self, *options):
        script = pathlib.Path(__file__).with_name('server.py')
        self.process = subprocess.Popen([sys.executable, str(script), '0', *options], stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith('ready '):
            sys.exit('the test server did not start')
        self.url = f'http://127.0.0.1:{int(line.split()[1])}'
        self.endpoint = f'{self.url}/{ACCOUNT}'
        self.client = BlobServiceClient(self.endpoint, credential={'account_name': ACCOUNT, 'account_key': KEY})

    def put(self, path, value):
        data = (value if isinstance(value, str) else json.dumps(value)).encode()
        urllib.request.urlopen(urllib.request.Request(self.url + path, data=data, method='PUT')).read()

    def log(self):
        return json.load(urllib.request.urlopen(self.url + '/__log'))

    def upload(self, container, directory):
        target = self.client.get_container_client(container)
        target.create_container()
        files = [path for path in sorted(directory.rglob('*')) if path.is_file()]
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda p: target.upload_blob(p.relative_to(directory).as_posix(), p.read_bytes()), files))

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Run:
    def __init__(self, program, arguments, environment=None):
        clean = {'PATH': os.environ['PATH'], 'HOME': '/nonexistent',
                 # Nobody listens there: the run must not find an identity of the machine that tests it.
                 'AZURE_POD_IDENTITY_AUTHORITY_HOST': 'http://127.0.0.1:9'}
        result = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120,
                                env={**clean, **(environment or {})})
        self.code, self.output, self.errors = result.returncode, result.stdout, result.stderr
        shown = self.output + self.errors
        for secret in SECRETS:
            for form in (secret, urllib.parse.quote(secret, safe='')):
                expect(form not in shown, f'a secret is printed by {arguments}', shown)

    def judgement(self):
        """Everything of the answer that does not depend on where and when."""
        try:
            answer = json.loads(self.output)
        except ValueError:
            return None
        del answer['startedAt'], answer['finishedAt'], answer['store']['location'], answer['summary']['requests']
        return answer


def signature_file(folder, name, text):
    path = pathlib.Path(folder) / name
    path.write_text(text)
    part = urllib.parse.parse_qs(text.partition('?')[2] or text).get('sig')
    if part:
        SECRETS.add(part[0])
    return str(path)


def delegation_signature(container, permissions='rl'):
    """A user delegation SAS by the public description of version 2020-12-06."""
    later = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime('%Y-%m-%dT%H:%M:%SZ')
    fields = {'sp': permissions, 'se': later, 'skoid': CLIENT, 'sktid': TENANT, 'skt': '2020-01-01T00:00:00Z',
              'ske': later, 'sks': 'b', 'skv': '2020-12-06', 'sv': '2020-12-06', 'sr': 'c', 'spr': 'https,http'}
    value = lambda name: fields.get(name, '')
    text = '\n'.join([value('sp'), value('st'), value('se'), f'/blob/{ACCOUNT}/{container}'] + [
        value(n) for n in ('skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'saoid', 'suoid', 'scid', 'sip', 'spr', 'sv',
                           'sr', 'sst', 'ses', 'rscc', 'rscd', 'rsce', 'rscl', 'rsct')])
    fields['sig'] = base64.b64encode(hmac.new(b'd' * 32, text.encode(), hashlib.sha256).digest()).decode()
    return urllib.parse.urlencode(fields)


def stores():
    """Directories with stores, by the name of the container that gets them."""
    found = {'demo': ROOT / 'fixtures' / 'demo' / 'store'}
    if not SHARED.is_dir():
        print(f'note: {SHARED} is not there; only the store of the demonstration is tried')
        return found
    for directory in sorted(SHARED.iterdir()):
        for case in sorted(directory.iterdir()) if directory.is_dir() else []:
            if case.is_dir() and (case / 'manifests').is_dir():
                found[f'{directory.name}-{case.name}'] = case
        if (directory / 'manifests').is_dir():
            found[directory.name] = directory
    return {''.join(c if c.isalnum() else '-' for c in name.lower())[:63].strip('-'): path for name, path in found.items()}


def conformance(server, command):
    """The objects of StoreConformance, below base/; what lies beside that is none of the store's business."""
    content = lambda count: bytes((i * 31 + (i >> 8)) & 0xFF for i in range(count))
    objects = {
        'a-b': 3, 'a/b/c': 10, 'a/b/c.d/e': 1, 'a/empty': 0, 'a/large': 300_000, 'ab/c': 5, 'b/1/x': 7, 'b/10/x': 8,
        'b/2/x': 9, 'odd/ blank ': 2, 'odd/%2F+&?#=;': 2, 'odd/..x': 2, 'odd/\x1b[31m\n\t': 2, 'odd/\\': 2,
        'odd/e\u0301': 2, 'odd/\u00e9': 4, 'odd/\u202egnp.exe': 2, 'odd/\U0001f4be': 2,
    }
    container = server.client.get_container_client('conformance')
    container.create_container()
    for name, count in objects.items():
        container.upload_blob('base/' + name, content(count))
    for name in ('base', 'base2/x'):
        container.upload_blob(name, b'x')
    string = f'AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={server.endpoint}'
    result = subprocess.run(command, shell=True, env={**os.environ, 'ZBAUDIT_AZURE_CONNECTION': string})
    expect(result.returncode == 0, 'the store keeps the rules of every store')


def same_findings(program, server, key_file):
    count = 0
    for container, directory in stores().items():
        server.upload(container, directory)
        for command in ('check', 'verify'):
            local = Run(program, [command, str(directory), '--as', 'azure', '--format', 'json'])
            remote = Run(program, [command, f'azure://{container}', '--endpoint', server.endpoint,
                                   '--credentials-file', key_file, '--format', 'json'])
            expect(local.code == remote.code and local.judgement() is not None
                   and local.judgement() == remote.judgement(),
                   f'{command} of {container} differs from that of its directory',
                   f'{local.code} {remote.code}\n{remote.errors}\n{remote.output}')
            count += 1
    for size in ('1', '7'):
        server.put('/__page', size)
        remote = Run(program, ['verify', 'azure://demo', '--endpoint', server.endpoint, '--credentials-file', key_file,
                               '--format', 'json'])
        local = Run(program, ['verify', str(ROOT / 'fixtures' / 'demo' / 'store'), '--as', 'azure', '--format', 'json'])
        expect(remote.judgement() == local.judgement(), f'pages of {size} entries', remote.errors)
        count += 1
    server.put('/__page', '5000')
    print(f'{count} runs on containers give what their directories give')
    return count


def credentials(program, server, folder, store):
    later = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    server.upload('public', store)
    account = generate_account_sas(ACCOUNT, KEY, ResourceTypes(container=True, object=True),
                                   AccountSasPermissions(read=True, list=True), later, protocol='https,http')
    service = generate_container_sas(ACCOUNT, 'private', KEY, permission=ContainerSasPermissions(read=True, list=True),
                                     expiry=later)
    string = f'DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={server.endpoint};'
    shared = f'BlobEndpoint={server.endpoint};SharedAccessSignature={service}'
    identity = {'AZURE_AUTHORITY_HOST': server.url, 'AZURE_CLIENT_ID': CLIENT, 'AZURE_TENANT_ID': TENANT}
    token_file = pathlib.Path(folder) / 'token'
    token_file.write_text('federated.token.1\n')
    at = ['--endpoint', server.endpoint]
    file = lambda name, text: ['--credentials-file', signature_file(folder, name, text)]
    cases = {
        'account key in a file': (at + file('key', KEY + '\n'), {}, 'SharedKey'),
        'account by name, address without path': (['--endpoint', server.url, '--account', ACCOUNT] + file('key', KEY), {},
                                                  'SharedKey'),
        'connection string in a file': (file('string', string), {}, 'SharedKey'),
        'connection string with a signature': (file('shared', shared), {}, 'sas'),
        'connection string in the environment': ([], {'AZURE_STORAGE_CONNECTION_STRING': string}, 'SharedKey'),
        'key in the environment': (['--endpoint', server.url], {'AZURE_STORAGE_ACCOUNT': ACCOUNT, 'AZURE_STORAGE_KEY': KEY},
                                   'SharedKey'),
        'signature in the environment': (at, {'AZURE_STORAGE_SAS_TOKEN': '?' + account}, 'sas'),
        'account signature': (at + file('account-sas', account), {}, 'sas'),
        'service signature': (at + file('service-sas', service), {}, 'sas'),
        'whole URL with a signature': (at + file('url', f'{server.endpoint}/private?{service}'), {}, 'sas'),
        'user delegation signature': (at + file('delegation-sas', delegation_signature('private')), {}, 'sas'),
        'client secret': (at, {**identity, 'AZURE_CLIENT_SECRET': SECRET}, 'Bearer'),
        'workload identity': (at, {**identity, 'AZURE_FEDERATED_TOKEN_FILE': str(token_file)}, 'Bearer'),
        'identity of the machine': (at, {'AZURE_POD_IDENTITY_AUTHORITY_HOST': server.url}, 'Bearer'),
        'identity of an app service': (at, {'IDENTITY_ENDPOINT': server.url + '/msi/token',
                                            'IDENTITY_HEADER': 'identity-header'}, 'Bearer'),
        'key of another account in the environment': (
            at, {'AZURE_STORAGE_ACCOUNT': 'other', 'AZURE_STORAGE_KEY': KEY, 'AZURE_POD_IDENTITY_AUTHORITY_HOST': server.url},
            'Bearer'),
    }
    server.upload('private', store)
    local = Run(program, ['verify', str(store), '--as', 'azure', '--format', 'json'])
    server.log()
    for name, (arguments, environment, scheme) in cases.items():
        run = Run(program, ['verify', 'azure://private', '--format', 'json', *arguments], environment)
        expect(run.judgement() == local.judgement() and run.code == local.code, name, run.errors)
        requests = [entry for entry in server.log() if f'/{ACCOUNT}/' in entry[1]]
        expect(requests and all(method in ('GET', 'HEAD') for method, *_ in requests), f'{name}: only GET and HEAD')
        expect({entry[2] for entry in requests} == {scheme}, f'{name}: {scheme} is used', str(requests[:3]))
    run = Run(program, ['verify', 'azure://public', *at, '--anonymous', '--format', 'json'])
    expect(run.judgement() == local.judgement(), 'public container', run.errors)
    server.log()
    print(f'{len(cases) + 1} kinds of credentials')


def refusals(program, server, folder):
    now = datetime.datetime.now(datetime.timezone.utc)
    sas = lambda hours=1, **rights: generate_container_sas(
        ACCOUNT, 'private', KEY, permission=ContainerSasPermissions(**rights), expiry=now + datetime.timedelta(hours=hours))
    at = ['--endpoint', server.endpoint]
    file = lambda name, text: ['--credentials-file', signature_file(folder, name, text)]
    key = file('key', KEY)
    wrong = base64.b64encode(b'w' * 64).decode()
    signature = sas(read=True, list=True)
    broken = signature[:-6] + ('A' if signature[-6] != 'A' else 'B') + signature[-5:]
    identity = {'AZURE_AUTHORITY_HOST': server.url, 'AZURE_CLIENT_ID': CLIENT, 'AZURE_TENANT_ID': TENANT}
    right = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'
    cases = {
        'wrong key': ('private', at + file('wrong', wrong), {}, 8, 'not one of the account acct'),
        'key that is no base64': ('private', file('no-base64', f'AccountName=acct;AccountKey=%%%;BlobEndpoint={server.endpoint}'),
                                  {}, 2, 'not base64'),
        'file without credentials': ('private', at + file('nothing', 'hello, world!'), {}, 2, 'holds no credentials'),
        'no such file': ('private', at + ['--credentials-file', '/nonexistent/key'], {}, 2, 'No such file'),
        'expired signature': ('private', at + file('expired', sas(-1, read=True, list=True)), {}, 8, 'signature ended at'),
        'wrong signature': ('private', at + file('broken', broken), {}, 8, 'copied as a whole'),
        'signature without list': ('private', at + file('no-list', sas(read=True)), {}, 8, 'no permission l (list)'),
        'signature without read': ('private', at + file('no-read', sas(list=True)), {}, 8, 'no permission r (read)'),
        'signature for https only': ('private', at + file('https', generate_container_sas(
            ACCOUNT, 'private', KEY, permission=ContainerSasPermissions(read=True, list=True),
            expiry=now + datetime.timedelta(hours=1), protocol='https')), {}, 8, 'is for https only'),
        'private container': ('private', at + ['--anonymous'], {}, 8, 'not public'),
        'unknown container': ('unknown', at + key, {}, 6, 'no container unknown'),
        'disabled account': ('disabled', at + key, {}, 8, 'is disabled'),
        'no credentials': ('private', at, {}, 8, 'no credentials found'),
        'no account': ('private', [], {}, 2, '--account'),
        'wrong client secret': ('private', at, {**identity, 'AZURE_CLIENT_SECRET': 'wrong'}, 8, 'AADSTS7000215'),
        'unknown tenant': ('private', at, {**identity, 'AZURE_TENANT_ID': 'x', 'AZURE_CLIENT_SECRET': SECRET}, 8,
                           'AADSTS90002'),
        'half an identity': ('private', at, {'AZURE_CLIENT_SECRET': SECRET}, 8, 'AZURE_CLIENT_ID is not'),
        'nobody there': ('private', ['--endpoint', 'http://127.0.0.1:9/acct'] + key, {}, 7, 'check --account, --endpoint'),
        'token without TLS': ('private', ['--endpoint', 'http://192.0.2.1/acct'], {}, 2, 'https'),
        'credentials of another account': ('private', ['--account', 'other'] + file(
            'string', f'AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={server.endpoint}'), {}, 2, 'for the account acct'),
        'option of another cloud': ('private', at + key + ['--region', 'x'], {}, 2, '--region is for s3://'),
        'name that is no container': ('No_Container', at + key, {}, 2, 'names no container'),
        'budget of requests': ('private', at + key + ['--max-requests', '5'], {}, 5, '--max-requests'),
    }
    for name, (container, arguments, environment, code, text) in cases.items():
        run = Run(program, ['verify', f'azure://{container}', '--format', 'json', *arguments], environment)
        shown = run.output + run.errors
        expect(run.code == code and text in shown, f'{name}: exit code {code} and "{text}"', f'{run.code}: {shown}')
    print(f'{len(cases)} refusals')


def clocks_and_tokens(program, server, folder, store):
    local = Run(program, ['verify', str(store), '--as', 'azure', '--format', 'json']).judgement()
    key = ['--credentials-file', signature_file(folder, 'key', KEY)]
    for ahead in (1200, -1200):
        server.put('/__clock', str(ahead))
        run = Run(program, ['verify', 'azure://private', '--endpoint', server.endpoint, *key, '--format', 'json'])
        expect(run.judgement() == local, f'a clock that is {ahead} s off is corrected', run.errors)
    server.put('/__clock', '0')
    identity = {'AZURE_AUTHORITY_HOST': server.url, 'AZURE_CLIENT_ID': CLIENT, 'AZURE_TENANT_ID': TENANT,
                'AZURE_CLIENT_SECRET': SECRET}
    server.log()
    server.put('/__faults', [{'match': '/private/', 'mode': '401', 'skip': 5, 'times': 1}])
    run = Run(program, ['verify', 'azure://private', '--endpoint', server.endpoint, '--format', 'json'], identity)
    tokens = [entry for entry in server.log() if 'oauth2' in entry[1]]
    expect(run.judgement() == local and len(tokens) == 2, 'a token that is refused is replaced once',
           f'{len(tokens)} {run.errors}')
    short = Server('--token-life', '1')
    try:
        short.upload('private', store)
        # The run takes several times as long as a token is good.
        size = sum(path.stat().st_size for path in store.rglob('*') if path.is_file())
        run = Run(program, ['verify', 'azure://private', '--endpoint', short.endpoint, '--format', 'json',
                            '--connections', '1', '--rate', str(size // 4)],
                  {**identity, 'AZURE_AUTHORITY_HOST': short.url})
        tokens = [entry for entry in short.log() if 'oauth2' in entry[1]]
        expect(run.judgement() == local and len(tokens) > 1, 'tokens that end soon are replaced in time', run.errors)
    finally:
        short.stop()
    print('clocks and tokens')


def faults(program, server, folder, store, every):
    local = Run(program, ['verify', str(store), '--as', 'azure', '--format', 'json'])
    at = ['--endpoint', server.endpoint, '--credentials-file', signature_file(folder, 'key', KEY)]
    arguments = ['verify', 'azure://private', *at, '--format', 'json', '--connections', '4']
    server.log()
    Run(program, arguments)
    requests = len(server.log())
    count = 0
    for place in range(0, requests, every):
        for mode in ('500', '503', '429:1', 'reset', 'cut:20', 'flip'):
            server.put('/__faults', [{'match': '/private', 'mode': mode, 'skip': place, 'times': 1}])
            run = Run(program, arguments)
            # One transient fault changes nothing; one wrong bit is found or does not matter, and is never "ok" otherwise.
            is_right = run.judgement() == local.judgement() and run.code == local.code
            if mode == 'flip':
                is_right = is_right or run.code not in (0, 4)
            expect(is_right, f'{mode} at request {place}', f'{run.code} {run.errors} {run.output}')
            count += 1
    server.put('/__page', '10')
    for mode, is_transient in (('half-page', True), ('no-marker', True), ('repeat', False), ('same-marker', False)):
        for times in (1, 1000):
            server.put('/__faults', [{'match': 'marker=', 'mode': mode, 'times': times}])
            run = Run(program, arguments)
            if is_transient and times == 1:
                is_right = run.judgement() == local.judgement()
            else:
                is_right = run.code == 7 and 'listing' in run.errors
            expect(is_right, f'{mode} of the listing, {times} times', f'{run.code} {run.errors} {run.output}')
            count += 1
    server.put('/__page', '5000')
    sst = next(path for path in sorted(store.rglob('*.sst'))).relative_to(store).as_posix()
    server.put('/__faults', [{'match': sst, 'mode': 'flip', 'times': 1000}])
    run = Run(program, arguments)
    expect(run.code == 3 and 'another MD5' in run.output and 'object.provider-checksum-mismatch' in run.output, 'a blob with another MD5 than the service keeps',
           f'{run.code} {run.errors} {run.output}')
    server.put('/__faults', [])
    server.log()
    print(f'{count} faults')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--every', type=int, default=4)
    parser.add_argument('--conformance')
    options = parser.parse_args()
    store = SHARED / 'azure-8.9-seed102'
    if not store.is_dir():
        store = ROOT / 'fixtures' / 'demo' / 'store'
    # The server is ended also when this is.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))
    server = Server()
    try:
        with tempfile.TemporaryDirectory() as folder:
            if options.conformance:
                conformance(server, options.conformance)
            same_findings(options.program, server, signature_file(folder, 'key', KEY))
            credentials(options.program, server, folder, store)
            refusals(options.program, server, folder)
            clocks_and_tokens(options.program, server, folder, store)
            faults(options.program, server, folder, store, options.every)
    finally:
        server.stop()
    if failures:
        sys.exit(f'{len(failures)} expectations failed')


if __name__ == '__main__':
    main()
