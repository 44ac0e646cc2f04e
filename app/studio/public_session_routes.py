"""The routes of a booking's own page: seen, paid, moved, cancelled, put into a calendar. Only the web server imports
this."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app import storage
from app.billing import money
from app.errors import LevelMixError, NotFound, Refused, TooManyTries
from app.public import answers
from app.public.look import Head, render
from app.studio import public_moving, public_paying, public_routes, public_session
from app.studio.public_booking import Asked
from app.studio.public_session import OWN

router = APIRouter()
Text = Annotated[str, Query(max_length=100)]
Written = Annotated[str, Form(max_length=500)]
PRIVATE = {'Referrer-Policy': 'same-origin', 'X-Robots-Tag': 'noindex'}
"""The address is a secret that nobody elsewhere is told. Without any referrer our own forms would count as foreign."""
PRINTED = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A receipt has its style in it, and nothing else."""
TOLD = {
    'moved': 'It is moved. A mail with the new time is on its way.',
    'asked': 'The studio is asked. You keep both times until it answers.',
    'cancelled': 'It is cancelled.',
    'unpaid': 'The payment could not be begun. Nothing was charged, and your time is held: try it once more.',
}
LOOKS = 12
"""So often the page looks by itself whether a payment has come."""


@router.get(OWN + '{link}')
def session_page(request: Request, link: str, paid: Text = '', looks: Text = '', told: Text = '') -> Response:
    """A booking, for whoever booked it; with `paid` they come from where it is paid."""
    has_paid = bool(paid) and not public_paying.is_given_up(link)
    return _shown(request, link, has_paid=has_paid, looks=looks, told=TOLD.get(told, ''))


@router.get(OWN + '{link}/session.ics')
def calendar_file(link: str) -> Response:
    """It for a calendar."""
    headers = PRIVATE | {'Content-Disposition': storage.disposition('session.ics'), 'Cache-Control': 'no-store'}
    return Response(public_session.calendar_file(link), headers=headers, media_type='text/calendar; charset=utf-8')


@router.get(OWN + '{link}/receipts/{payment}')
def receipt(link: str, payment: str) -> Response:
    """A receipt of what was paid for it, to print."""
    headers = PRIVATE | {'Cache-Control': 'no-store', 'Content-Security-Policy': PRINTED}
    return HTMLResponse(public_session.receipt(link, payment), headers=headers)


@router.get(OWN + '{link}/move')
def move_page(request: Request, link: str, month: Text = '', day: Text = '', start: Text = '') -> Response:
    """Other times for it, and what one of them means."""
    return _moving(request, link, Asked('', month, day, 0, start))


@router.post(OWN + '{link}/move')
def move(request: Request, link: str, start: Written = '') -> Response:
    """Move it, or ask for that."""
    try:
        told = 'moved' if public_moving.move(link, start) else 'asked'
    except (NotFound, TooManyTries):
        raise
    except Refused:
        return _moving(request, link, Asked(start=start), status=422)
    return _back(link, told)


@router.post(OWN + '{link}/cancel')
def cancel(request: Request, link: str, kept: Written = '', reason: Written = '') -> Response:
    """Cancel it, if no more stays with the studio than was said."""
    try:
        public_session.cancel(link, int(kept) if kept.isdecimal() else None, reason)
    except (NotFound, TooManyTries):
        raise
    except Refused as error:
        return _shown(request, link, wrong=str(error), status=409)
    return _back(link, 'cancelled')


@router.post(OWN + '{link}/files')
def files(link: str) -> Response:
    """Go on to what the studio has handed over."""
    address = public_session.files_address(link)
    return RedirectResponse(address, 303, PRIVATE | {'Cache-Control': 'no-store'})


@router.post(OWN + '{link}/pay')
def pay(request: Request, link: str) -> Response:
    """Go on to where what is due is paid."""
    try:
        address = public_paying.address_of(link)
    except (NotFound, TooManyTries):
        raise
    except LevelMixError as error:
        return _shown(request, link, wrong=str(error), status=409)
    return RedirectResponse(address, 303, PRIVATE | {'Cache-Control': 'no-store'})


def _back(link: str, told: str) -> Response:
    return RedirectResponse(f'{OWN}{link}?told={told}', 303, PRIVATE | {'Cache-Control': 'no-store'})


def _shown(
    request: Request,
    link: str,
    *,
    has_paid: bool = False,
    looks: str = '',
    told: str = '',
    wrong: str = '',
    status: int = 200,
) -> Response:
    page = public_session.page(link, has_paid=has_paid)
    headers = PRIVATE | public_routes.form_policy()
    count = int(looks) if looks.isdecimal() and len(looks) < 4 else 0
    if page.is_confirming and count < LOOKS:
        headers |= {'Refresh': f'5; url={OWN}{link}?paid=1&looks={count + 1}'}
    facts: dict[str, Any] = {'page': page, 'told': told, 'wrong': wrong}
    head = Head(f'{page.head}: {page.studio.name}')
    html = render('studio/booking.html', head, **facts, money=money.words, length=public_routes.WORDS['length'])
    return answers.page(request, html, status=status, kept_s=None, headers=headers)


def _moving(request: Request, link: str, asked: Asked, status: int = 200) -> Response:
    page = public_moving.move_page(link, asked)
    head = Head(f'Another time at {page.session.studio.name}')
    html = render('studio/move.html', head, page=page, **public_routes.WORDS)
    return answers.page(request, html, status=422 if page.refused else status, kept_s=None, headers=PRIVATE)
