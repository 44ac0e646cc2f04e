"""Sends stored files: in ranges and resumable, under the right name, and never as a whole in memory."""

import re
from base64 import b64encode
from email.utils import formatdate, parsedate_to_datetime

from fastapi import Request
from fastapi.responses import FileResponse, RedirectResponse, Response, StreamingResponse

from app import storage
from app.errors import NotFound
from app.storage import Stored

GONE = 'The file is no longer there. The page of its job says why.'


def deliver(request: Request, key: str, name: str, sha256: str | None = None) -> Response:
    """A download of a stored file under `name`; the caller has checked who may have it. Where its SHA-256 is given, in
    hexadecimal, the answer tells it (RFC 9530): whoever puts it together of ranges can look whether it is right.

    From a folder it is sent from here. From a bucket it comes directly, by a link that works for some minutes: large
    files take the short way, and cost this server one small response.

    Raises
    ------
    NotFound
        The file is gone.
    """
    stored = storage.stat(key)
    if stored is None:
        raise NotFound(GONE)
    headers = _headers(stored) | {'Content-Disposition': storage.disposition(name)} | _digest(sha256)
    if _unchanged(request, stored):
        return Response(status_code=304, headers=headers)
    link = storage.link(key, name)
    if link is None:
        return _from_folder(key, storage.media_type(name), headers)
    if request.method == 'HEAD':  # a link is signed for GET alone
        return _without_body(stored, storage.media_type(name), headers)
    return RedirectResponse(link, 302, {'Cache-Control': 'no-store'})


def play(request: Request, key: str, media_type: str) -> Response:
    """A stored file for a script of our own pages, which asks for ranges of it: always sent from here.

    A piece to listen to is small, so the bucket needs no rules for our pages, our pages need no right to talk to other
    hosts, and every piece is requested in the name of whoever listens.
    """
    stored = storage.stat(key)
    if stored is None:
        raise NotFound(GONE)
    if _unchanged(request, stored):
        return Response(status_code=304, headers=_headers(stored))
    if not storage.is_remote():
        return _from_folder(key, media_type, _headers(stored))
    return _through(request, stored, media_type)


def _from_folder(key: str, media_type: str, headers: dict[str, str]) -> Response:
    with storage.local(key) as path:
        return FileResponse(path, media_type=media_type, headers=headers)


def _through(request: Request, stored: Stored, media_type: str) -> Response:
    """One range of it, or all."""
    asked = _RANGE.fullmatch(request.headers.get('range', ''))
    if asked is None or not _if_range(request, stored):
        headers = _headers(stored) | {'Content-Length': str(stored.size)}
        return StreamingResponse(storage.read(stored.key), 200, headers, media_type)
    start, end = _bounds(asked, stored.size)
    if start >= end:
        return Response(status_code=416, headers={'Content-Range': f'bytes */{stored.size}'})
    headers = _headers(stored) | {
        'Content-Length': str(end - start),
        'Content-Range': f'bytes {start}-{end - 1}/{stored.size}',
    }
    return StreamingResponse(storage.read(stored.key, start, end), 206, headers, media_type)


_RANGE = re.compile(r'bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))')


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    first, last, tail = asked.groups()
    if tail is not None:
        return max(0, size - int(tail)), size
    return int(first), min(size, int(last) + 1) if last else size


def _without_body(stored: Stored, media_type: str, headers: dict[str, str]) -> Response:
    return Response(headers=headers | {'Content-Length': str(stored.size)}, media_type=media_type)


def _headers(stored: Stored) -> dict[str, str]:
    return {
        'ETag': f'"{stored.version}"',
        'Last-Modified': formatdate(stored.modified, usegmt=True),
        'Accept-Ranges': 'bytes',
        'Cache-Control': 'private, no-cache',  # cached, but checked each time: it may be deleted meanwhile
    }


_SHA256 = re.compile('[0-9a-f]{64}')


def _digest(sha256: str | None) -> dict[str, str]:
    """Nothing where a bucket has taken the file in parts, and nobody has read it since."""
    if sha256 is None or not _SHA256.fullmatch(sha256):
        return {}
    return {'Repr-Digest': f'sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:'}


def _unchanged(request: Request, stored: Stored) -> bool:
    """Whether the browser has this very file already (RFC 9110, 13.1.2 and 13.1.3)."""
    known = request.headers.get('if-none-match')
    if known is not None:
        tags = [tag.strip().removeprefix('W/') for tag in known.split(',')]
        return '*' in tags or f'"{stored.version}"' in tags
    since = request.headers.get('if-modified-since')
    if since is None:
        return False
    try:
        return int(stored.modified) <= parsedate_to_datetime(since).timestamp()
    except (ValueError, OverflowError):  # no date, or an impossible one
        return False


def _if_range(request: Request, stored: Stored) -> bool:
    known = request.headers.get('if-range')
    return known is None or known == f'"{stored.version}"'
