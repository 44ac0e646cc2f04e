"""Sounds that everybody may hear, from the storage: whole or in ranges, as players ask for them."""

import re

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app import storage
from app.errors import NotFound

GONE = 'This sound is not here any more.'
_RANGE = re.compile(r'bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))')


def sound(request: Request, key: str, media_type: str = 'audio/mpeg') -> Response:
    """A stored sound as an answer; whoever has it asks each time whether it is still there for everybody.

    Raises
    ------
    NotFound
        The storage has it no more.
    """
    stored = storage.stat(key)
    if stored is None:
        raise NotFound(GONE)
    mark = f'"{stored.version}"'
    headers = {
        'ETag': mark,
        'Accept-Ranges': 'bytes',
        'Cache-Control': 'no-cache',
        'X-Content-Type-Options': 'nosniff',
        'X-Robots-Tag': 'noindex',
    }
    if mark in [one.strip().removeprefix('W/') for one in request.headers.get('if-none-match', '').split(',')]:
        return Response(status_code=304, headers=headers)
    start, end, status = 0, stored.size, 200
    asked = _RANGE.fullmatch(request.headers.get('range', ''))
    if asked is not None and request.headers.get('if-range', mark) == mark:
        start, end = _bounds(asked, stored.size)
        if start >= end:
            return Response(status_code=416, headers={**headers, 'Content-Range': f'bytes */{stored.size}'})
        headers['Content-Range'] = f'bytes {start}-{end - 1}/{stored.size}'
        status = 206
    headers['Content-Length'] = str(end - start)
    if request.method == 'HEAD':
        return Response(status_code=status, headers=headers, media_type=media_type)
    return StreamingResponse(storage.read(key, start, end), status, headers, media_type)


def _bounds(asked: re.Match[str], size: int) -> tuple[int, int]:
    """The first byte of a range, and the one behind its last; past the end, it ends there."""
    first, last, tail = asked.groups()
    if tail is not None:
        return max(0, size - int(tail)), size
    return int(first), min(size, int(last) + 1) if last else size
