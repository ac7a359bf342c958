"""A small S3 server on loopback for tests: strict about signatures, generous with faults.

Usage: s3_server.py PORT [--tls CERTIFICATE KEY] [--clock SECONDS] [--no-date]

It verifies AWS Signature Version 4 from the raw request line with the standard library alone, and so independently of what
it tests and of botocore. Objects live in memory. It answers PUT and GET of objects, HEAD, ranges, If-Match, ListObjectsV2,
SSE-C, the two calls of STS that give out credentials, the metadata service of EC2 in version 2 and a container's endpoint.

Beside that, unsigned:
    PUT /__faults  [{"match": "text of the target", "mode": "...", "skip": 0, "times": 1}]   replaces faults with the same match;
                                                                                             [] removes all
    GET /__log     all requests since the last reading: method, target, key of the signature, status
    PUT /__clock   seconds that this server's clock is ahead

Modes: 500, 503, 429:SECONDS, 429:date, reset, cut:BYTES, stall:SECONDS, short (Content-Length too small for the range),
long (too large), flip (one bit in the body), repeat (a page of a list again), no-token, half-page, overwrite (the object
changes in front of this request), whole (the range is ignored), garbage.
"""
import argparse, base64, calendar, datetime, email.utils, hashlib, hmac, json, re, socket, ssl, threading, time
import urllib.parse as url
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

REGION = 'us-east-1'
# Access key: secret, session token, what it may do.
KEYS = {
    'AKIATESTER': ('tester/Secret+Key', None, {'get', 'list', 'put'}),
    'AKIAREADER': ('reader/Secret+Key', None, {'get', 'list'}),
    'AKIANOLIST': ('nolist/Secret+Key', None, {'get'}),
    'AKIANOGET': ('noget/Secret+Key', None, {'list'}),
    'ASIASESSION': ('session/Secret+Key', 'session-token-1', {'get', 'list'}),
    'ASIAEXPIRED': ('expired/Secret+Key', 'session-token-0', set()),
}
WEB_TOKEN = 'web-identity-token'
lock = threading.Lock()
buckets, faults, log = {}, [], []
clock = [0.0]


class Refusal(Exception):
    def __init__(self, status, code, message='', headers=()):
        self.status, self.code, self.message, self.headers = status, code, message, dict(headers)


def now():
    return time.time() + clock[0]


def quote(data, safe=''):
    return url.quote(data, safe=safe + '-_.~')


def canonical_request(method, target, headers, signed, body_hash):
    path, _, query = target.partition('?')
    pairs = [p.partition('=')[::2] for p in query.split('&') if p]
    # Names and values have to be encoded already: encoding what was decoded must give back what was sent.
    for name, value in pairs:
        for text in (name, value):
            if quote(url.unquote_to_bytes(text)) != text:
                raise Refusal(403, 'SignatureDoesNotMatch', f'a query that is not fully encoded: {text}')
    if quote(url.unquote_to_bytes(path), '/') != path:
        raise Refusal(403, 'SignatureDoesNotMatch', f'a path that is not fully encoded: {path}')
    lines = ''
    for name in signed:
        values = [' '.join(v.split()) for k, v in headers if k.lower() == name]
        if not values:
            raise Refusal(403, 'SignatureDoesNotMatch', f'{name} is signed, but absent')
        lines += f'{name}:{",".join(values)}\n'
    query = '&'.join(f'{name}={value}' for name, value in sorted(pairs))
    return '\n'.join([method, path, query, lines, ';'.join(signed), body_hash])


def verify(method, target, headers, body, service):
    """Returns what the sender may do; raises Refusal."""
    fields = {k.lower(): v for k, v in headers}
    authorization = fields.get('authorization')
    if authorization is None:
        return None
    match = re.fullmatch(
        r'AWS4-HMAC-SHA256 Credential=([^/,\s]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,\s]+), ?'
        r'Signature=([0-9a-f]{64})', authorization)
    if not match:
        raise Refusal(400, 'AuthorizationHeaderMalformed', 'the header Authorization cannot be read')
    key, day, region, signed_service, signed, signature = match.groups()
    if region != REGION:
        raise Refusal(400, 'AuthorizationHeaderMalformed', f"the region '{region}' is wrong; expecting '{REGION}'",
                      {'x-amz-bucket-region': REGION})
    if signed_service != service:
        raise Refusal(400, 'AuthorizationHeaderMalformed', f'the service {signed_service} is wrong')
    moment = fields.get('x-amz-date', '')
    if not re.fullmatch(r'\d{8}T\d{6}Z', moment) or moment[:8] != day:
        raise Refusal(403, 'AccessDenied', 'X-Amz-Date is missing or of another day')
    if abs(calendar.timegm(time.strptime(moment, '%Y%m%dT%H%M%SZ')) - now()) > 900:
        raise Refusal(403, 'RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.')
    if key not in KEYS:
        raise Refusal(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.')
    secret, token, rights = KEYS[key]
    names = signed.split(';')
    if names != sorted(names) or 'host' not in names:
        raise Refusal(403, 'SignatureDoesNotMatch', 'the signed names are not in order, or without host')
    unsigned = [k for k in fields if k.startswith('x-amz-') and k not in names]
    if unsigned:
        raise Refusal(403, 'AccessDenied', f'There were headers present in the request which were not signed: {unsigned}')
    body_hash = hashlib.sha256(body).hexdigest()
    if service == 's3':
        claimed = fields.get('x-amz-content-sha256')
        if claimed not in (body_hash, 'UNSIGNED-PAYLOAD') and not (claimed or '').startswith('STREAMING-'):
            raise Refusal(400, 'XAmzContentSHA256Mismatch', 'the hash of the body is wrong or missing')
        body_hash = claimed
    text = canonical_request(method, target, headers, names, body_hash)
    scope = f'{day}/{region}/{service}/aws4_request'
    derived = ('AWS4' + secret).encode()
    for part in scope.split('/'):
        derived = hmac.new(derived, part.encode(), hashlib.sha256).digest()
    message = '\n'.join(['AWS4-HMAC-SHA256', moment, scope, hashlib.sha256(text.encode()).hexdigest()])
    if not hmac.compare_digest(hmac.new(derived, message.encode(), hashlib.sha256).hexdigest(), signature):
        raise Refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the one you provided.')
    if token is not None:
        if key == 'ASIAEXPIRED':
            raise Refusal(400, 'ExpiredToken', 'The provided token has expired.')
        if fields.get('x-amz-security-token') != token:
            raise Refusal(403, 'InvalidAccessKeyId', 'the session token is wrong')
    return rights


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    # Head and body are two packets; the second must not wait until the first is acknowledged.
    disable_nagle_algorithm = True
    server_version, sys_version = 'TestS3', ''
    no_date = False

    def log_message(self, *arguments):
        pass

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(now() if timestamp is None else timestamp, usegmt=True)

    def send_header(self, name, value):
        if not (self.no_date and name == 'Date'):
            super().send_header(name, value)

    # MARK: Answers

    def answer(self, status, body=b'', headers=(), length=None):
        headers = dict(headers)
        self.entry['status'] = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header('x-amz-request-id', 'TESTREQUEST1')
        self.send_header('Content-Length', str(len(body) if length is None else length))
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def refuse(self, refusal):
        region = f'<Region>{REGION}</Region>' if 'x-amz-bucket-region' in refusal.headers else ''
        body = (f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{refusal.code}</Code>'
                f'<Message>{escape(refusal.message)}</Message>{region}<RequestId>TESTREQUEST1</RequestId></Error>').encode()
        if refusal.status in (304,):
            body = b''
        self.answer(refusal.status, body if self.command != 'HEAD' else b'', {'Content-Type': 'application/xml', **refusal.headers})

    def drop(self):
        # With this option a close sends a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\x01\0\0\0\0\0\0\0')
        self.close_connection = True
        self.connection.close()

    # MARK: Requests

    def handle_any(self):
        # The bytes of the request line as they came: some clients send UTF-8 there.
        target = self.path
        body = self.read_body()
        self.entry = {'method': self.command, 'target': target, 'key': None, 'status': None}
        authorization = self.headers.get('Authorization') or ''
        found = re.search(r'Credential=([^/,\s]+)', authorization)
        self.entry['key'] = found[1] if found else None
        try:
            if self.control(target, body):
                return
            with lock:
                log.append(self.entry)
            self.mode = self.fault(target)
            if self.broken(target):
                return
            self.route(target, body)
        except Refusal as refusal:
            self.refuse(refusal)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

    def read_body(self):
        if 'chunked' in (self.headers.get('Transfer-Encoding') or ''):
            body = b''
            while size := int(self.rfile.readline().split(b';')[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get('Content-Length') or 0))

    def control(self, target, body):
        if target == '/__faults':
            with lock:
                added = json.loads(body)
                matches = {f['match'] for f in added}
                faults[:] = [f for f in faults if added and f['match'] not in matches] + added
        elif target == '/__clock':
            clock[0] = float(body)
        elif target == '/__log':
            with lock:
                text = json.dumps(log).encode()
                log.clear()
            self.answer(200, text)
            return True
        else:
            return False
        self.answer(200)
        return True

    def fault(self, target):
        with lock:
            for fault in faults:
                if fault['match'] not in target:
                    continue
                if fault.get('skip', 0) > 0:
                    fault['skip'] -= 1
                    continue
                if fault.get('times', 1) > 0:
                    fault['times'] = fault.get('times', 1) - 1
                    return fault['mode']
        return ''

    def broken(self, target):
        """Faults that need no answer of the real kind; true when that was all."""
        if self.mode == '500':
            raise Refusal(500, 'InternalError', 'We encountered an internal error. Please try again.')
        if self.mode == '503':
            raise Refusal(503, 'SlowDown', 'Please reduce your request rate.')
        if self.mode.startswith('429'):
            pause = self.mode[4:]
            if pause == 'date':
                pause = email.utils.formatdate(now() + 2, usegmt=True)
            raise Refusal(429, 'TooManyRequests', '', {'Retry-After': pause or '1'})
        if self.mode == 'reset':
            self.drop()
            return True
        if self.mode == 'garbage':
            self.wfile.write(b'\x00\x01garbage\r\n\r\n')
            self.close_connection = True
            return True
        if self.mode.startswith('stall'):
            time.sleep(float(self.mode[6:]))
        return False

    def route(self, target, body):
        path, _, query = target.partition('?')
        form = dict(url.parse_qsl(body.decode('latin-1'))) if self.command == 'POST' else {}
        if 'Action' in form:
            return self.token_service(target, body, form)
        if path.startswith('/latest/'):
            return self.instance_metadata(path)
        if path == '/container':
            return self.container()
        rights = verify(self.command, target, self.headers.items(), body, 's3')
        host = (self.headers.get('Host') or '').partition(':')[0]
        if host.endswith('.localhost'):
            bucket, key = host[:-len('.localhost')], path[1:]
        else:
            bucket, _, key = path[1:].partition('/')
        bucket = url.unquote(bucket)
        if rights is None:
            if not bucket.startswith('public-'):
                raise Refusal(403, 'AccessDenied', 'Access Denied')
            rights = {'get', 'list'}
        if bucket.startswith('private-') and 'put' not in rights:
            raise Refusal(403, 'AccessDenied', 'Access Denied')
        if bucket.startswith('elsewhere-'):
            raise Refusal(301, 'PermanentRedirect', 'the bucket is elsewhere', {'x-amz-bucket-region': 'eu-central-1'})
        key = url.unquote_to_bytes(key).decode('utf-8')
        parameters = dict(url.parse_qsl(query, keep_blank_values=True))
        if self.command == 'PUT':
            return self.put(bucket, key, body, rights)
        if bucket not in buckets:
            raise Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist')
        if not key:
            if 'list' not in rights:
                raise Refusal(403, 'AccessDenied', 'User is not authorized to perform: s3:ListBucket')
            return self.list(bucket, parameters)
        if 'get' not in rights:
            raise Refusal(403, 'AccessDenied', 'User is not authorized to perform: s3:GetObject')
        return self.get(bucket, key)

    # MARK: Objects

    def put(self, bucket, key, body, rights):
        if 'put' not in rights:
            raise Refusal(403, 'AccessDenied', 'User is not authorized to perform: s3:PutObject')
        with lock:
            objects = buckets.setdefault(bucket, {})
            if key:
                if (self.headers.get('x-amz-content-sha256') or '').startswith('STREAMING-'):
                    body = self.dechunked(body)
                objects[key] = (body, hashlib.md5(body).hexdigest(), now(), self.customer_key())
        self.answer(200, headers={'ETag': f'"{hashlib.md5(body).hexdigest()}"'})

    @staticmethod
    def dechunked(body):
        """The payload of the encoding aws-chunked."""
        payload = b''
        while body:
            head, _, body = body.partition(b'\r\n')
            size = int(head.split(b';')[0], 16)
            if size == 0:
                break
            payload += body[:size]
            body = body[size + 2:]
        return payload

    def customer_key(self):
        prefix = 'x-amz-server-side-encryption-customer-'
        key = self.headers.get(prefix + 'key')
        if key is None:
            return None
        raw = base64.b64decode(key, validate=True)
        digest = base64.b64encode(hashlib.md5(raw).digest()).decode()
        if len(raw) != 32 or self.headers.get(prefix + 'algorithm') != 'AES256' or self.headers.get(prefix + 'key-MD5') != digest:
            raise Refusal(400, 'InvalidArgument', 'The calculated MD5 hash of the customer key did not match.')
        return key

    def get(self, bucket, key):
        with lock:
            if key not in buckets[bucket]:
                raise Refusal(404, 'NoSuchKey', 'The specified key does not exist.')
            if self.mode == 'overwrite':
                old = buckets[bucket][key]
                body = old[0][::-1]
                buckets[bucket][key] = (body, hashlib.md5(body + b'2').hexdigest(), now(), old[3])
            body, tag, modified, customer_key = buckets[bucket][key]
        given = self.customer_key()
        if customer_key != given:
            if customer_key is None or given is None:
                raise Refusal(400, 'InvalidRequest', 'The object was stored using a form of Server Side Encryption. '
                              'The correct parameters must be provided to retrieve the object.')
            raise Refusal(403, 'AccessDenied', 'Access Denied')
        tag = f'"{tag}"'
        if self.headers.get('If-Match') not in (None, '*', tag):
            raise Refusal(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold')
        headers = {'ETag': tag, 'Last-Modified': email.utils.formatdate(modified, usegmt=True), 'Accept-Ranges': 'bytes'}
        if self.command == 'HEAD':
            return self.answer(200, headers=headers, length=len(body))
        match = re.fullmatch(r'bytes=(\d+)-(\d*)', self.headers.get('Range') or '')
        status = 200
        if match and self.mode != 'whole':
            first, last = int(match[1]), min(int(match[2] or len(body)), len(body) - 1)
            if first >= len(body):
                raise Refusal(416, 'InvalidRange', 'The requested range is not satisfiable',
                              {'Content-Range': f'bytes */{len(body)}'})
            headers['Content-Range'] = f'bytes {first}-{last}/{len(body)}'
            body, status = body[first:last + 1], 206
        length = None
        if self.mode == 'flip' and body:
            place = len(body) * 3 // 4
            body = body[:place] + bytes([body[place] ^ 1]) + body[place + 1:]
        if self.mode == 'short':
            body, length = body[:len(body) // 2], len(body) // 2
        if self.mode == 'long':
            length = len(body) + 1000
            self.close_connection = True
        if self.mode.startswith('cut'):
            length, body = len(body), body[:int(self.mode[4:])]
            self.close_connection = True
        self.answer(status, body, headers, length)

    # MARK: Lists

    def list(self, bucket, parameters):
        if parameters.get('list-type') != '2':
            raise Refusal(400, 'InvalidArgument', 'only ListObjectsV2')
        prefix, delimiter = parameters.get('prefix', ''), parameters.get('delimiter', '')
        limit = min(int(parameters.get('max-keys', '1000')), 1000)
        after = parameters.get('continuation-token')
        after = base64.urlsafe_b64decode(after).decode() if after else None
        if self.mode == 'repeat' and after is not None:
            after = None
        encoded = quote if parameters.get('encoding-type') == 'url' else escape
        with lock:
            objects = dict(buckets[bucket])
        lines, last, is_truncated = [], None, False
        for key in sorted(objects, key=lambda k: k.encode()):
            if not key.startswith(prefix):
                continue
            entry = key
            if delimiter and delimiter in key[len(prefix):]:
                entry = key[:key.index(delimiter, len(prefix)) + len(delimiter)]
            if entry == last or after is not None and entry.encode() <= after.encode():
                continue
            if len(lines) == limit:
                is_truncated = True
                break
            last = entry
            if entry != key:
                lines.append(f'<CommonPrefixes><Prefix>{encoded(entry)}</Prefix></CommonPrefixes>')
            else:
                body, tag, modified, _ = objects[key]
                moment = datetime.datetime.fromtimestamp(int(modified), datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%S.000Z')
                lines.append(f'<Contents><Key>{encoded(key)}</Key><LastModified>{moment}</LastModified>'
                             f'<ETag>&quot;{tag}&quot;</ETag><Size>{len(body)}</Size><StorageClass>STANDARD</StorageClass></Contents>')
        token = base64.urlsafe_b64encode((last or '').encode()).decode()
        next_token = f'<NextContinuationToken>{token}</NextContinuationToken>' if is_truncated and self.mode != 'no-token' else ''
        encoding = '<EncodingType>url</EncodingType>' if encoded is quote else ''
        # AWS writes objects first, then prefixes.
        lines.sort(key=lambda line: line.startswith('<CommonPrefixes>'))
        body = ('<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
                f'<Name>{escape(bucket)}</Name><Prefix>{encoded(prefix)}</Prefix><KeyCount>{len(lines)}</KeyCount><MaxKeys>{limit}</MaxKeys>'
                f'{encoding}<IsTruncated>{str(is_truncated).lower()}</IsTruncated>{next_token}{"".join(lines)}</ListBucketResult>').encode()
        if self.mode == 'half-page':
            body = body[:len(body) // 2]
        length = None
        if self.mode.startswith('cut'):
            length, body = len(body), body[:int(self.mode[4:])]
            self.close_connection = True
        self.answer(200, body, {'Content-Type': 'application/xml'}, length)

    # MARK: Credentials

    def credentials(self):
        secret, token, _ = KEYS['ASIASESSION']
        expires = datetime.datetime.fromtimestamp(now() + 3600, datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
        return 'ASIASESSION', secret, token, expires

    def token_service(self, target, body, form):
        action = form['Action']
        if action == 'AssumeRoleWithWebIdentity':
            if form.get('WebIdentityToken') != WEB_TOKEN:
                raise Refusal(400, 'InvalidIdentityToken', 'the token is wrong')
        elif action != 'AssumeRole' or verify(self.command, target, self.headers.items(), body, 'sts') is None:
            raise Refusal(403, 'AccessDenied', 'Access Denied')
        if form.get('RoleArn') != 'arn:aws:iam::123456789012:role/backup-reader':
            raise Refusal(403, 'AccessDenied', f'Not authorized to perform sts:{action}')
        key, secret, token, expires = self.credentials()
        self.answer(200, (f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result><Credentials>'
                          f'<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey>'
                          f'<SessionToken>{token}</SessionToken><Expiration>{expires}</Expiration></Credentials>'
                          f'</{action}Result></{action}Response>').encode(), {'Content-Type': 'text/xml'})

    def instance_metadata(self, path):
        if path == '/latest/api/token' and self.command == 'PUT':
            if self.headers.get('X-aws-ec2-metadata-token-ttl-seconds') is None:
                raise Refusal(400, 'BadRequest')
            return self.answer(200, b'imds-session')
        if self.headers.get('X-aws-ec2-metadata-token') != 'imds-session':
            raise Refusal(401, 'Unauthorized')
        folder = '/latest/meta-data/iam/security-credentials/'
        if path == folder:
            return self.answer(200, b'backup-reader')
        if path != folder + 'backup-reader':
            raise Refusal(404, 'NotFound')
        self.answer(200, self.credential_document())

    def container(self):
        if self.headers.get('Authorization') != 'container-token':
            raise Refusal(403, 'AccessDenied')
        self.answer(200, self.credential_document())

    def credential_document(self):
        key, secret, token, expires = self.credentials()
        return json.dumps({'Code': 'Success', 'AccessKeyId': key, 'SecretAccessKey': secret, 'Token': token,
                           'Expiration': expires}).encode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('port', type=int)
    parser.add_argument('--tls', nargs=2)
    parser.add_argument('--clock', type=float, default=0)
    parser.add_argument('--no-date', action='store_true')
    arguments = parser.parse_args()
    clock[0] = arguments.clock
    Handler.no_date = arguments.no_date
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(('127.0.0.1', arguments.port), Handler)
    if arguments.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*arguments.tls)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print(f'ready {server.server_address[1]}', flush=True)
    server.serve_forever()


main()
