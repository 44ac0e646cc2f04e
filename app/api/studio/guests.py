"""What a studio has handed over to a guest, on a plain page by their own link: heard, said, approved, downloaded."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from app import accounts
from app.api.studio import heard, original, zipped
from app.errors import NotAllowed, NotFound, TooManyTries
from app.public import answers
from app.public.look import Head, render
from app.runtime.thread_pools import ARCHIVES
from app.studio import (
    delivery_approvals,
    delivery_comments,
    delivery_downloads,
    delivery_links,
    delivery_lists,
    delivery_readers,
    notes,
)
from app.studio.delivery_links import PREFIX
from app.studio.delivery_views import FileView
from app.studio.delivery_words import clock, day, length, size

router = APIRouter()
HEADERS = {'X-Robots-Tag': 'noindex, nofollow', 'Referrer-Policy': 'same-origin'}
"""Whoever reads on elsewhere does not tell where they came from: the address is the key."""
NOTHING = {'version': '', 'text': '', 'at': '', 'wrong': ''}
"""What stands in the form that nobody has sent."""
Token = Annotated[str, Path(max_length=100)]
Id = Annotated[str, Path(max_length=100)]
Text = Annotated[str, Form(max_length=4000)]


@router.get(PREFIX + '{token}')
def page(request: Request, token: Token) -> Response:
    """All that there is for this guest."""
    return _page(request, token)


@router.get(PREFIX + '{token}/files/{version_id}')
def file(request: Request, token: Token, version_id: Id) -> Response:
    """A version as it was sent, to the byte; what is due is said on a page."""
    try:
        return _private(original(request, delivery_readers.guest(token), version_id))
    except NotAllowed as error:
        return _told(request, token, str(error))
    except NotFound as error:
        return _gone(request, str(error))


@router.get(PREFIX + '{token}/sounds/{version_id}')
def sound(request: Request, token: Token, version_id: Id) -> Response:
    """What is heard of it, in ranges, for as long as the link works."""
    try:
        return _private(heard(request, delivery_readers.guest(token), version_id))
    except NotFound as error:
        return _gone(request, str(error))


@router.get(PREFIX + '{token}/archive')
async def archive(request: Request, token: Token) -> Response:
    """All that may be downloaded, as one ZIP."""
    return await ARCHIVES.call(accounts.visitor().place, _archive, request, token)


@router.post(PREFIX + '{token}/comments/{version_id}')
def comment(request: Request, token: Token, version_id: Id, text: Text = '', at: Text = '') -> Response:
    """Say something of a version, perhaps at a time of it; what was written stays where it cannot be taken."""
    written = {'version': version_id, 'text': text, 'at': at}
    try:
        reader = delivery_readers.guest(token)
        delivery_comments.add(reader, version_id, text, delivery_comments.time_ms(at))
    except NotFound as error:
        return _gone(request, str(error))
    except (NotAllowed, TooManyTries) as error:
        status = 429 if isinstance(error, TooManyTries) else 422
        return _page(request, token, written | {'wrong': str(error)}, status)
    return _back(token, version_id)


@router.post(PREFIX + '{token}/approve/{version_id}')
def approve(request: Request, token: Token, version_id: Id) -> Response:
    """Approve a version, which freezes its file."""
    try:
        delivery_approvals.approve(delivery_readers.guest(token), version_id)
    except NotFound as error:
        return _gone(request, str(error))
    except NotAllowed as error:
        return _told(request, token, str(error))
    return _back(token, version_id)


def _page(request: Request, token: str, written: dict[str, str] | None = None, status: int = 200) -> Response:
    try:
        reader = delivery_readers.guest(token)
        delivery_links.used(reader)
        groups = delivery_lists.of_guest(reader)
    except NotFound as error:
        return _gone(request, str(error))
    found = delivery_lists.all_files(groups)
    said = {one.id: delivery_comments.listed(reader, one.id) for one in found}
    html = render(
        'studio/delivered.html',
        Head('Your files'),
        reader=reader,
        groups=groups,
        said=said,
        notes=notes.mine(reader),
        categories=notes.CATEGORIES,
        base_path=f'{PREFIX}{token}',
        written=NOTHING | (written or {}),
        some=any(_may_pack(one) for one in found),
        clock=clock,
        day=day,
        length=length,
        size=size,
    )
    return answers.page(request, html, status=status, kept_s=None, headers=HEADERS)


def _archive(request: Request, token: str) -> Response:
    try:
        reader = delivery_readers.guest(token)
        return _private(zipped(reader, delivery_downloads.rows_of(reader)))
    except NotFound as error:
        return _gone(request, str(error))
    except NotAllowed as error:
        return _told(request, token, str(error))


def _may_pack(one: FileView) -> bool:
    return one.may_download and bool(one.versions)


def _back(token: str, version_id: str) -> Response:
    return RedirectResponse(f'{PREFIX}{token}#v{version_id}', 303, {'Cache-Control': 'no-store'})


def _told(request: Request, token: str, sentence: str) -> Response:
    html = render('studio/delivered_not.html', Head('Not yet'), sentence=sentence, back=f'{PREFIX}{token}')
    return answers.page(request, html, status=403, kept_s=None, headers=HEADERS)


def _gone(request: Request, sentence: str) -> Response:
    html = render('gone.html', Head('Nothing here'), sentence=sentence)
    return answers.page(request, html, status=404, kept_s=None, headers=HEADERS)


def _private(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    return answer
