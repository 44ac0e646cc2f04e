"""Checks the settings that say where files are stored."""

import re
from urllib.parse import SplitResult, urlsplit

FOLDER = 'folder'
_BUCKET = re.compile(r'[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]')
_PREFIX = re.compile(r'(/[A-Za-z0-9._-]+)*/?')


def problem(storage: str, endpoint: str, public_endpoint: str, *, secure: bool) -> str | None:
    """What is wrong, in a sentence that repeats no secret; None if nothing is.

    Parameters
    ----------
    endpoint, public_endpoint : of the S3 service, for us and for browsers; empty means Amazon, and the same one.
    secure : whether people open LevelMix by https.
    """
    if storage == FOLDER:
        if not endpoint:
            return None
        return (
            'LEVELMIX_S3_ENDPOINT is set, but files go into the data folder: set LEVELMIX_STORAGE=s3://bucket, or '
            'remove it.'
        )
    place = _split(storage)
    if place.scheme != 's3' or not _BUCKET.fullmatch(place.netloc) or not _PREFIX.fullmatch(place.path):
        return (
            'LEVELMIX_STORAGE is neither folder nor the name of a bucket: write it like s3://bucket or '
            's3://bucket/prefix. Keys belong in LEVELMIX_S3_ACCESS_KEY and LEVELMIX_S3_SECRET_KEY.'
        )
    for name, address in (('ENDPOINT', endpoint), ('PUBLIC_ENDPOINT', public_endpoint)):
        if address and not _is_address(address):
            return f'LEVELMIX_S3_{name} is not the address of a service: write it like https://s3.example.org.'
    if secure and (public_endpoint or endpoint).startswith('http://'):
        return (
            'Downloads would not use https: LEVELMIX_S3_PUBLIC_ENDPOINT (or LEVELMIX_S3_ENDPOINT) must begin with '
            'https:// if LEVELMIX_PUBLIC_URL does.'
        )
    return None


def direct_trouble(storage: str, origin: str, *, direct: bool) -> str | None:
    """What keeps browsers from sending files straight to the bucket at `origin`, if they should; None if nothing."""
    if not direct or (storage != FOLDER and origin):
        return None
    if storage == FOLDER:
        return 'LEVELMIX_S3_DIRECT needs a bucket: set LEVELMIX_STORAGE=s3://bucket, or remove it.'
    return (
        'LEVELMIX_S3_DIRECT needs LEVELMIX_S3_ENDPOINT, also for Amazon: https://s3.REGION.amazonaws.com. '
        'Pages may then talk to that host, and to no other.'
    )


def bucket(storage: str) -> tuple[str, str]:
    """The name of the bucket, and the prefix of every key in it."""
    place = _split(storage)
    prefix = place.path.strip('/')
    return place.netloc, f'{prefix}/' if prefix else ''


def _is_address(text: str) -> bool:
    at = _split(text)
    return at.scheme in ('http', 'https') and bool(at.hostname) and not at.username


def _split(text: str) -> SplitResult:
    try:
        return urlsplit(text)
    except ValueError:  # brackets that do not match
        return urlsplit('')
