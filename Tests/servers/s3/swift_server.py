"""OpenStack Swift with its S3 interface on loopback: account, container, object and proxy servers in one process.

Usage: swift_server.py DIRECTORY        (python -W ignore; the directory's file system needs extended attributes)

Prints `ready PORT`. Keys: test:tester with testing, who may do everything; test:reader with ro-secret, who may do nothing.
Swift verifies AWS Signature Version 4 with code of its own, so that it is a judge that nobody here has written.
"""
import eventlet
eventlet.monkey_patch()
import os, sys
from eventlet import listen, wsgi

root = os.path.abspath(sys.argv[1])
settings, device = f'{root}/conf', f'{root}/node'
os.makedirs(settings)
os.makedirs(f'{device}/sdb1')
with open(f'{settings}/swift.conf', 'w') as file:
    file.write('[swift-hash]\nswift_hash_path_suffix = suffix\nswift_hash_path_prefix = prefix\n'
               '[storage-policy:0]\nname = default\ndefault = yes\npolicy_type = replication\n')
os.environ['SWIFT_CONF_DIR'] = settings
from swift.common import storage_policy, utils
utils.SWIFT_CONF_FILE = f'{settings}/swift.conf'
try:
    import swift.common.utils.config
    swift.common.utils.config.SWIFT_CONF_FILE = f'{settings}/swift.conf'
except ImportError:
    pass
utils.validate_hash_conf()
storage_policy.reload_storage_policies()
from swift.common.http_protocol import SwiftHttpProtocol
from swift.common.ring import RingBuilder
from swift.common.wsgi import loadapp

sockets = {kind: listen(('127.0.0.1', 0)) for kind in ('account', 'container', 'object')}
for kind, server_socket in sockets.items():
    port = server_socket.getsockname()[1]
    builder = RingBuilder(2, 1, 1)
    builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': port, 'device': 'sdb1', 'weight': 1,
                     'replication_ip': '127.0.0.1', 'replication_port': port})
    builder.rebalance()
    builder.get_ring().save(f'{settings}/{kind}.ring.gz')


class Silence:
    """A log that nobody reads."""

    def write(self, *arguments, **options):
        pass

    debug = info = warning = error = write


def serve(server_socket, application):
    wsgi.server(server_socket, application, Silence(), protocol=SwiftHttpProtocol, keepalive=True, log_output=False,
                custom_pool=eventlet.GreenPool(200))


from swift.account.server import app_factory as account_server
from swift.container.server import app_factory as container_server
from swift.obj.server import app_factory as object_server
common = {'swift_dir': settings, 'devices': device, 'mount_check': 'false', 'bind_ip': '127.0.0.1',
          'disable_fallocate': 'true', 'fallocate_reserve': '0'}
for kind, factory in (('account', account_server), ('container', container_server), ('object', object_server)):
    eventlet.spawn(serve, sockets[kind], factory({}, **common))

filters = {
    'catch_errors': '', 'gatekeeper': '', 'proxy-logging': '', 'cache': 'memcache_servers = 127.0.0.1:1',
    'listing_formats': '', 'bulk': '', 'tempurl': '',
    's3api': 'location = us-east-1\ns3_acl = false\ncheck_bucket_owner = false\nallow_multipart_uploads = true\n'
             'dns_compliant_bucket_names = true',
    'tempauth': 'user_test_tester = testing .admin\nuser_test_reader = ro-secret',
    'copy': '', 'slo': '', 'dlo': '', 'versioned_writes': 'allow_object_versioning = true', 'symlink': '',
}
eggs = {'proxy-logging': 'proxy_logging', 'cache': 'memcache'}
with open(f'{settings}/proxy.conf', 'w') as file:
    file.write(f'[DEFAULT]\nswift_dir = {settings}\nbind_ip = 127.0.0.1\nlog_level = ERROR\n'
               f'[pipeline:main]\npipeline = {" ".join(filters)} proxy-server\n'
               '[app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true\n')
    for name, options in filters.items():
        file.write(f'[filter:{name}]\nuse = egg:swift#{eggs.get(name, name)}\n{options}\n')
application = loadapp(f'{settings}/proxy.conf')
proxy = listen(('127.0.0.1', 0))
print(f'ready {proxy.getsockname()[1]}', flush=True)
serve(proxy, application)
