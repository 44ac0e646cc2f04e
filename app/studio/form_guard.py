"""What keeps robots out of the booking form, and who proves by a code that a mail address is theirs.

A form carries when it was shown, under our seal, and a field that people do not see. What a robot sends is turned away
before anything is held and before any mail goes out. Whoever pays has proven enough; where nothing is to be paid at
once, a code goes to the address, and nothing else ever does before it is proven.
"""

import hmac
import secrets
import time
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from app.accounts import audit, mail, throttle
from app.accounts.mail import Letter
from app.accounts.visitor import visitor
from app.config import settings
from app.db import transaction
from app.errors import Changed, Invalid, TooManyTries
from models import AuditEntry, Mail
from models.types import utc_now

LEAST_S, MOST_S = 3, 24 * 3600
"""Nobody fills a form in faster than in three seconds; one of yesterday is to be loaded again."""
FORMS = throttle.Limit('studio-form', free=30, window_s=3600.0, pause_s=600.0)
"""Forms that are sent from one address by people without an account."""
CODES = throttle.Limit('studio-code', free=3, window_s=3600.0, pause_s=600.0)
"""Codes for one address that are asked for from one place; from all places together, `CODES_TO`."""
CODES_TO = throttle.Limit('studio-code-to', free=9, window_s=3600.0, pause_s=600.0)
CODES_FROM = throttle.Limit('studio-code-from', free=10, window_s=3600.0, pause_s=600.0)
AT_ONCE = throttle.Limit('studio-code-burst', free=4, window_s=20.0, pause_s=600.0)
"""More than so many people do not ask for codes from one place within so short a time: that is a robot."""
WAITS = timedelta(seconds=15)
"""So long a code waits before it is sent, so that those of a robot can be taken back."""
CODE_TRIES = throttle.Limit('studio-code-try', free=5, window_s=3600.0, pause_s=300.0)
ALL_TRIES = throttle.Limit('studio-code-try-all', free=60, window_s=3600.0, pause_s=300.0)
SENT = 'booking_code.sent'
PERIOD_S = 600
"""A code works for ten to twenty minutes."""
DIGITS = 6
CODE = 'code'
AGAIN = 'This form was sent very quickly, or it is too old. Look at it once more, and send it again.'
WRONG_CODE = 'This code is not right, or it is too old. Check it, or send the form without one to get a new one.'


def seal(now: float | None = None) -> str:
    """What a form carries: when it was shown, a key of its own, and our mark on both."""
    shown = f'{int(time.time() if now is None else now)}.{secrets.token_hex(8)}'
    return f'{shown}.{_mark(shown)}'


def key_of(sealed: str) -> str:
    """The key of a form: sent twice, it is one booking."""
    return sealed.split('.')[1] if sealed.count('.') == 2 else ''


def check(sealed: str, hidden: str, *, known: bool, now: float | None = None) -> None:
    """Turn away what no person sends.

    Parameters
    ----------
    hidden : what stands in the field that people do not see.
    known : whether whoever sends it is signed in: they may be as quick as they are.

    Raises
    ------
    Changed
        It was too quick or too old, is no form of ours, or the hidden field is filled in.
    TooManyTries
        There were many from this address.
    """
    shown, _, mark = sealed.rpartition('.')
    ours = hmac.compare_digest(mark.encode(), _mark(shown).encode())
    age = (time.time() if now is None else now) - int(shown.partition('.')[0] or 0) if ours else -1
    if not ours or hidden or not (0 if known else LEAST_S) <= age <= MOST_S:
        raise Changed(AGAIN)
    if not known:
        throttle.count(FORMS, visitor().place)


def send_code(email: str, studio_name: str) -> None:
    """Send a code to an address that books without paying.

    It waits some seconds: where as many are asked for from one place as only a robot does, none of those goes out.

    Raises
    ------
    TooManyTries
        There were many from this place, or for this address.
    """
    here = visitor().place
    try:
        throttle.count(AT_ONCE, here)
    except TooManyTries:
        _take_back()
        raise
    throttle.count(CODES_FROM, here)
    throttle.count(CODES, email, here)
    throttle.count(CODES_TO, email)
    said = f'{_code(email, 0)} is your code for booking at {studio_name}. It works for ten minutes.'
    ending = 'If you did not ask for this, do nothing: nothing is booked.'
    with transaction() as session:
        posted = mail.post(session, email, Letter(f'Your code for {studio_name}', (said,), ending=ending))
        session.get_one(Mail, posted).next_try_at = utc_now() + WAITS
        audit.note(session, SENT, None, target=posted, entity='mail', after={'waits': True})


def check_code(email: str, typed: str) -> None:
    """Take a code; raises Invalid for a wrong one, TooManyTries after some."""
    here = visitor().place
    throttle.count(CODE_TRIES, email, here)
    throttle.count(ALL_TRIES, email)
    code = ''.join(typed.split())
    if not any(hmac.compare_digest(code.encode(), _code(email, back).encode()) for back in (0, 1)):
        raise Invalid({CODE: WRONG_CODE})
    throttle.forget(CODE_TRIES, email, here)


def _take_back() -> None:
    """Take the codes out of the outbox that this visitor has just asked for."""
    mine = sa.select(col(AuditEntry.entity_id)).where(
        col(AuditEntry.action) == SENT,
        col(AuditEntry.ip_address).is_not_distinct_from(visitor().address),
        col(AuditEntry.created_at) > utc_now() - timedelta(minutes=1),
    )
    with transaction() as session:
        for mail_id in list(session.scalars(mine.limit(CODES_FROM.free))):
            mail.withdraw(session, mail_id or '')


def _code(email: str, back: int) -> str:
    """The code of an address in this period, or in one before. It is reckoned, not kept."""
    period = int(time.time()) // PERIOD_S - back
    made = hmac.new(settings().sealing_key('studio code'), f'{email}\0{period}'.encode(), 'sha256').digest()
    return f'{int.from_bytes(made[:8], "big") % 10**DIGITS:0{DIGITS}}'


def _mark(shown: str) -> str:
    return hmac.new(settings().sealing_key('studio form'), shown.encode(), 'sha256').hexdigest()[:32]
