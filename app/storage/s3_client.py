"""How an S3 service is spoken to: one way that all of them understand."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from s3transfer.exceptions import RetriesExceededError
from urllib3.exceptions import HTTPError

from app.config import MIB, Settings
from app.errors import StorageFailed
from app.outages import Outage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

CONFIG = Config(
    signature_version='s3v4',
    s3={'addressing_style': 'path'},
    retries={'mode': 'standard', 'total_max_attempts': 4},
    connect_timeout=10,
    read_timeout=60,
    request_checksum_calculation='when_required',
    response_checksum_validation='when_required',
    max_pool_connections=32,
)
ANSWERS = frozenset({'404', 'NoSuchKey', 'NotFound', 'NoSuchUpload', 'InvalidPart', 'InvalidRange', '416'})
"""What a service may answer and the caller understands; all else is trouble with the service."""
UNREACHABLE = 'The storage of this server does not answer right now. Nothing is lost: try again in a minute.'


def new_client(known: Settings, endpoint: str) -> 'S3Client':
    """A client; empty keys leave it to boto3 to find some, as on machines that have a role."""
    with _one_at_a_time:
        client = _session().client(
            's3',
            endpoint_url=endpoint or None,
            aws_access_key_id=known.s3_access_key.get_secret_value() or None,
            aws_secret_access_key=known.s3_secret_key.get_secret_value() or None,
            region_name=known.s3_region,
            config=CONFIG,
        )
    for operation in ('PutObject', 'UploadPart', 'DeleteObjects'):
        client.meta.events.register(f'before-call.s3.{operation}', _add_md5)
    return client


_one_at_a_time = threading.Lock()  # clients may be shared by threads, a session may not


@cache
def _session() -> boto3.session.Session:
    """What knows the service's operations: a quarter of a second of reading, for the first client alone."""
    return boto3.session.Session()


@contextmanager
def asking() -> Iterator[None]:
    """Around a request: what a service may answer passes, all else becomes a sentence, and a line in the log."""
    try:
        yield
    except ClientError as error:
        if error.response['Error']['Code'] in ANSWERS:
            raise
        _outage.met(error)
        raise StorageFailed(UNREACHABLE) from error
    except (BotoCoreError, RetriesExceededError, HTTPError) as error:
        _outage.met(error)
        raise StorageFailed(UNREACHABLE) from error
    else:
        _outage.over()


_outage = Outage('The storage', 'Workers wait for it a while, screens say that it is away.')


def is_missing(error: ClientError) -> bool:
    """Whether a service says that a file, or an upload in parts, is not there."""
    return error.response['Error']['Code'] in ('404', 'NoSuchKey', 'NotFound', 'NoSuchUpload')


def _add_md5(params: dict[str, Any], **_: object) -> None:
    body = params['body']
    if isinstance(body, str):
        body = body.encode()
    if isinstance(body, (bytes, bytearray)):
        digest = hashlib.md5(body, usedforsecurity=False)
    else:
        digest, start = hashlib.md5(usedforsecurity=False), body.tell()
        while block := body.read(MIB):
            digest.update(block)
        body.seek(start)
    params['headers']['Content-MD5'] = base64.b64encode(digest.digest()).decode()
