"""Runs zbaudit against the Google Cloud of server.py: every kind of credentials, every refusal, and every store of the
fixtures, which must give the findings of its directory.

    check.py ZBAUDIT WORK [FIXTURES]      # WORK is a folder for keys; FIXTURES a folder with stores
"""

import datetime
import json
import os
import subprocess
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

import server as google

EMAIL = "auditor@project.iam.gserviceaccount.com"
PROGRAM, WORK = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))

failures = 0
secrets_seen = []


def expect(condition, what, *details):
    global failures
    print(("ok    " if condition else "FAIL  ") + what)
    if not condition:
        failures += 1
        for detail in details:
            print("      " + str(detail)[:2000].replace("\n", "\n      "))


def path(name):
    return os.path.join(WORK, name)


def write(name, value):
    with open(path(name), "w", encoding="utf-8") as target:
        target.write(value if isinstance(value, str) else json.dumps(value))
    return path(name)


def make_key(name):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, EMAIL)])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30)).sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return pem, certificate.public_bytes(serialization.Encoding.PEM).decode()


def run(*arguments, environment=None):
    variables = {"PATH": os.environ["PATH"], "HOME": path("home"), "GCE_METADATA_HOST": "127.0.0.1:1"}
    variables.update(environment or {})
    finished = subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, env=variables, timeout=300, check=False
    )
    for secret in secrets_seen + list(cloud.tokens):
        if secret in finished.stdout + finished.stderr:
            expect(False, f"no secret is printed by zbaudit {' '.join(arguments)}", finished.stderr)
    return finished


def verify(bucket, *options, command="verify", environment=None):
    return run(command, f"gs://{bucket}", "--endpoint", cloud.url, *options, environment=environment)


def report(finished):
    """What an audit found, without what names the place and the effort."""
    document = json.loads(finished.stdout)
    return {
        "status": finished.returncode,
        "findings": sorted(
            (json.dumps(finding, sort_keys=True) for finding in document["findings"]),
        ),
        "backups": document["backups"],
        "ranges": document["ranges"],
        "verdict": document["summary"]["verdict"],
        "restorable": document["summary"]["restorableBackups"],
    }


def expect_refusal(what, finished, status, *words):
    text = finished.stderr
    expect(finished.returncode == status, f"{what}: exit code {status}", finished.returncode, text, finished.stdout)
    expect(all(word in text for word in words), f"{what}: the message names {', '.join(words)}", text)


# The cloud and its keys.
os.makedirs(path("home"), exist_ok=True)
pem, certificate = make_key("key")
other_pem, _ = make_key("other")
cloud = google.Server(certificate, EMAIL)
secrets_seen += [pem.splitlines()[3], other_pem.splitlines()[3], google.REFRESH_TOKEN, google.CLIENT_SECRET]
secrets_seen += [google.EXTERNAL_TOKEN, google.HMAC_KEY[1]]


def service_account(key):
    return {
        "type": "service_account", "client_email": EMAIL, "private_key": key, "private_key_id": "1",
        "token_uri": cloud.url + "/token", "universe_domain": "googleapis.com",
    }


def external(source, **more):
    return {
        "type": "external_account", "audience": google.AUDIENCE, "token_url": cloud.url + "/sts",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt", "credential_source": source, **more,
    }


impersonation = f"{cloud.url}/iam/v1/projects/-/serviceAccounts/{google.READER}:generateAccessToken"
user = {
    "type": "authorized_user", "client_id": "id", "client_secret": google.CLIENT_SECRET,
    "refresh_token": google.REFRESH_TOKEN, "token_uri": cloud.url + "/token",
}
account_file = write("account.json", service_account(pem))
token_file = write("external-token", google.EXTERNAL_TOKEN + "\n")
demo = os.path.join(REPOSITORY, "fixtures/demo/store")
demo_bucket = cloud.load("demo", demo)
cloud.load("public", demo, prefix="base/path/", access="public")
cloud.load("unlistable", demo, access="no-list")
cloud.load("unreadable", demo, access="no-get")


def check_credentials():
    expected = report(run("verify", demo, "--as", "gcs"))
    expect(expected["status"] == 3, "the directory of the demonstration is damaged")
    json_file = write("external-token.json", {"token": google.EXTERNAL_TOKEN})
    files = {
        "a service account": service_account(pem),
        "a user": user,
        "an external account with a file": external({"file": token_file}),
        "an external account with a JSON file": external(
            {"file": json_file, "format": {"type": "json", "subject_token_field_name": "token"}}
        ),
        "an external account with an address": external({
            "url": cloud.url + "/external-token?api-version=1", "headers": {"Metadata": "True"},
            "format": {"type": "json", "subject_token_field_name": "access_token"},
        }),
        "an external account that acts as another": external(
            {"file": token_file}, service_account_impersonation_url=impersonation
        ),
        "a service account that acts as another": {
            "type": "impersonated_service_account", "service_account_impersonation_url": impersonation,
            "source_credentials": service_account(pem),
        },
    }
    for name, document in files.items():
        file = write("credentials.json", document)
        finished = verify("demo", "--credentials-file", file)
        expect(
            finished.returncode == 3 and report(finished) == expected,
            f"{name}: verify gives what the directory gives", finished.stderr, finished.stdout,
        )
    finished = verify("demo", environment={"GOOGLE_APPLICATION_CREDENTIALS": account_file})
    expect(finished.returncode == 3, "GOOGLE_APPLICATION_CREDENTIALS is found", finished.stderr)
    os.makedirs(path("home/.config/gcloud"), exist_ok=True)
    write("home/.config/gcloud/application_default_credentials.json", user)
    finished = verify("demo")
    expect(finished.returncode == 3, "gcloud's own file is found", finished.stderr)
    os.remove(path("home/.config/gcloud/application_default_credentials.json"))
    finished = verify("demo", environment={"GCE_METADATA_HOST": f"127.0.0.1:{cloud.port}"})
    expect(finished.returncode == 3, "the metadata server is found", finished.stderr)
    finished = verify("public/base/path/", "--anonymous")
    expect(report(finished) == expected, "a public bucket with a base path, anonymous", finished.stderr)
    for document in [
        f"{google.HMAC_KEY[0]}\n{google.HMAC_KEY[1]}\n", {"accessId": google.HMAC_KEY[0], "secret": google.HMAC_KEY[1]},
    ]:
        finished = verify("demo", "--hmac-key-file", write("hmac", document))
        expect(report(finished) == expected, "an HMAC key, through the XML API", finished.stderr, finished.stdout)
    cloud.lifetime = 1
    before = sum(1 for entry in cloud.log if entry[1] == "/token")
    finished = verify("demo", "--credentials-file", account_file, "--rate", "100KB")
    renewals = sum(1 for entry in cloud.log if entry[1] == "/token") - before
    cloud.lifetime = 3600
    expect(
        finished.returncode == 3 and renewals > 1, "tokens are renewed before they end", renewals, finished.stderr
    )


def check_refusals():
    good = ["--credentials-file", account_file]
    wrong = write("wrong.json", service_account(other_pem))
    expect_refusal(
        "a wrong key", verify("demo", "--credentials-file", wrong), 8, "invalid_grant", "Signature", "create a new key"
    )
    file = write("revoked.json", {**user, "refresh_token": "1//revoked"})
    expect_refusal(
        "a revoked login", verify("demo", "--credentials-file", file), 8, "invalid_grant",
        "gcloud auth application-default login",
    )
    stale = write("stale-token", "yesterday's")
    file = write("external.json", external({"file": stale}))
    expect_refusal("a stale external token", verify("demo", "--credentials-file", file), 8, "invalid_grant", "fresh")
    hmac_file = write("wrong-hmac", f"{google.HMAC_KEY[0]}\nwrong\n")
    expect_refusal("a wrong HMAC key", verify("demo", "--hmac-key-file", hmac_file), 8, "SignatureDoesNotMatch")
    hmac_file = write("hmac", "\n".join(google.HMAC_KEY))
    expect_refusal(
        "an HMAC key without a right", verify("unlistable", "--hmac-key-file", hmac_file), 8, "storage.objects.list"
    )
    expect_refusal("half of an HMAC key", verify("demo", "--hmac-key-file", write("half", "GOOG1E\n")), 2, "half")
    expect_refusal("a private bucket, anonymous", verify("demo", "--anonymous"), 8, "storage.objects.list")
    expect_refusal("an unknown bucket", verify("nowhere", *good), 6, "there is no bucket nowhere")
    expect_refusal(
        "a bucket that may not be listed", verify("unlistable", *good), 8, "cannot list gs://unlistable",
        "storage.objects.list", "roles/storage.objectViewer",
    )
    finished = verify("unreadable", *good)
    expect(
        finished.returncode == 8 and "storage.objects.get" in finished.stdout,
        "objects that may not be read: exit code 8, the right is named", finished.returncode, finished.stdout,
    )
    expect_refusal("no credentials", verify("demo"), 8, "no credentials found", "GOOGLE_APPLICATION_CREDENTIALS")
    expect_refusal(
        "a missing file", verify("demo", "--credentials-file", path("none.json")), 8, "none.json", "does not exist"
    )
    expect_refusal(
        "a file without a type", verify("demo", "--credentials-file", write("empty.json", {})), 8, "empty.json"
    )
    cloud.clock_offset = -1200
    finished = verify("demo", *good)
    expect(finished.returncode == 3, "a clock that is 20 minutes fast is corrected by the service's", finished.stderr)
    cloud.sends_date = False
    expect_refusal(
        "a clock that is off, with nothing to correct it by", verify("demo", *good), 8, "clock of this machine"
    )
    cloud.clock_offset, cloud.sends_date = 0, True
    # The service forgets all tokens in the middle of a run.
    tokens, issue = cloud.tokens, cloud.issue
    cloud.issue = lambda scopes: (tokens.clear() if len(cloud.log) % 7 == 0 else None, issue(scopes))[1]
    finished = verify("demo", *good)
    cloud.issue = issue
    expect(finished.returncode == 3, "a token that is not accepted any more is renewed", finished.stderr)
    cloud.lifetime = -1
    expect_refusal("tokens that are never accepted", verify("demo", *good), 8, "does not accept the token")
    cloud.lifetime = 3600


def check_listing_facts():
    good = ["--credentials-file", account_file]
    finished = verify("demo", *good, command="check")
    document = json.loads(finished.stdout)
    expect(
        document["summary"]["filesProvedByListing"] > 0, "check compares the provider's checksums", finished.stdout
    )
    table = next(name for name in demo_bucket.objects if name.endswith(".sst"))
    original = demo_bucket.objects[table]
    changed = bytearray(original)
    changed[len(changed) // 2] ^= 1
    demo_bucket.put(table, bytes(changed))
    cloud.log.clear()
    finished = verify("demo", *good, command="check")
    found = [f for f in json.loads(finished.stdout)["findings"] if f["code"] == "snapshot.checksum-mismatch"]
    read = any(path_.split("?")[0].endswith(".sst") for _, path_ in cloud.log)
    expect(
        finished.returncode == 3 and len(found) == 1 and found[0]["object"] == table and "listing" in found[0]["message"]
        and not read,
        "check finds a changed table by the listing, without reading it", finished.stdout, finished.stderr,
    )
    demo_bucket.put(table, original)

    describe = google.Bucket.describe
    google.Bucket.describe = lambda self, bucket, name: {
        **describe(self, bucket, name), **({"crc32c": "AAAAAA=="} if name == table else {}),
    }
    finished = verify("demo", *good)
    google.Bucket.describe = describe
    found = [f for f in json.loads(finished.stdout)["findings"] if f["code"] == "object.provider-checksum-mismatch"]
    expect(
        len(found) == 1 and found[0]["object"] == table,
        "verify finds bytes that are not those of the provider's checksum", finished.stdout,
    )

    manifest = next(name for name in demo_bucket.objects if name.endswith("/manifest.json"))
    stated, _ = json.JSONDecoder().raw_decode(demo_bucket.objects[manifest].decode())
    descriptor = stated["descriptor"]
    values = {
        "status-code": stated["statusCode"], "created-at": stated["createdAt"], "modified-at": stated["modifiedAt"],
        "snapshot-id": descriptor.get("snapshotId"), "first-log-position": descriptor.get("firstLogPosition"),
        "checkpoint-position": descriptor["checkpointPosition"],
        "number-of-partitions": descriptor["numberOfPartitions"], "broker-version": descriptor["brokerVersion"],
        "checkpoint-timestamp": descriptor.get("checkpointTimestamp"),
        "checkpoint-type": descriptor.get("checkpointType"),
    }
    same = {name: str(value) for name, value in values.items() if value is not None}
    for metadata, expected, what in [
        (same, 0, "metadata that says what the manifest says is no finding"),
        ({**same, "status-code": "FAILED"}, 1, "metadata that says otherwise is a finding"),
        ({"other": "x"}, 0, "metadata of others is no finding"),
    ]:
        demo_bucket.metadata[manifest] = metadata
        finished = verify("demo", *good, command="check")
        found = [
            f for f in json.loads(finished.stdout)["findings"] if f["code"] == "manifest.object-metadata-mismatch"
        ]
        expect(len(found) == expected, what, found, finished.stderr)
    demo_bucket.metadata.clear()


def check_fixtures(folder):
    good = ["--credentials-file", account_file]
    stores = []
    for folder_, folders, files in os.walk(folder):
        if "manifests" in folders or "contents" in folders:
            stores.append(folder_)
            folders.clear()
    compared = 0
    for index, store in enumerate(sorted(stores)):
        directory = run("verify", store, "--as", "gcs")
        name = f"store-{index}"
        cloud.load(name, store, prefix="prod/a b+%/")
        bucket = verify(f"{name}/prod/a b+%", *good)
        try:
            same = report(directory) == report(bucket)
        except ValueError:
            same = directory.stdout == bucket.stdout and directory.returncode == bucket.returncode
        compared += 1
        if not same:
            expect(False, f"{os.path.relpath(store, folder)} gives what its directory gives", bucket.stderr,
                   directory.stdout, bucket.stdout)
        del cloud.buckets[name]
    expect(compared > 0, f"{compared} stores below {os.path.basename(folder)} give what their directories give")


check_credentials()
check_refusals()
check_listing_facts()
check_fixtures(os.path.join(REPOSITORY, "fixtures"))
if len(sys.argv) > 3:
    check_fixtures(os.path.abspath(sys.argv[3]))
token_services = ("/token", "/sts", "/iam/")
changing = {entry for entry in cloud.log if entry[0] != "GET" and not entry[1].startswith(token_services)}
expect(cloud.log and not changing, "only GET was sent to the store", changing)
cloud.stop()
print(f"{failures} failures" if failures else "all as expected")
sys.exit(1 if failures else 0)
