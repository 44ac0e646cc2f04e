"""What keeps robots out of the booking form, and who proves by a code that a mail address is theirs.

A form carries when it was shown, under our seal, and a field that people do not see. What a robot sends is turned away
before anything is held and before any mail goes out. Whoever pays has proven enough; where nothing is to be paid at
once, a code goes to the address, and nothing else ever does before it is proven.
"""

import hmac
import secrets
import time

from app.accounts import mail, throttle
from app.accounts.mail import Letter
from app.accounts.visitor import visitor
from app.config import settings
from app.db import transaction
from app.errors import Changed, Invalid

LEAST_S, MOST_S = 3, 24 * 3600
"""Nobody fills a form in faster than in three seconds; one of yesterday is to be loaded again."""
FORMS = throttle.Limit('studio-form', free=30, window_s=3600.0, pause_s=600.0)
"""Forms that are sent from one address by people without an account."""
CODES = throttle.Limit('studio-code', free=3, window_s=3600.0, pause_s=600.0)
CODES_FROM = throttle.Limit('studio-code-from', free=10, window_s=3600.0, pause_s=600.0)
CODE_TRIES = throttle.Limit('studio-code-try', free=5, window_s=3600.0, pause_s=300.0)
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
    """Send a code to an address that books without paying; raises TooManyTries."""
    throttle.count(CODES_FROM, visitor().place)
    throttle.count(CODES, email)
    said = f'{_code(email, 0)} is your code for booking at {studio_name}. It works for ten minutes.'
    ending = 'If you did not ask for this, do nothing: nothing is booked.'
    with transaction() as session:
        mail.post(session, email, Letter(f'Your code for {studio_name}', (said,), ending=ending))


def check_code(email: str, typed: str) -> None:
    """Take a code; raises Invalid for a wrong one, TooManyTries after some."""
    throttle.count(CODE_TRIES, email)
    code = ''.join(typed.split())
    if not any(hmac.compare_digest(code.encode(), _code(email, back).encode()) for back in (0, 1)):
        raise Invalid({CODE: WRONG_CODE})
    throttle.forget(CODE_TRIES, email)


def _code(email: str, back: int) -> str:
    """The code of an address in this period, or in one before. It is reckoned, not kept."""
    period = int(time.time()) // PERIOD_S - back
    made = hmac.new(settings().sealing_key('studio code'), f'{email}\0{period}'.encode(), 'sha256').digest()
    return f'{int.from_bytes(made[:8], "big") % 10**DIGITS:0{DIGITS}}'


def _mark(shown: str) -> str:
    return hmac.new(settings().sealing_key('studio form'), shown.encode(), 'sha256').hexdigest()[:32]
