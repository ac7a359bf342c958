"""Runs zbaudit on buckets of the test server, as an operator would, and compares with the directories they came from.

Usage: test_commands.py ZBAUDIT PLAIN TLS NO_DATE CA_FILE SWIFT     (addresses of servers; see run.sh)
"""
import base64, concurrent.futures, glob, json, os, queue, signal, subprocess, sys, tempfile, time
import urllib.request, warnings
from stores import SWIFT_TESTER, as_s3, client, upload

warnings.filterwarnings('ignore')
ZBAUDIT, PLAIN, TLS, NO_DATE, CA_FILE, SWIFT = sys.argv[1:7]
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
READER = {'AWS_ACCESS_KEY_ID': 'AKIAREADER', 'AWS_SECRET_ACCESS_KEY': 'reader/Secret+Key'}
WORKERS = 5
work = tempfile.TemporaryDirectory()
passed, failed = 0, 0


def check(condition, what, account=''):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f'FAILED: {what}\n{account}'[:3000], flush=True)


def run(*arguments, environment=READER, limit=120):
    """Runs zbaudit with nothing of this machine's environment but what is given."""
    variables = {'PATH': os.environ['PATH'], 'HOME': work.name, 'AWS_EC2_METADATA_DISABLED': 'true',
                 'LD_LIBRARY_PATH': os.environ.get('LD_LIBRARY_PATH', ''), **environment}
    try:
        return subprocess.run([ZBAUDIT, *arguments], env=variables, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired as expired:
        return subprocess.CompletedProcess(arguments, -1, str(expired.stdout), f'HUNG after {limit} s')


def account(result):
    return f'{result.args}\nexit {result.returncode}\n{result.stdout[:1500]}\n{result.stderr[:1500]}'


def control(name, body=None, endpoint=PLAIN):
    data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
    request = urllib.request.Request(f'{endpoint}/__{name}', data=data, method='GET' if data is None else 'PUT')
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request) as response:
        return response.read()


def log():
    return json.loads(control('log'))


def expect(result, status, *texts):
    check(result.returncode == status and all(t in result.stdout + result.stderr for t in texts),
          f'expected exit {status} and {texts}', account(result))


def judged(text):
    """The part of a result that must be the same wherever the bytes lie."""
    result = json.loads(text)
    for name in ('store', 'startedAt', 'finishedAt'):
        del result[name]
    del result['summary']['requests']
    result['findings'].sort(key=lambda f: json.dumps(f, sort_keys=True))
    return result


s3 = client(PLAIN)
tls_s3 = client(TLS)
S3 = ['--endpoint', PLAIN]


def bucket(name):
    return f's3://{name}/base'


# MARK: The same findings as the directory

def sample(name, *options):
    """Writes a sample store and turns it into one of S3."""
    common = f'{work.name}/{name}-common'
    subprocess.run([ZBAUDIT, 'sample-store', *options, common], check=True, capture_output=True)
    return as_s3(common, f'{work.name}/{name}')


def stores():
    """Stores of the S3 dialect, and some that are of another one."""
    yield 'demo', DEMO
    yield 'sample', sample('sample', '--snapshot-bytes', '9000000', '--snapshot-file-bytes', '3000000')
    for path in sorted(glob.glob(f'{ROOT}/fixtures/zeebe/*/store')):
        name = os.path.basename(os.path.dirname(path))
        yield name, as_s3(path, f'{work.name}/{name}')
    yield 'another-dialect', f'{ROOT}/fixtures/demo/store'
    for shared in (f'{ROOT}/../shared', f'{ROOT}/../../shared'):
        for path in sorted(glob.glob(f'{shared}/fixtures-zeebe/s3-*/')):
            stored = f'{path}store' if os.path.isdir(f'{path}store') else path
            yield 'shared-' + os.path.basename(path.rstrip('/')), stored


DEMO = as_s3(f'{ROOT}/fixtures/demo/store', f'{work.name}/demo')
compared = 0
for name, directory in stores():
    upload(s3, name, 'base/', directory)
    log()
    for command in ('verify', 'check'):
        there = run(command, bucket(name), *S3, '--format', 'json')
        here = run(command, directory, '--as', 's3', '--format', 'json')
        check(there.returncode == here.returncode, f'{command} {name}: the exit code of the directory',
              account(there) + account(here))
        if here.stdout and there.stdout:
            check(judged(there.stdout) == judged(here.stdout), f'{command} {name}: the findings of the directory',
                  account(there) + account(here))
            compared += 1
    requests = log()
    check(all(r['method'] == 'GET' and r['key'] == 'AKIAREADER' for r in requests), f'{name}: only signed GETs', requests[:3])
    check(all(r['status'] in (200, 206, 404, 416) for r in requests), f'{name}: no request was refused',
          [r for r in requests if r['status'] not in (200, 206, 404, 416)][:3])
    listed = {r['target'].split('?')[0] for r in requests if 'list-type=2' in r['target']}
    check(listed == {f'/{name}'}, f'{name}: only lists of the bucket', listed)
    check(all('prefix=base%2F' in r['target'] or f'/{name}/base/' in r['target'] for r in requests),
          f'{name}: nothing beside the base path')
print(f'{compared} results compared', flush=True)
check(compared > 10, 'there were stores to compare')

# MARK: A server of somebody else

upload(client(SWIFT, SWIFT_TESTER), 'demo', 'base/', DEMO)
swift = {'AWS_ACCESS_KEY_ID': 'test:tester', 'AWS_SECRET_ACCESS_KEY': 'testing'}
there = run('verify', bucket('demo'), '--endpoint', SWIFT, '--format', 'json', environment=swift)
here = run('verify', DEMO, '--as', 's3', '--format', 'json')
check(there.returncode == here.returncode == 3 and judged(there.stdout) == judged(here.stdout),
      'Swift: the findings of the directory', account(there))
expect(run('check', bucket('demo'), '--endpoint', SWIFT, environment={**swift, 'AWS_SECRET_ACCESS_KEY': 'wrong'}),
       8, 'SignatureDoesNotMatch')
expect(run('check', bucket('demo'), '--endpoint', SWIFT, environment={
    'AWS_ACCESS_KEY_ID': 'test:reader', 'AWS_SECRET_ACCESS_KEY': 'ro-secret'}), 8, 's3:ListBucket is not allowed')
expect(run('check', 's3://unknown', '--endpoint', SWIFT, environment=swift), 6, 'there is no bucket unknown')

# MARK: Errors that say what to do

expect(run('check', bucket('demo'), *S3, environment={**READER, 'AWS_SECRET_ACCESS_KEY': 'wrong'}), 8, 'SignatureDoesNotMatch', 'secret key')
expect(run('check', bucket('demo'), *S3, environment={**READER, 'AWS_ACCESS_KEY_ID': 'AKIANOBODY'}), 8, 'InvalidAccessKeyId')
expect(run('check', 's3://unknown', *S3), 6, 'NoSuchBucket', 'there is no bucket unknown')
expect(run('check', 's3://private-x', *S3), 8, 's3:ListBucket', 'arn:aws:s3:::private-x')
expect(run('check', bucket('demo'), *S3, environment={'AWS_ACCESS_KEY_ID': 'AKIANOLIST', 'AWS_SECRET_ACCESS_KEY': 'nolist/Secret+Key'}),
       8, 's3:ListBucket is not allowed')
expect(run('verify', bucket('demo'), *S3, environment={'AWS_ACCESS_KEY_ID': 'AKIANOGET', 'AWS_SECRET_ACCESS_KEY': 'noget/Secret+Key'}),
       8, 's3:GetObject is not allowed', 'manifests/1/1708899200000/0/manifest.json')
expect(run('check', bucket('demo'), *S3, environment={}), 8, 'no credentials found', 'AWS_ACCESS_KEY_ID is not set', 'instance metadata')
expect(run('check', bucket('demo'), *S3, '--anonymous', environment={}), 8, 'without credentials')
expect(run('check', 's3://demo/nothing', *S3), 6, 'no backup in s3://demo/nothing')
expect(run('check', 's3://', *S3), 2, 'names no bucket')
expect(run('check', bucket('demo'), '--endpoint', 'nonsense'), 2, 'no http:// or https:// address')
expect(run('check', bucket('demo'), '--endpoint', 'http://127.0.0.1:1'), 7, 'connection refused', '--endpoint')
expect(run('check', bucket('demo'), '--endpoint', 'http://nowhere.invalid'), 7, 'nowhere.invalid')
expect(run('check', bucket('demo'), '--endpoint', PLAIN.replace('http:', 'https:')), 7, 'TLS')
expect(run('check', bucket('demo'), *S3, '--credentials-file', '/nonexistent'), 2, 'No such file')
expect(run('check', bucket('demo'), *S3, '--ca-file', '/nonexistent'), 2, '--ca-file')
expect(run('check', bucket('demo'), *S3, environment={**READER, 'AWS_CA_BUNDLE': '/nonexistent'}), 2, 'AWS_CA_BUNDLE')
expect(run('check', bucket('demo'), *S3, '--connections', '0'), 2, '--connections')
expect(run('check', f'{ROOT}/fixtures/demo/store', '--region', 'x'), 2, '--region is for stores behind a network')
expect(run('check', bucket('demo'), '--endpoint', 'http://nowhere.invalid', environment={**READER, 'HTTP_PROXY': 'socks5://p:1'}),
       2, 'HTTP_PROXY')
expect(run('check', bucket('demo'), *S3, environment={**READER, 'ALL_PROXY': 'socks5://p:1'}), 0)
# The region that the service names is taken.
expect(run('check', bucket('demo'), *S3, '--region', 'eu-west-9'), 0)
expect(run('check', 's3://elsewhere-x', *S3), 7, 'not in the region')

# MARK: Clocks

control('clock', '1200')
expect(run('verify', bucket('demo'), *S3), 3)
control('clock', '0')
upload(client(PLAIN), 'demo', 'base/', DEMO)
expect(run('check', bucket('demo'), '--endpoint', NO_DATE), 8, 'clock of this machine is wrong', 'RequestTimeTooSkewed')

# MARK: TLS

upload(tls_s3, 'demo', 'base/', DEMO)
expect(run('verify', bucket('demo'), '--endpoint', TLS), 7, 'certificate', '--ca-file')
expect(run('verify', bucket('demo'), '--endpoint', TLS, '--ca-file', CA_FILE), 3, 'journal.record-corrupt')
expect(run('verify', bucket('demo'), '--endpoint', TLS, environment={**READER, 'AWS_CA_BUNDLE': CA_FILE}), 3)

# MARK: Credentials

session = {'AWS_ACCESS_KEY_ID': 'ASIASESSION', 'AWS_SECRET_ACCESS_KEY': 'session/Secret+Key'}
expect(run('check', bucket('demo'), *S3, environment={**session, 'AWS_SESSION_TOKEN': 'session-token-1'}), 0)
expect(run('check', bucket('demo'), *S3, environment={**session, 'AWS_SESSION_TOKEN': 'other'}), 8)
expect(run('check', bucket('demo'), *S3, environment={
    'AWS_ACCESS_KEY_ID': 'ASIAEXPIRED', 'AWS_SECRET_ACCESS_KEY': 'expired/Secret+Key', 'AWS_SESSION_TOKEN': 'session-token-0'}),
    8, 'expired')
with open(f'{work.name}/token', 'w') as file:
    file.write('web-identity-token')
identity = {'AWS_WEB_IDENTITY_TOKEN_FILE': f'{work.name}/token', 'AWS_ENDPOINT_URL_STS': PLAIN,
            'AWS_ROLE_ARN': 'arn:aws:iam::123456789012:role/backup-reader'}
expect(run('check', bucket('demo'), *S3, environment=identity), 0)
expect(run('check', bucket('demo'), *S3, environment={**identity, 'AWS_ROLE_ARN': 'arn:aws:iam::1:role/other'}),
       8, 'AssumeRoleWithWebIdentity', 'role/other')
expect(run('check', bucket('demo'), *S3, environment={
    'AWS_CONTAINER_CREDENTIALS_FULL_URI': f'{PLAIN}/container', 'AWS_CONTAINER_AUTHORIZATION_TOKEN': 'container-token'}), 0)
expect(run('check', bucket('demo'), *S3, environment={
    'AWS_EC2_METADATA_DISABLED': 'false', 'AWS_EC2_METADATA_SERVICE_ENDPOINT': PLAIN}), 0)
os.makedirs(f'{work.name}/.aws')
with open(f'{work.name}/.aws/credentials', 'w') as file:
    file.write('[default]\naws_access_key_id = AKIANOGET\naws_secret_access_key = noget/Secret+Key\n'
               '[reader]\naws_access_key_id = AKIAREADER\naws_secret_access_key = reader/Secret+Key\n')
with open(f'{work.name}/.aws/config', 'w') as file:
    file.write(f'[profile reader]\nendpoint_url = {PLAIN}\nregion = us-east-1\n[profile role]\nsource_profile = reader\n'
               'role_arn = arn:aws:iam::123456789012:role/backup-reader\n')
expect(run('check', bucket('demo'), '--profile', 'reader', environment={}), 0)
expect(run('check', bucket('demo'), *S3, environment={'AWS_PROFILE': 'role', 'AWS_ENDPOINT_URL_STS': PLAIN}), 0)
expect(run('check', bucket('demo'), *S3, '--credentials-file', f'{work.name}/.aws/credentials', '--profile', 'reader',
           environment={}), 0)
upload(s3, 'public-demo', 'base/', DEMO)
expect(run('verify', bucket('public-demo'), *S3, '--anonymous', environment={}), 3)
for line in [r for r in log() if r['status'] == 403][:1]:
    check('Secret' not in json.dumps(line), 'no secret in a target')

# MARK: Encryption with a customer's key

key = bytes(range(32))
for name, content in (('raw', key), ('text', base64.b64encode(key) + b'\n'), ('other', bytes(32)), ('bad', b'short')):
    with open(f'{work.name}/{name}.key', 'wb') as file:
        file.write(content)
upload(tls_s3, 'sse', 'base/', DEMO, SSECustomerAlgorithm='AES256', SSECustomerKey=key)
secure = ['--endpoint', TLS, '--ca-file', CA_FILE, '--sse-c-key-file']
for name in ('raw', 'text'):
    expect(run('verify', bucket('sse'), *secure, f'{work.name}/{name}.key'), 3, 'journal.record-corrupt')
expect(run('verify', bucket('sse'), *secure[:4]), 8, '--sse-c-key-file')
expect(run('verify', bucket('sse'), *secure, f'{work.name}/other.key'), 8)
expect(run('verify', bucket('sse'), *secure, f'{work.name}/bad.key'), 2, 'SSE-C key')

# MARK: Budgets

expect(run('verify', bucket('demo'), *S3, '--max-requests', '3'), 5, '--max-requests')
for budget in (['--max-requests', '25'], ['--max-bytes', '50kB']):
    limited = run('verify', bucket('demo'), *S3, *budget, '--format', 'json')
    expect(limited, 5, budget[0], '"incomplete-run"')
    check(json.loads(limited.stdout)['summary']['findings']['error'] == 0, 'a used up budget is no error', account(limited))
log()
expect(run('verify', bucket('demo'), *S3, '--max-requests', '25', '--format', 'json'), 5)
sent = len(log())
check(0 < sent <= 25, 'the budget of requests is kept', sent)
start = time.monotonic()
expect(run('verify', bucket('sample'), *S3, '--rate', '20MB'), 0)
check(time.monotonic() - start > 2, 'the rate is kept')

# MARK: Faults at every request

small = sample('small', '--partitions', '1', '--backups', '1')
for worker in range(WORKERS):
    upload(s3, f'small{worker}', 'base/', small)
log()
expected = run('verify', bucket('small0'), *S3, '--format', 'json')
expect(expected, 0)
count = len(log())
print(f'{count} requests of a small store', flush=True)


def with_fault(mode, place, times=1, match=''):
    """Runs a verification in which one request goes wrong, on a bucket that nobody else uses meanwhile."""
    name = free.get()
    control('faults', [{'match': f'/{name}{match}', 'mode': mode, 'skip': place, 'times': times}])
    try:
        return run('verify', bucket(name), *S3, '--format', 'json', '--patience', '3')
    finally:
        control('faults', [{'match': f'/{name}{match}', 'mode': '', 'times': 0}])
        free.put(name)


free = queue.Queue()
for worker in range(WORKERS):
    free.put(f'small{worker}')
pool = concurrent.futures.ThreadPoolExecutor(WORKERS)


def every(cases):
    """Runs all cases, some at once; yields them with their results."""
    cases = list(cases)
    return zip(cases, pool.map(lambda case: with_fault(*case), cases))


modes = ('500', '503', '429:1', 'reset', 'cut:0', 'cut:100', 'short', 'long', 'garbage', 'half-page')
for (mode, place), result in every((mode, place) for mode in modes for place in range(count)):
    check(result.returncode == 0 and judged(result.stdout) == judged(expected.stdout), f'{mode} at request {place}',
          account(result))
# One bit in each object. Journal files are allocated ahead and hold nothing there; empty files have none.
keys = [os.path.relpath(os.path.join(root, name), small) for root, _, names in os.walk(small) for name in names]
keys = [key for key in keys if os.path.getsize(f'{small}/{key}') > 0]
for (_, _, _, key), result in every(('flip', 0, 10, f'/base/{key}') for key in keys):
    noticed = result.returncode == 3 or result.returncode == 0 and judged(result.stdout) != judged(expected.stdout)
    check(noticed or '/segments/' in key and result.returncode == 0, f'one flipped bit in {key}', account(result))
for (mode, _, _, _), result in every((mode, 0, 10_000, '/base/contents/') for mode in ('500', '503', 'reset', 'cut:0', 'garbage')):
    text = result.stdout.replace(' ', '')
    check(result.returncode == 7 and '"restorable":null' in text and '"not-checked"' in text and '"damaged"' not in text,
          f'{mode} for ever', account(result))
for (mode, _, _), result in every((mode, 0, 10_000) for mode in ('503', 'reset')):
    check(result.returncode == 7 and 'cannot list' in result.stderr, f'{mode} for ever, lists too', account(result))

# MARK: Silence

control('faults', [{'match': '/segments/', 'mode': 'stall:45'}])
start = time.monotonic()
expect(run('verify', bucket('small0'), *S3), 0)
check(25 < time.monotonic() - start < 60, 'a stalled request is repeated after the time limit', time.monotonic() - start)
control('faults', [{'match': '/segments/', 'mode': 'stall:20', 'times': 100}])
process = subprocess.Popen([ZBAUDIT, 'verify', bucket('small0'), *S3, '--format', 'json'], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, text=True,
                           env={**os.environ, **READER, 'HOME': work.name, 'AWS_EC2_METADATA_DISABLED': 'true'})
time.sleep(3)
process.send_signal(signal.SIGINT)
start = time.monotonic()
output, errors = process.communicate(timeout=30)
check(process.returncode == 130 and time.monotonic() - start < 3, 'Ctrl-C ends a stalled run', errors)
check('"not-checked"' in output and '"damaged"' not in output, 'Ctrl-C leaves nothing but what is known', output[:1500])
control('faults', [])

# MARK: Long lists

upload(s3, 'long', 'base/', small)
for number in range(2100):
    s3.put_object(Bucket='long', Key=f'base/contents/1/{number}/0/segments/x', Body=b'')
listing = run('verify', bucket('long'), *S3, '--format', 'json')
check(json.loads(listing.stdout)['summary']['objectsListed'] > 2100, 'all pages are read', account(listing))
token = 'continuation-token'
for mode in ('repeat', 'no-token'):
    control('faults', [])
    control('faults', [{'match': token if mode == 'repeat' else 'contents', 'mode': mode, 'times': 10_000}])
    expect(run('verify', bucket('long'), *S3), 7, 'cannot list')
control('faults', [])
control('faults', [{'match': token, 'mode': 'half-page'}])
again = run('verify', bucket('long'), *S3, '--format', 'json')
check(judged(again.stdout) == judged(listing.stdout), 'half a page is fetched again', account(again))
control('faults', [])

print(f'{passed} passed, {failed} failed', flush=True)
sys.exit(1 if failed else 0)
