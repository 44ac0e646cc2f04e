"""S3 services for the tests: moto in this process, which believes everybody, and Swift, which checks signatures."""

import getpass
import itertools
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from moto.server import ThreadedMotoServer

from tests.servers import free_port
from tests.waiting import until

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_numbers = itertools.count()


@dataclass(frozen=True)
class Service:
    """Where it is, and a key that it takes."""

    endpoint: str
    access_key: str
    secret_key: str
    region: str = 'us-east-1'

    def client(self) -> 'S3Client':
        """A client as anybody makes one, not ours."""
        config = Config(signature_version='s3v4', s3={'addressing_style': 'path'}, retries={'total_max_attempts': 2})
        return boto3.client(
            's3',
            endpoint_url=self.endpoint,
            region_name=self.region,
            config=config,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
        )

    def new_bucket(self) -> str:
        """An empty bucket; its name."""
        name = f'levelmix-{os.getpid()}-{next(_numbers)}'
        self.client().create_bucket(Bucket=name)
        return name

    def settings(self, bucket: str, prefix: str = 'mixes') -> dict[str, str]:
        """What LevelMix must know to keep its files there."""
        return {
            'storage': f's3://{bucket}/{prefix}',
            's3_endpoint': self.endpoint,
            's3_region': self.region,
            's3_access_key': self.access_key,
            's3_secret_key': self.secret_key,
        }


@contextmanager
def moto() -> Iterator[Service]:
    """A server in a thread of this process; it keeps everything in memory."""
    server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield Service(f'http://{host}:{port}', 'moto', 'moto-secret')
    finally:
        server.stop()


@contextmanager
def swift(folder: Path, *, origins: str = '') -> Iterator[Service]:
    """OpenStack's Swift with its S3 interface: proxy, account, container, object server and memcached, each a process.

    `origins` are those whose pages a browser may let talk to it.
    """
    places = {name: free_port() for name in ('proxy', 'account', 'container', 'object', 'memcached')}
    ready = Service(f'http://127.0.0.1:{places["proxy"]}', 'levelmix:tests', 'swift-secret')
    _configure(folder, places, ready, origins)
    with ExitStack() as stack:
        memcached = ['memcached', '-u', getpass.getuser(), '-l', '127.0.0.1', '-p', str(places['memcached'])]
        stack.enter_context(_process(memcached, folder / 'memcached.log'))
        for name in ('account', 'container', 'object', 'proxy'):
            command = [f'swift-{name}-server', str(folder / f'{name}.conf'), '--verbose']
            stack.enter_context(_process(command, folder / f'{name}.log'))
        until(lambda: _answers(ready), seconds=180, what=lambda: f'Swift to answer; it wrote\n{_logs(folder)}')
        yield ready


def _configure(folder: Path, places: dict[str, int], service: Service, origins: str) -> None:
    (folder / 'srv' / 'd1').mkdir(parents=True)
    own = (
        f'swift_dir = {folder}\nuser = {getpass.getuser()}\nbind_ip = 127.0.0.1\nworkers = 0\nlog_address = /dev/null\n'
    )
    hashes = 'swift_hash_path_suffix = a\nswift_hash_path_prefix = b\n'
    policy = '[storage-policy:0]\nname = one\ndefault = yes\n'
    (folder / 'swift.conf').write_text(f'[swift-hash]\n{hashes}{policy}')
    (folder / 'proxy.conf').write_text(
        PROXY.format(own=own, port=places['proxy'], memcached=places['memcached'], origins=origins)
        + f'user_{service.access_key.replace(":", "_")} = {service.secret_key} .admin\n'
    )
    for name in ('account', 'container', 'object'):
        (folder / f'{name}.conf').write_text(
            f'[DEFAULT]\n{own}bind_port = {places[name]}\ndevices = {folder / "srv"}\nmount_check = false\n'
            f'[pipeline:main]\npipeline = {name}-server\n[app:{name}-server]\nuse = egg:swift#{name}\n{PATIENT}'
        )
    # In one process of the Python that Swift is installed for: nine calls of its program take a second each.
    subprocess.run(['/usr/bin/python3', '-c', RINGS, str(folder), json.dumps(places)], check=True, capture_output=True)


RINGS = """
import json, sys
from swift.common.ring import RingBuilder
folder, places = sys.argv[1], json.loads(sys.argv[2])
for name in ('account', 'container', 'object'):
    place = {'ip': '127.0.0.1', 'port': places[name], 'replication_ip': '127.0.0.1', 'replication_port': places[name]}
    builder = RingBuilder(part_power=4, replicas=1, min_part_hours=1)
    builder.add_dev({'id': 0, 'region': 1, 'zone': 1, 'device': 'd1', 'weight': 1, 'meta': '', **place})
    builder.rebalance()
    builder.get_ring().save(folder + '/' + name + '.ring.gz')
"""
PATIENT = 'node_timeout = 60\nconn_timeout = 30\ncontainer_update_timeout = 60\n'
"""A listing lacks what a busy container server was not told within a second: nobody tells it later, here."""
PROXY = """[DEFAULT]
{own}bind_port = {port}
cors_allow_origin = {origins}
[pipeline:main]
pipeline = catch_errors cache listing_formats bulk s3api tempauth copy slo versioned_writes proxy-server
[app:proxy-server]
use = egg:swift#proxy
allow_account_management = true
account_autocreate = true
node_timeout = 60
conn_timeout = 30
error_suppression_limit = 1000
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{memcached}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:versioned_writes]
use = egg:swift#versioned_writes
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = no
cors_preflight_allow_origin = {origins}
[filter:tempauth]
use = egg:swift#tempauth
"""


@contextmanager
def _process(command: list[str], log: Path) -> Iterator[None]:
    with log.open('ab') as output, subprocess.Popen(command, stdout=output, stderr=output) as process:
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(service: Service) -> bool:
    """Whether all of its servers are there: a bucket needs those of accounts and containers, a file that of objects."""
    client = service.client()
    try:
        with suppress(client.exceptions.BucketAlreadyOwnedByYou):
            client.create_bucket(Bucket='levelmix-first')
        client.put_object(Bucket='levelmix-first', Key='first', Body=b'first')
    except (BotoCoreError, ClientError):
        return False
    return True


def _logs(folder: Path) -> str:
    return '\n'.join(f'{log.name}: {log.read_text()[-2000:]}' for log in folder.glob('*.log'))
