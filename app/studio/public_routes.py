"""The routes of the booking page: to look, to book, to be told what is wrong. Only the web server imports this."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote as quoted
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Cookie, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from app.accounts.password_sign_in import checked_email
from app.billing import money
from app.config import settings
from app.errors import Invalid, NotAllowed, NotFound, OverLimit, Refused, TimeRefused, TooManyTries
from app.public import answers
from app.public.look import Head, render
from app.studio import (
    access,
    coupons,
    form_guard,
    holding,
    mail_hints,
    public_booking,
    public_paying,
    public_words,
    times,
)
from app.studio.booker import Booker
from app.studio.holding import Wish
from app.studio.public_booking import BOOK, Asked, BookingPage
from models.types import utc_now

router = APIRouter()
Text = Annotated[str, Query(max_length=200)]
Written = Annotated[str, Form(max_length=500)]
NO_TRACE = {'Referrer-Policy': 'same-origin'}
NOBODY = Booker('')
STRIPE = 'https://checkout.stripe.com'
HELD = 'studio_held'
"""By this cookie somebody without an account has what they hold once more, if they leave where it is paid."""
HELD_S = 3600


@router.get(BOOK + '{slug}')
def book_page(
    request: Request,
    slug: str,
    room: Text = '',
    month: Text = '',
    day: Text = '',
    minutes: Text = '',
    start: Text = '',
    zone: Text = '',
    coupon: Text = '',
) -> Response:
    """A month of a studio, the starts of a day, and one of them with its price."""
    asked = Asked(room, month, day, _number(minutes), start, zone, coupon)
    found = public_booking.page(slug, asked)
    refused = {'coupon': found.chosen.coupon_refused} if found.chosen and found.chosen.coupon_refused else {}
    return _shown(request, found, refused, status=422 if found.refused else 429 if found.is_stopped else 200)


@router.post(BOOK + '{slug}')
def book(
    request: Request,
    slug: str,
    start: Written = '',
    room: Written = '',
    minutes: Written = '',
    zone: Written = '',
    coupon: Written = '',
    name: Written = '',
    email: Written = '',
    phone: Written = '',
    code: Written = '',
    form: Written = '',
    website: Written = '',
    sure: Written = '',
    use: Written = '',
    held: Annotated[str, Cookie(alias=HELD, max_length=100)] = '',
) -> Response:
    """Hold a session and go on to pay it, or ask for it; what is wrong is said beside what was written."""
    asked = Asked(room, '', '', _number(minutes), start, zone, coupon)
    told = Booker(name, use or email, phone)
    again = partial(_again, request, slug, asked, told)
    who = public_booking.client()
    try:
        form_guard.check(form, website, known=who is not None)
        if who is None:
            told = replace(told, email=checked_email(told.email))
            again = partial(_again, request, slug, asked, told)
            if (hint := mail_hints.meant(told.email)) and sure != told.email:
                return again({}, 422, hint=hint)
        return _booked(slug, asked, told, code, form, held, again)
    except TimeRefused:
        return again({}, 422)
    except Invalid as error:
        return again(error.fields, 422)
    except TooManyTries as error:
        return again({'': str(error)}, 429)
    except NotFound:
        raise
    except OverLimit as error:
        return again({'': str(error)}, 403)
    except Refused as error:
        field = 'email' if who is None and isinstance(error, NotAllowed) and '@' not in told.email else ''
        return again({field: str(error)}, 422)


def _booked(slug: str, asked: Asked, told: Booker, code: str, form: str, link: str, again: Any) -> Response:
    """Hold it, and say where it is paid or seen."""
    who, page = public_booking.client(), public_booking.page(slug, asked)
    if page.chosen and page.chosen.coupon_refused:
        raise Invalid({coupons.FIELD: page.chosen.coupon_refused})
    is_proven = False
    if who is None and page.chosen and not page.chosen.quote.needs_checkout:
        if not code:
            form_guard.send_code(told.email, page.studio.name)
            return again({}, 200, code_sent=True)  # type: ignore[no-any-return]
        try:
            form_guard.check_code(told.email, code)
        except Invalid as error:
            return again(error.fields, 422, code_sent=True)  # type: ignore[no-any-return]
        is_proven = True
    if who is not None:
        told = Booker(who.name or told.name or who.email, who.email, told.phone)
    wish = Wish(
        studio_id=page.studio.id,
        start=times.asked(asked.start, ZoneInfo(page.studio.zone)),
        minutes=asked.minutes or page.minutes,
        who=told,
        room_id=page.room.id,
        coupons=coupons.codes_of(asked.coupon),
        person_zone=page.asked.zone,
        key=form_guard.key_of(form),
        link=link,
    )
    held = holding.hold(wish, who.user_id if who else '', is_proven=is_proven, now=utc_now())
    address = public_paying.pay_address(held) if held.needs_payment else public_paying.own_page(held)
    answer = RedirectResponse(address, 303, {'Cache-Control': 'no-store'} | NO_TRACE)
    if who is None and held.needs_payment:
        answer.set_cookie(
            HELD, access.token_of(held.id), HELD_S, path=BOOK, httponly=True, secure=settings().secure, samesite='lax'
        )
    return answer


def _again(
    request: Request,
    slug: str,
    asked: Asked,
    told: Booker,
    wrong: dict[str, str],
    status: int,
    *,
    hint: str = '',
    code_sent: bool = False,
) -> Response:
    """The page once more, with what was written and what is wrong with it."""
    found = public_booking.page(slug, asked)
    if found.chosen and found.chosen.coupon_refused:
        wrong = {coupons.FIELD: found.chosen.coupon_refused} | wrong
    status = 422 if found.refused else 429 if found.is_stopped else status
    return _shown(request, found, wrong, status=status, told=told, hint=hint, code_sent=code_sent)


def _shown(
    request: Request,
    found: BookingPage,
    wrong: dict[str, str],
    *,
    status: int = 200,
    told: Booker = NOBODY,
    hint: str = '',
    code_sent: bool = False,
) -> Response:
    studio = found.studio
    said = studio.about or f'Book a session at {studio.name}: choose a day, a time and a length, and pay the deposit.'
    head = Head(f'Book {studio.name}', said.splitlines()[0][:200], f'{BOOK}{studio.slug}', data=_data(found))
    facts: dict[str, Any] = {
        'page': found,
        'wrong': wrong,
        'written': told,
        'hint': hint,
        'hint_for': told.email if hint else '',
        'code_sent': code_sent,
        'form': form_guard.seal(),
        'address': partial(found.asked.address, studio.slug),
        'here': quoted(found.asked.address(studio.slug)),
        'zones': public_words.ZONES,
    }
    html = render('studio/book.html', head, **facts, **WORDS)
    return answers.page(request, html, status=status, kept_s=None, headers=NO_TRACE | form_policy())


WORDS = {
    'money': money.words,
    'length': public_words.length,
    'day': public_words.day,
    'city': public_words.city,
}


def form_policy() -> dict[str, str]:
    """A form may lead on to where it is paid."""
    if settings().payments != 'stripe':
        return {}
    return {'Content-Security-Policy': answers.POLICY.replace("form-action 'self'", f"form-action 'self' {STRIPE}")}


def _data(found: BookingPage) -> dict[str, Any]:
    """The studio in the words of schema.org."""
    told = {'@context': 'https://schema.org', '@type': 'LocalBusiness', 'name': found.studio.name}
    known = {'address': found.studio.address, 'telephone': found.studio.phone, 'email': found.studio.email}
    return told | {name: value for name, value in known.items() if value}


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0
