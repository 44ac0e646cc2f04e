"""The phone number of a user, and the code by a text message that proves it is theirs.

While no provider of text messages is set up, a code lies in the admin's outbox, who hands it on (see `texts`).
"""

import hmac
import secrets

from sqlmodel import Session, col, select

from app.accounts import audit, texts, throttle, tokens
from app.accounts.on_behalf import acting
from app.config import settings
from app.db import transaction
from app.errors import Invalid, NotAllowed
from models import User
from models.types import utc_now

DIGITS = 6
FIELD, CODE_FIELD = 'phone', 'code'
WRONG = 'This code is not right, or it is too old. Check it, or ask for a new one.'


def ask(user_id: str, typed: str) -> str:
    """Send a code to a number that is to be the user's; returns the number as it is stored.

    Raises
    ------
    Invalid
        There is no such number.
    TooManyTries
        Too many codes lately, to this number or for this user.
    """
    number = checked(typed)
    throttle.count(throttle.PHONE_CODE, user_id)
    throttle.count(throttle.PHONE_CODE, number)
    code = f'{secrets.randbelow(10**DIGITS):0{DIGITS}}'
    with transaction() as session:
        user = acting(session, user_id)
        user.phone_change, user.updated_at = number, utc_now()
        session.add(user)
        tokens.issue(session, tokens.PHONE, user_id=user_id, email=number, token=_sealed(user_id, number, code))
        texts.post(session, number, f'{code} is your code for LevelMix. It works for ten minutes.')
        audit.note(session, 'phone.asked', user, target=user_id, before={'phone': user.phone}, after={'phone': number})
    return number


def confirm(user_id: str, typed: str) -> str:
    """Take the code that was sent; returns the number, which is the user's from now on.

    Raises
    ------
    Invalid
        It is another code, or it is too old.
    TooManyTries
        Too many wrong codes.
    """
    throttle.count(throttle.PHONE_TRY, user_id)
    with transaction() as session:
        user = acting(session, user_id)
        number = user.phone_change or ''
        try:
            tokens.redeem(session, tokens.PHONE, _sealed(user_id, number, ''.join(typed.split())))
        except NotAllowed:
            raise Invalid({CODE_FIELD: WRONG}) from None
        if _is_anothers(session, user_id, number):
            raise Invalid({CODE_FIELD: 'Another account here has this number. Remove it there first.'})
        before, user.phone, user.phone_change = user.phone, number, None
        user.phone_verified_at = user.updated_at = utc_now()
        session.add(user)
        audit.note(session, 'phone.verified', user, target=user_id, before={'phone': before}, after={'phone': number})
    throttle.forget(throttle.PHONE_TRY, user_id)
    return number


def remove(user_id: str) -> None:
    """Forget the number, and the one that was to be."""
    with transaction() as session:
        user = acting(session, user_id)
        before = user.phone
        user.phone = user.phone_change = user.phone_verified_at = None
        user.updated_at = utc_now()
        session.add(user)
        tokens.end(session, user_id, tokens.PHONE)
        audit.note(session, 'phone.removed', user, target=user_id, before={'phone': before}, after={'phone': None})


def checked(typed: str) -> str:
    """A number as it is stored, like +493012345678; raises Invalid."""
    import phonenumbers  # a large library, for a rare thing

    said = 'Write the number with its country in front, like +49 30 1234567.'
    try:
        number = phonenumbers.parse(typed[:40], None)
    except phonenumbers.NumberParseException:
        raise Invalid({FIELD: said}) from None
    if not phonenumbers.is_valid_number(number):
        raise Invalid({FIELD: f'There is no such phone number. {said}'})
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def shown(number: str) -> str:
    """The same for people to read."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL))


def _sealed(user_id: str, number: str, code: str) -> str:
    """What is kept of a code: there are so few that a plain hash would tell it."""
    return hmac.new(settings().sealing_key('phone code'), f'{user_id}:{number}:{code}'.encode(), 'sha256').hexdigest()


def _is_anothers(session: Session, user_id: str, number: str) -> bool:
    verified = (col(User.phone) == number, col(User.phone_verified_at).is_not(None), col(User.id) != user_id)
    return session.exec(select(User.id).where(*verified)).first() is not None
