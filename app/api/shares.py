"""What a shared link opens: a page for people, and the file itself; no account is needed."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.api.delivery import deliver
from app.api.share_page import gone_page, share_page
from app.errors import NotFound
from app.jobs import sharing
from app.public import answers

router = APIRouter(prefix='/shared')

HEADERS = {'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'no-referrer'}


@router.get('/{token}')
def page(request: Request, token: str) -> Response:
    """What there is to download, and until when."""
    try:
        found = sharing.shared(token)
    except NotFound as error:
        return answers.page(request, gone_page(str(error)), status=404, kept_s=None, headers=HEADERS)
    html = share_page(found, f'/shared/{token}/file')
    return answers.page(request, html, kept_s=None, headers=HEADERS)


@router.head('/{token}/file', include_in_schema=False)
@router.get('/{token}/file')
def file(request: Request, token: str) -> Response:
    """The file: ranged and resumable, under its name."""
    try:
        found = sharing.shared(token)
    except NotFound as error:
        return answers.page(request, gone_page(str(error)), status=404, kept_s=None, headers=HEADERS)
    answer = deliver(request, found.key, found.name)
    if request.method == 'GET' and answer.status_code != 304 and _begins(request):
        sharing.count_download(found.share_id)
    answer.headers['X-Robots-Tag'] = HEADERS['X-Robots-Tag']
    answer.headers['Referrer-Policy'] = HEADERS['Referrer-Policy']
    return answer


def _begins(request: Request) -> bool:
    """Whether this is a download: not one that goes on, and not the page's own player."""
    return request.headers.get('sec-fetch-dest') != 'audio' and request.headers.get('range', 'bytes=0-').startswith(
        'bytes=0-'
    )
