"""A Google Cloud for readers on loopback: Cloud Storage's JSON API, and the services that give out tokens.

It verifies what the real ones verify: the RS256 signature, times, audience and scope of service accounts' statements,
refresh tokens, external tokens, impersonation, and the bearer token of every request; of the XML API, the signature that an
HMAC key makes. Objects live in memory.

    server = Server(certificate, email)     # serves on a free port of 127.0.0.1 until server.stop()
    server.load("bucket", directory)

Used by check.py, and by run.sh as a program, whose only credentials are those of the metadata server:

    server.py PORT_FILE                     # writes its port into that file
"""

import base64
import datetime
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import threading
import time
import urllib.parse
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

import google_crc32c
from google.auth import _helpers, jwt

SCOPE = "https://www.googleapis.com/auth/devstorage.read_only"
EXTERNAL_TOKEN = "external-token-of-the-workload"
AUDIENCE = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider"
REFRESH_TOKEN = "1//refresh-token-of-the-user"
CLIENT_SECRET = "client-secret-of-gcloud"
HMAC_KEY = ("GOOG1EACCESSID", "secret/of+the/HMAC+key")
READER = "reader@project.iam.gserviceaccount.com"


class Bucket:
    def __init__(self, access):
        self.access = access  # "private", "public", "no-list" or "no-get"
        self.objects = {}  # name -> bytes
        self.metadata = {}  # name -> {name: value}
        self.generations = {}

    def put(self, name, data):
        self.objects[name] = data
        self.generations[name] = self.generations.get(name, 1700000000000000) + 1

    def describe(self, bucket, name):
        data = self.objects[name]
        generation = str(self.generations[name])
        described = {
            "kind": "storage#object", "name": name, "bucket": bucket, "size": str(len(data)),
            "generation": generation, "metageneration": "1",
            "etag": base64.b64encode(generation.encode()).decode(),
            "md5Hash": base64.b64encode(hashlib.md5(data).digest()).decode(),
            "crc32c": base64.b64encode(google_crc32c.Checksum(data).digest()).decode(),
            "updated": "2026-01-01T00:00:00.000Z", "timeCreated": "2026-01-01T00:00:00.000Z",
        }
        if name in self.metadata:
            described["metadata"] = self.metadata[name]
        return described


class Server:
    def __init__(self, certificate, email):
        self.certificate = certificate
        self.email = email
        self.buckets = {}
        self.tokens = {}  # token -> (end, scopes)
        self.lifetime = 3600
        self.clock_offset = 0
        self.sends_date = True
        self.log = []  # (method, path)
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.http.state = self
        self.port = self.http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        # google-auth compares times with this machine's clock; the tests let the two differ.
        _helpers.utcnow = lambda: datetime.datetime.fromtimestamp(self.now(), datetime.timezone.utc).replace(tzinfo=None)
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def now(self):
        return time.time() + self.clock_offset

    def stop(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def bucket(self, name, access="private"):
        return self.buckets.setdefault(name, Bucket(access))

    def load(self, name, directory, prefix="", access="private"):
        bucket = self.bucket(name, access)
        for folder, _, files in os.walk(directory):
            for file in files:
                path = os.path.join(folder, file)
                with open(path, "rb") as source:
                    bucket.put(prefix + os.path.relpath(path, directory), source.read())
        return bucket

    def issue(self, scopes):
        token = "ya29." + secrets.token_urlsafe(24)
        self.tokens[token] = (self.now() + self.lifetime, scopes)
        return token

    def scopes(self, authorization):
        """The scopes of a bearer token; None when it is not accepted."""
        end, scopes = self.tokens.get((authorization or "").removeprefix("Bearer "), (0, []))
        return scopes if end > self.now() else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return formatdate(self.server.state.now(), usegmt=True)

    def send_response(self, code, message=None):
        self.send_response_only(code, message)
        if self.server.state.sends_date:
            self.send_header("Date", self.date_time_string())

    def answer(self, code, body=b"", headers=()):
        if isinstance(body, dict):
            body = json.dumps(body).encode()
            headers = [("Content-Type", "application/json"), *headers]
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def api_error(self, code, reason, message):
        detail = {"domain": "global", "reason": reason, "message": message}
        self.answer(code, {"error": {"code": code, "message": message, "errors": [detail]}})

    def grant(self, scopes):
        state = self.server.state
        self.answer(
            200, {"access_token": state.issue(scopes), "expires_in": state.lifetime, "token_type": "Bearer"}
        )

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def note(self):
        self.server.state.log.append((self.command, self.path))

    # Tokens

    def do_POST(self):
        self.note()
        body = self.body()
        if self.path == "/token":
            self.token(dict(urllib.parse.parse_qsl(body.decode())))
        elif self.path == "/sts":
            self.exchange(dict(urllib.parse.parse_qsl(body.decode())))
        elif self.path == f"/iam/v1/projects/-/serviceAccounts/{READER}:generateAccessToken":
            self.impersonate(json.loads(body))
        else:
            self.api_error(405, "methodNotAllowed", "only token services take POST")

    def token(self, form):
        if form.get("grant_type") == "refresh_token":
            if form.get("client_secret") != CLIENT_SECRET:
                return self.answer(401, {"error": "invalid_client", "error_description": "Unauthorized"})
            if form.get("refresh_token") != REFRESH_TOKEN:
                return self.answer(
                    400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
                )
            return self.grant([SCOPE])
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return self.answer(400, {"error": "unsupported_grant_type"})
        state = self.server.state
        try:
            claims = jwt.decode(
                form["assertion"], certs=state.certificate, audience="https://oauth2.googleapis.com/token"
            )
            if claims["iss"] != state.email:
                raise ValueError("account not found")
            if claims["exp"] - claims["iat"] > 3600:
                raise ValueError("lifetime of more than an hour")
        except Exception as error:
            message = str(error)
            if "too early" in message or "expired" in message:
                message = (
                    "Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
                    " Check your iat and exp values in the JWT claim."
                )
            elif "verify" in message:
                message = "Invalid JWT Signature."
            return self.answer(400, {"error": "invalid_grant", "error_description": message})
        return self.grant(claims["scope"].split())

    def exchange(self, form):
        expected = {
            "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange", "audience": AUDIENCE,
            "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        }
        for name, value in expected.items():
            if form.get(name) != value:
                return self.answer(400, {"error": "invalid_request", "error_description": f"wrong {name}"})
        if form.get("subject_token") != EXTERNAL_TOKEN:
            return self.answer(
                400, {"error": "invalid_grant", "error_description": "The external token cannot be verified."}
            )
        return self.grant([form["scope"]])

    def impersonate(self, request):
        scopes = self.server.state.scopes(self.headers.get("Authorization"))
        if scopes is None:
            return self.api_error(401, "authError", "Invalid Credentials")
        if not any(scope.endswith(("/auth/iam", "/auth/cloud-platform")) for scope in scopes):
            return self.api_error(403, "forbidden", "Request had insufficient authentication scopes.")
        state = self.server.state
        end = datetime.datetime.fromtimestamp(state.now() + state.lifetime, datetime.timezone.utc)
        self.answer(
            200, {"accessToken": state.issue(request["scope"]), "expireTime": end.strftime("%Y-%m-%dT%H:%M:%SZ")}
        )

    # Objects

    def do_PUT(self):
        """Not of the API: tests put their objects here."""
        match = re.match(r"^/put/([^/]+)/(.+)$", self.path)
        bucket = self.server.state.bucket(match.group(1))
        bucket.put(urllib.parse.unquote(match.group(2)), self.body())
        self.answer(200)

    def do_GET(self):
        self.note()
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        if url.path == "/external-token":
            if self.headers.get("Metadata") != "True":
                return self.answer(403)
            return self.answer(200, {"access_token": EXTERNAL_TOKEN})
        if url.path == "/computeMetadata/v1/instance/service-accounts/default/token":
            if self.headers.get("Metadata-Flavor") != "Google":
                return self.answer(403)
            return self.grant(query["scopes"].split(","))
        if (self.headers.get("Authorization") or "").startswith("AWS4-HMAC-SHA256 "):
            return self.xml_api(url, query)
        match = re.match(r"^/storage/v1/b/([^/]+)/o(?:/([^/]+))?$", url.path)
        if not match:
            return self.api_error(404, "notFound", "Not Found")
        name = match.group(1)
        right = "storage.objects.list" if match.group(2) is None else "storage.objects.get"
        bucket = self.allowed_bucket(name, right)
        if bucket is None:
            return None
        if match.group(2) is None:
            return self.list(name, bucket, query)
        return self.get(name, bucket, urllib.parse.unquote(match.group(2)), query)

    def allowed_bucket(self, name, right):
        """The bucket; None when the request was answered with an error."""
        state = self.server.state
        bucket = state.buckets.get(name)
        authorization = self.headers.get("Authorization")
        denied = f"Permission '{right}' denied on resource (or it may not exist)."
        if authorization is None:
            if bucket is None or bucket.access != "public":
                self.api_error(401, "required", f"Anonymous caller does not have {right} access. {denied}")
                return None
            return bucket
        scopes = state.scopes(authorization)
        if scopes is None:
            self.api_error(401, "authError", "Invalid Credentials")
            return None
        if SCOPE not in scopes:
            self.api_error(403, "insufficientPermissions", "Request had insufficient authentication scopes.")
            return None
        if bucket is None:
            self.api_error(404, "notFound", "The specified bucket does not exist.")
            return None
        if bucket.access == "no-" + right.rsplit(".", 1)[1]:
            self.api_error(403, "forbidden", f"{state.email} does not have {right} access. {denied}")
            return None
        return bucket

    def list(self, name, bucket, query):
        items, prefixes, token = self.select(
            bucket, query.get("prefix", ""), query.get("delimiter"), query.get("startOffset", ""),
            query.get("pageToken"), min(int(query.get("maxResults", "1000")), 1000),
        )
        page = {"kind": "storage#objects"}
        if items:
            page["items"] = [bucket.describe(name, key) for key in items]
        if prefixes:
            page["prefixes"] = prefixes
        if token:
            page["nextPageToken"] = token
        self.answer(200, page)

    @staticmethod
    def select(bucket, prefix, delimiter, start, token, most):
        """One page of a list: names, common beginnings, and the token of the next page."""
        after = base64.urlsafe_b64decode(token) if token else None
        items, prefixes, last = [], [], None
        for key in sorted(bucket.objects, key=str.encode):
            if not key.startswith(prefix):
                continue
            entry = key
            if delimiter and delimiter in key[len(prefix):]:
                entry = key[:key.index(delimiter, len(prefix)) + len(delimiter)]
            if entry.encode() < start.encode() or (after is not None and entry.encode() <= after) or entry == last:
                continue
            if len(items) + len(prefixes) == most:
                return items, prefixes, base64.urlsafe_b64encode(last.encode()).decode()
            (items if entry == key else prefixes).append(entry)
            last = entry
        return items, prefixes, None

    # The XML API

    def xml_error(self, status, code):
        self.answer(status, f"<?xml version='1.0'?><Error><Code>{code}</Code></Error>".encode())

    def is_signed(self, url):
        """Whether the signature is that of the HMAC key over this very request (AWS4-HMAC-SHA256, region auto)."""
        parts = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/auto/s3/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)",
            self.headers["Authorization"],
        )
        if not parts or parts.group(1) != HMAC_KEY[0]:
            return False
        day, names, signature = parts.group(2, 3, 4)
        fields = "".join(f"{name}:{self.headers[name].strip()}\n" for name in names.split(";"))
        query = "&".join(sorted(url.query.split("&"))) if url.query else ""
        request = "\n".join([self.command, url.path, query, fields, names, hashlib.sha256(b"").hexdigest()])
        scope = f"{day}/auto/s3/aws4_request"
        text = "\n".join(
            ["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()]
        )
        key = b"AWS4" + HMAC_KEY[1].encode()
        for part in scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.compare_digest(hmac.digest(key, text.encode(), "sha256").hex(), signature)

    def xml_api(self, url, query):
        if not self.is_signed(url):
            return self.xml_error(403, "SignatureDoesNotMatch")
        name, _, key = urllib.parse.unquote(url.path).lstrip("/").partition("/")
        bucket = self.server.state.buckets.get(name)
        if bucket is None:
            return self.xml_error(404, "NoSuchBucket")
        if bucket.access == ("no-get" if key else "no-list"):
            return self.xml_error(403, "AccessDenied")
        if key:
            return self.get(name, bucket, key, {"alt": "media"})
        items, prefixes, token = self.select(
            bucket, query.get("prefix", ""), query.get("delimiter"), "",
            query.get("continuation-token"), int(query["max-keys"]),
        )
        objects = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(bucket.objects[key])}</Size></Contents>" for key in items
        )
        common = "".join(f"<CommonPrefixes><Prefix>{escape(prefix)}</Prefix></CommonPrefixes>" for prefix in prefixes)
        more = f"<NextContinuationToken>{token}</NextContinuationToken>" if token else ""
        return self.answer(200, (
            "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult xmlns='http://doc.s3.amazonaws.com/2006-03-01'>"
            f"<IsTruncated>{str(bool(token)).lower()}</IsTruncated>{more}{objects}{common}</ListBucketResult>"
        ).encode())

    # Both

    def get(self, name, bucket, key, query):
        if key not in bucket.objects:
            return self.api_error(404, "notFound", f"No such object: {name}/{key}")
        described = bucket.describe(name, key)
        if query.get("ifGenerationMatch", described["generation"]) != described["generation"]:
            return self.api_error(412, "conditionNotMet", "At least one of the pre-conditions did not hold.")
        if query.get("alt") != "media":
            return self.answer(200, described)
        data = bucket.objects[key]
        headers = [
            ("x-goog-hash", f"crc32c={described['crc32c']},md5={described['md5Hash']}"),
            ("x-goog-generation", described["generation"]), ("ETag", described["etag"]),
            ("Content-Type", "application/octet-stream"),
        ]
        match = re.match(r"^bytes=(\d+)-(\d*)$", self.headers.get("Range") or "")
        if not match:
            return self.answer(200, data, headers)
        first, last = int(match.group(1)), min(int(match.group(2) or len(data)), len(data) - 1)
        if first >= len(data):
            return self.answer(416, b"", [("Content-Range", f"bytes */{len(data)}")])
        headers.append(("Content-Range", f"bytes {first}-{last}/{len(data)}"))
        return self.answer(206, data[first:last + 1], headers)


def main():
    server = Server(certificate="", email="")
    server.bucket("conformance")
    with open(sys.argv[1] + ".part", "w", encoding="utf-8") as target:
        target.write(str(server.port))
    os.replace(sys.argv[1] + ".part", sys.argv[1])
    server.thread.join()


if __name__ == "__main__":
    main()
