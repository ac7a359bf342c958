"""A small Azure Blob server on loopback for tests: strict about credentials, generous with faults.

Usage: server.py PORT [--clock SECONDS] [--token-life SECONDS]

It verifies SharedKey, account, service and user delegation SAS and bearer tokens with the standard library alone, by
Microsoft's public description, and so independently of what it tests and of Microsoft's own libraries. Blobs live in
memory. Path style: http://127.0.0.1:PORT/acct/container/blob. It answers what a reader needs, and of writing so much that
azure-storage-blob can upload. It also gives out tokens as Entra does, as a machine's metadata service and as an app service.

Beside that, unsigned:
    PUT /__faults  [{"match": "text of the target", "mode": "...", "skip": 0, "times": 1}]   replaces all faults
    GET /__log     all requests since the last reading: method, target, scheme of authentication, status
    PUT /__clock   seconds that this server's clock is ahead
    PUT /__page    the most entries of a page, whatever is asked for

Modes: 500, 503, 401 (the token is not accepted), 429:SECONDS, reset, cut:BYTES, flip (one bit in the body), repeat (the first page again), no-marker (the page
does not say whether it is the last), same-marker, half-page, overwrite (the blob changes in front of this request).
"""
import argparse, base64, email.utils, hashlib, hmac, json, re, secrets, socket, sys, threading, time
import datetime
import urllib.parse as url
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

ACCOUNT, KEY, DELEGATION_KEY = 'acct', b'k' * 64, b'd' * 32
CLIENT, SECRET = '11111111-1111-1111-1111-111111111111', 's3cr3t~+/='
TENANT = '22222222-2222-2222-2222-222222222222'
IDENTITY_HEADER, FEDERATED_TOKEN = 'identity-header', 'federated.token.1'
PUBLIC, DISABLED = 'public', 'disabled'
ENTRA_SCOPE = 'https://storage.azure.com/.default'

lock = threading.RLock()
containers, faults, log, tokens = {}, [], [], {}
clock, page_size, token_life = [0.0], [5000], [3599.0]


class Refusal(Exception):
    def __init__(self, status, code, message='', detail=None, headers=()):
        self.status, self.code, self.message, self.detail, self.headers = status, code, message, detail, dict(headers)


class Blob:
    def __init__(self, data, md5):
        self.data, self.md5, self.modified = data, md5, now()
        self.tag = '"0x' + secrets.token_hex(8).upper() + '"'


def now():
    return time.time() + clock[0]


def code(key, text):
    return base64.b64encode(hmac.new(key, text.encode(), hashlib.sha256).digest()).decode()


def moment(text):
    for form in ('%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%dT%H:%MZ', '%Y-%m-%d'):
        try:
            return datetime.datetime.strptime(text, form).replace(tzinfo=datetime.timezone.utc).timestamp()
        except ValueError:
            pass
    raise Refusal(403, 'AuthenticationFailed', 'Server failed to authenticate the request.', f'{text} is no time')


def failed(detail):
    text = 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly.'
    return Refusal(403, 'AuthenticationFailed', text + '\nRequestId:1\nTime:2', detail)


def shared_key_text(method, target, headers):
    path, _, query = target.partition('?')
    values = {}
    for item in query.split('&') if query else []:
        name, _, value = item.partition('=')
        values.setdefault(url.unquote(name).lower(), []).append(url.unquote(value))
    length = headers.get('Content-Length') or ''
    lines = [method, headers.get('Content-Encoding') or '', headers.get('Content-Language') or '',
             '' if length == '0' else length]
    lines += [headers.get(name) or '' for name in ('Content-MD5', 'Content-Type')]
    lines.append('' if headers.get('x-ms-date') else headers.get('Date') or '')
    lines += [headers.get(name) or '' for name in
              ('If-Modified-Since', 'If-Match', 'If-None-Match', 'If-Unmodified-Since', 'Range')]
    own = sorted((name.lower(), ' '.join(value.split())) for name, value in headers.items()
                 if name.lower().startswith('x-ms-'))
    return '\n'.join(lines) + '\n' + ''.join(f'{n}:{v}\n' for n, v in own) + f'/{ACCOUNT}{path}' + ''.join(
        f'\n{name}:{",".join(sorted(values[name]))}' for name in sorted(values))


def check_shared_key(method, target, headers):
    date = headers.get('x-ms-date') or headers.get('Date')
    try:
        difference = email.utils.parsedate_to_datetime(date).timestamp() - now()
    except (TypeError, ValueError):
        raise failed('The Date header in the request is incorrect.')
    if abs(difference) > 900:
        raise failed(f"Request date header too old: '{date}'")
    if not headers.get('x-ms-version'):
        raise Refusal(400, 'MissingRequiredHeader', 'x-ms-version')
    text = shared_key_text(method, target, headers)
    given = headers['Authorization'].partition(':')[2]
    if not hmac.compare_digest(code(KEY, text), given):
        raise failed(f"The MAC signature found in the HTTP request '{given}' is not the same as any computed signature."
                     f" Server used following string to sign: '{text}'.")


def check_signature(values, container, blob, needed):
    value = lambda name: values.get(name, '')
    if value('se') and moment(value('se')) < now() or value('st') and moment(value('st')) > now():
        raise failed(f"Signature not valid in the specified time frame: Start [{value('st')}] - Expiry [{value('se')}]")
    resource = f'/blob/{ACCOUNT}/{container}' + (f'/{blob}' if value('sr') == 'b' else '')
    scope = [value('ses')] if value('sv') >= '2020-12-06' else []
    ends = [value(name) for name in ('rscc', 'rscd', 'rsce', 'rscl', 'rsct')]
    if 'ss' in values:
        key = KEY
        text = '\n'.join([ACCOUNT] + [value(name) for name in ('sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv')]
                         + scope) + '\n'
        if 'b' not in value('ss') or ('c' if blob is None else 'o') not in value('srt'):
            raise Refusal(403, 'AuthorizationResourceTypeMismatch')
    elif 'skoid' in values:
        key = DELEGATION_KEY
        text = '\n'.join([value('sp'), value('st'), value('se'), resource]
                         + [value(name) for name in ('skoid', 'sktid', 'skt', 'ske', 'sks', 'skv', 'saoid', 'suoid',
                                                     'scid', 'sip', 'spr', 'sv', 'sr', 'sst')] + scope + ends)
    else:
        key = KEY
        text = '\n'.join([value('sp'), value('st'), value('se'), resource]
                         + [value(name) for name in ('si', 'sip', 'spr', 'sv', 'sr', 'snapshot')] + scope + ends)
    if not hmac.compare_digest(code(key, text), value('sig')):
        raise failed(f'Signature did not match. String to sign used was {text}')
    if value('spr') == 'https':
        raise Refusal(403, 'AuthorizationProtocolMismatch')
    if needed not in value('sp'):
        raise Refusal(403, 'AuthorizationPermissionMismatch',
                      'This request is not authorized to perform this operation using this permission.')


def give_token():
    token = secrets.token_urlsafe(24)
    with lock:
        tokens[token] = now() + token_life[0]
    return token


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(now() if timestamp is None else timestamp, usegmt=True)

    # Answers

    def answer(self, status, body=b'', headers=(), fault=None):
        headers = dict(headers)
        if fault and fault.startswith('flip') and body:
            body = bytearray(body)
            body[len(body) // 2] ^= 1
        cut = int(fault.partition(':')[2]) if fault and fault.startswith('cut') else None
        self.status = status
        self.send_response(status)
        version = self.headers.get('x-ms-version')
        for name, value in {'x-ms-request-id': secrets.token_hex(8), **({'x-ms-version': version} if version else {}),
                            'Content-Length': str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == 'HEAD':
            return
        if cut is not None:
            self.wfile.write(body[:cut])
            self.wfile.flush()
            self.break_off()
        else:
            self.wfile.write(body)

    def json(self, status, value):
        self.answer(status, json.dumps(value).encode(), {'Content-Type': 'application/json'})

    def refuse(self, refusal):
        text = '<?xml version="1.0" encoding="utf-8"?><Error>'
        text += f'<Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message>'
        if refusal.detail:
            text += f'<AuthenticationErrorDetail>{escape(refusal.detail)}</AuthenticationErrorDetail>'
        self.answer(refusal.status, (text + '</Error>').encode(),
                    {'x-ms-error-code': refusal.code, 'Content-Type': 'application/xml', **refusal.headers})

    def break_off(self):
        self.close_connection = True
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    # Requests

    def handle_request(self):
        self.body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        self.status = 0
        if self.path.startswith('/__'):
            return self.control()
        try:
            fault = self.take_fault()
            if not self.break_by(fault):
                self.serve(fault)
        except Refusal as refusal:
            self.refuse(refusal)
        scheme = (self.headers.get('Authorization') or ('sas' if 'sig=' in self.path else '-')).split(' ')[0]
        with lock:
            log.append([self.command, re.sub(r'sig=[^&]*', 'sig=', self.path), scheme, self.status])

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_request

    def control(self):
        with lock:
            if self.path == '/__log':
                entries, log[:] = list(log), []
                return self.json(200, entries)
            if self.path == '/__faults':
                faults[:] = json.loads(self.body)
            elif self.path == '/__clock':
                clock[0] = float(self.body)
            elif self.path == '/__page':
                page_size[0] = int(self.body)
        self.answer(200)

    def take_fault(self):
        with lock:
            for fault in faults:
                if fault['match'] not in self.path:
                    continue
                if fault.get('skip', 0) > 0:
                    fault['skip'] -= 1
                elif fault.get('times', 1) > 0:
                    fault['times'] = fault.get('times', 1) - 1
                    return fault['mode']
        return None

    def break_by(self, fault):
        if fault == '500':
            self.refuse(Refusal(500, 'InternalError', 'Server encountered an internal error.'))
        elif fault == '503':
            self.refuse(Refusal(503, 'ServerBusy', 'The server is busy.'))
        elif fault == '401':
            self.refuse(Refusal(401, 'InvalidAuthenticationInfo', 'Server failed to authenticate the request.'))
        elif fault and fault.startswith('429:'):
            self.refuse(Refusal(429, 'TooManyRequests', headers={'Retry-After': fault[4:]}))
        elif fault == 'reset':
            self.break_off()
        else:
            return False
        return True

    def serve(self, fault):
        path, _, query = self.path.partition('?')
        values = dict(url.parse_qsl(query.replace('+', '%2B'), keep_blank_values=True))
        if path.endswith('/oauth2/v2.0/token') and self.command == 'POST':
            return self.entra(path)
        if path == '/metadata/identity/oauth2/token':
            return self.managed(values, self.headers.get('Metadata') == 'true')
        if path == '/msi/token':
            return self.managed(values, self.headers.get('X-IDENTITY-HEADER') == IDENTITY_HEADER)
        parts = path.split('/', 3)
        if len(parts) < 3 or parts[1] != ACCOUNT:
            raise Refusal(404, 'ResourceNotFound', 'The specified resource does not exist.')
        container = url.unquote(parts[2])
        blob = url.unquote(parts[3]) if len(parts) > 3 else None
        self.authenticate(path, values, container, blob)
        if container == DISABLED:
            raise Refusal(403, 'AccountIsDisabled', 'The specified account is disabled.')
        if self.command == 'PUT':
            return self.write(values, container, blob)
        with lock:
            blobs = containers.get(container)
            if blobs is None:
                raise Refusal(404, 'ContainerNotFound', 'The specified container does not exist.')
            if blob is None:
                if values.get('restype') != 'container' or values.get('comp') != 'list' or self.command != 'GET':
                    raise Refusal(400, 'InvalidQueryParameterValue')
                body = self.page(blobs, container, values, fault)
                return self.answer(200, body, {'Content-Type': 'application/xml'}, fault)
            self.read(blobs, blob, fault)

    def authenticate(self, path, values, container, blob):
        needed = 'w' if self.command == 'PUT' else 'l' if blob is None else 'r'
        authorization = self.headers.get('Authorization')
        if 'sig' in values:
            return check_signature(values, container, blob, needed)
        if authorization is None:
            if container == PUBLIC:
                return
            challenge = {'WWW-Authenticate': f'Bearer authorization_uri=https://login.example/{TENANT}/oauth2/authorize'}
            raise Refusal(401, 'NoAuthenticationInformation', 'Server failed to authenticate the request.',
                          headers=challenge)
        if authorization.startswith('Bearer '):
            with lock:
                if tokens.get(authorization[7:], 0) < now():
                    raise Refusal(401, 'InvalidAuthenticationInfo', 'Server failed to authenticate the request.')
            return
        if not authorization.startswith(f'SharedKey {ACCOUNT}:'):
            raise failed('unknown account or scheme')
        check_shared_key(self.command, self.path, self.headers)

    def entra(self, path):
        form = dict(url.parse_qsl(self.body.decode()))
        assertion = form.get('client_assertion_type') == 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
        proof = form.get('client_assertion') == FEDERATED_TOKEN if assertion else form.get('client_secret') == SECRET
        if path != f'/{TENANT}/oauth2/v2.0/token':
            return self.json(400, {'error': 'invalid_request', 'error_description':
                                   'AADSTS90002: Tenant not found.\r\nTrace ID: 1'})
        if form.get('grant_type') != 'client_credentials' or form.get('client_id') != CLIENT or not proof:
            return self.json(401, {'error': 'invalid_client', 'error_description':
                                   'AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1'})
        if form.get('scope') != ENTRA_SCOPE:
            return self.json(400, {'error': 'invalid_scope'})
        self.json(200, {'token_type': 'Bearer', 'expires_in': int(token_life[0]), 'access_token': give_token()})

    def managed(self, values, is_asked_rightly):
        if not is_asked_rightly:
            return self.json(400, {'error': 'invalid_request', 'error_description': 'Required metadata header missing'})
        if values.get('resource', '').rstrip('/') != 'https://storage.azure.com':
            return self.json(400, {'error': 'invalid_resource'})
        end = int(now() + token_life[0])
        self.json(200, {'access_token': give_token(), 'expires_on': str(end), 'token_type': 'Bearer'})

    # Blobs

    def write(self, values, container, blob):
        with lock:
            if blob is None:
                containers.setdefault(container, {})
                return self.answer(201)
            blobs = containers.get(container)
            if blobs is None:
                raise Refusal(404, 'ContainerNotFound')
            if values.get('comp') == 'block':
                blobs.setdefault(None, {})[(blob, values['blockid'])] = self.body
                return self.answer(201)
            if values.get('comp') == 'blocklist':
                ids = re.findall(r'<(?:Latest|Uncommitted|Committed)>([^<]*)<', self.body.decode())
                blobs[blob] = Blob(b''.join(blobs.get(None, {})[(blob, i)] for i in ids), None)
            else:
                blobs[blob] = Blob(self.body, hashlib.md5(self.body).digest())
            self.answer(201, headers={'ETag': blobs[blob].tag, 'Last-Modified': self.date_time_string()})

    def page(self, blobs, container, values, fault):
        prefix, delimiter, marker = values.get('prefix', ''), values.get('delimiter', ''), values.get('marker')
        if fault == 'repeat':
            marker = None
        start = base64.urlsafe_b64decode(marker).decode() if marker else None
        entries, rest = [], False
        count = min(int(values.get('maxresults', '5000')), page_size[0])
        for name in sorted((n for n in blobs if n is not None), key=str.encode):
            if not name.startswith(prefix):
                continue
            end = name.find(delimiter, len(prefix)) if delimiter else -1
            entry = name if end < 0 else name[:end + len(delimiter)]
            if start is not None and entry.encode() <= start.encode() or entries and entries[-1][0] == entry:
                continue
            if len(entries) == count:
                rest = True
                break
            entries.append((entry, None if end >= 0 else blobs[name]))
        text = f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="{escape(container)}">'
        text += f'<Prefix>{escape(prefix)}</Prefix><Blobs>'
        for name, blob in entries:
            shown = f'<Name>{escape(name)}</Name>'
            if re.search('[\x00-\x1f\ufffe\uffff]', name):
                shown = f'<Name Encoded="true">{url.quote(name, safe="")}</Name>'
            if blob is None:
                text += f'<BlobPrefix>{shown}</BlobPrefix>'
                continue
            md5 = f'<Content-MD5>{base64.b64encode(blob.md5).decode()}</Content-MD5>' if blob.md5 else '<Content-MD5 />'
            text += (f'<Blob>{shown}<Properties><Last-Modified>{email.utils.formatdate(blob.modified, usegmt=True)}'
                     f'</Last-Modified><Etag>{blob.tag[1:-1]}</Etag><Content-Length>{len(blob.data)}</Content-Length>'
                     f'{md5}<BlobType>BlockBlob</BlobType></Properties><OrMetadata /></Blob>')
        text += '</Blobs>'
        following = base64.urlsafe_b64encode(entries[-1][0].encode()).decode() if rest else ''
        if fault == 'same-marker' and marker:
            following = marker
        if fault != 'no-marker':
            text += f'<NextMarker>{following}</NextMarker>' if following else '<NextMarker />'
        body = (text + '</EnumerationResults>').encode()
        return body[:len(body) // 2] if fault == 'half-page' else body

    def read(self, blobs, name, fault):
        if fault == 'overwrite' and name in blobs:
            blobs[name] = Blob(blobs[name].data[::-1] + b'x', None)
        blob = blobs.get(name)
        if blob is None:
            raise Refusal(404, 'BlobNotFound', 'The specified blob does not exist.')
        if self.headers.get('If-Match') not in (None, blob.tag, '*'):
            raise Refusal(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.')
        headers = {'ETag': blob.tag, 'x-ms-blob-type': 'BlockBlob', 'Content-Type': 'application/octet-stream',
                   'Last-Modified': email.utils.formatdate(blob.modified, usegmt=True)}
        md5 = base64.b64encode(blob.md5).decode() if blob.md5 else None
        size = len(blob.data)
        if self.command == 'HEAD':
            return self.answer(200, b'', {**headers, 'Content-Length': str(size)})
        wanted = re.match(r'bytes=(\d+)-(\d*)$', self.headers.get('x-ms-range') or self.headers.get('Range') or '')
        if not wanted:
            return self.answer(200, blob.data, headers, fault)
        first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
        if first >= size:
            raise Refusal(416, 'InvalidRange', 'The range specified is invalid for the current size of the resource.',
                          headers={'Content-Range': f'bytes */{size}'})
        headers['Content-Range'] = f'bytes {first}-{last}/{size}'
        if md5:
            headers['x-ms-blob-content-md5'] = md5
        self.answer(206, blob.data[first:last + 1], headers, fault)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        # Whoever is tested may hang up at any time.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('port', type=int)
    parser.add_argument('--clock', type=float, default=0)
    parser.add_argument('--token-life', type=float, default=3599)
    options = parser.parse_args()
    clock[0], token_life[0] = options.clock, options.token_life
    server = Server(('127.0.0.1', options.port), Handler)
    print(f'ready {server.server_address[1]}', flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
