"""Public pages as responses: kept by browsers and caches, asked for again by their mark, with a policy of their own."""

import hashlib

from starlette.requests import Request
from starlette.responses import Response

KEPT_S = 300
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a public page may load: files of ours, and nothing that stands in the page itself."""


def page(
    request: Request,
    html: str,
    *,
    status: int = 200,
    kept_s: int | None = KEPT_S,
    headers: dict[str, str] | None = None,
) -> Response:
    """A page as an answer.

    Parameters
    ----------
    kept_s : how long anybody may keep it without asking again, in seconds. With 0 they keep it, and ask each time
        whether it still holds; with None nobody keeps it.
    """
    if kept_s is None:
        headers = {'Cache-Control': 'no-store'} | (headers or {})
    own = {'Content-Security-Policy': POLICY} | (headers or {})
    if kept_s is None or status != 200:
        return Response(html, status, own, 'text/html; charset=utf-8')
    return kept(request, html, 'text/html; charset=utf-8', kept_s=kept_s, headers=own)


def kept(
    request: Request, text: str, kind: str, *, kept_s: int = KEPT_S, headers: dict[str, str] | None = None
) -> Response:
    """A text that caches keep; whoever has it already is told so, without the text."""
    mark = f'"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    keeping = f'public, max-age={kept_s}' if kept_s else 'no-cache'
    own = {'ETag': mark, 'Cache-Control': keeping, **(headers or {})}
    known = [one.strip().removeprefix('W/') for one in request.headers.get('if-none-match', '').split(',')]
    if mark in known or '*' in known:
        return Response(status_code=304, headers=own)
    return Response(text, headers=own, media_type=kind)
