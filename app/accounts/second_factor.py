"""The second factor: six digits that an app shows for half a minute each (RFC 6238), and codes for when it is lost."""

import base64
import secrets
import time

import pyotp
import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit, mail, reauthentication, sealing, sessions, throttle, tokens
from app.accounts.mail import Letter
from app.accounts.on_behalf import acting
from app.accounts.visitor import visitor
from app.clocks import is_over
from app.db import reading, transaction
from app.errors import NotAllowed
from models import RecoveryCode, User
from models.types import utc_now

CODES, STEP_S, ISSUER = 10, 30, 'LevelMix'
WRONG = 'This code is not right, or it was used already. Wait for the next one and try again.'


def begin(user_id: str) -> tuple[str, str]:
    """Make a secret for an app; returns it, and the address that a QR code carries. It counts once it is confirmed."""
    secret = pyotp.random_base32()
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        if user.totp_since is not None:
            raise NotAllowed('Your second factor is on already. Turn it off first.')
        user.totp_secret = sealing.seal(secret, sealing.SECOND_FACTOR)
        session.add(user)
    return secret, pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


def confirm(user_id: str, code: str) -> list[str]:
    """Turn it on with a code of the app, and sign other devices out; returns the recovery codes, this once."""
    throttle.count(throttle.SECOND_STEP, user_id)
    with transaction() as session:
        user = acting(session, user_id)
        if user.totp_since is not None or not _fits(session, user, code):
            raise NotAllowed(WRONG)
        user.totp_since = utc_now()
        session.add(user)
        codes = _fresh_codes(session, user_id)
        sessions.end_all(session, user_id, but=visitor().token)
        audit.note(session, 'second_factor.on', user, target=user_id, before={'on': False}, after={'on': True})
        mail.post(session, user.email, _letter('on'))
    throttle.forget(throttle.SECOND_STEP, user_id)
    return codes


def turn_off(user_id: str, code: str) -> None:
    """Turn it off, with a code of the app or a recovery code."""
    throttle.count(throttle.SECOND_STEP, user_id)
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        if user.totp_since is None or not (_fits(session, user, code) or _recovers(session, user_id, code)):
            raise NotAllowed(WRONG)
        remove(session, user)
        audit.note(session, 'second_factor.off', user, target=user_id, before={'on': True}, after={'on': False})
        mail.post(session, user.email, _letter('off'))
    throttle.forget(throttle.SECOND_STEP, user_id)


def remove(session: Session, user: User) -> None:
    """Forget the factor and its codes."""
    user.totp_secret, user.totp_since, user.totp_step = None, None, 0
    session.add(user)
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user.id))


def ask(session: Session, user: User) -> str | None:
    """The token of the second step where the user has a second factor, None where the first one is enough."""
    return tokens.issue(session, tokens.SECOND_STEP, user_id=user.id) if user.totp_since is not None else None


def finish(token: str, code: str, go: str = '/', method: str = 'password, code') -> tuple[str, str]:
    """Take the second step; returns the token for the cookie, and where to go on: to the path `go` if it can be.

    Raises
    ------
    NotAllowed
        The code is wrong, or the first step was too long ago.
    TooManyTries
        Too many wrong codes.
    """
    with reading() as session:
        user_id = tokens.peek(session, tokens.SECOND_STEP, token).user_id or ''
    throttle.count(throttle.SECOND_STEP, user_id)
    with transaction() as session:
        tokens.peek(session, tokens.SECOND_STEP, token)  # ended meanwhile, perhaps with its account
        user = session.get_one(User, user_id)
        right = _fits(session, user, code) or _recovers(session, user_id, code)
        if right and user.disabled_at is None:
            tokens.redeem(session, tokens.SECOND_STEP, token)
            signed_in = sessions.begin(session, user, method)
        else:
            signed_in = None
            audit.note(session, 'session.refused', user, target=user_id, after={'method': method})
    if signed_in is None:
        raise NotAllowed(WRONG)
    throttle.forget(throttle.SECOND_STEP, user_id)
    return signed_in, sessions.landing(user, go)


def codes_left(user_id: str) -> int:
    """How many recovery codes have not been used."""
    with reading() as session:
        return len(session.exec(select(RecoveryCode.id).where(col(RecoveryCode.user_id) == user_id)).all())


def _fits(session: Session, user: User, code: str) -> bool:
    """Whether it is the code of this half minute or of the one before or after; each is taken once."""
    given = code.replace(' ', '').encode()
    secret = sealing.unseal(user.totp_secret, sealing.SECOND_FACTOR)
    if secret is None:
        return False
    now = int(time.time()) // STEP_S
    used = now - 2 if is_over(user.totp_step, now - 2, 3) else user.totp_step  # a clock was ahead when it was used
    for step in (now - 1, now, now + 1):
        if step > used and secrets.compare_digest(pyotp.TOTP(secret).at(step * STEP_S).encode(), given):
            user.totp_step = step
            session.add(user)
            return True
    return False


def _recovers(session: Session, user_id: str, code: str) -> bool:
    digest = tokens.digest(code.strip().lower().replace('-', '').replace(' ', ''))
    using = sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id, col(RecoveryCode.code_hash) == digest)
    return session.execute(using.returning(col(RecoveryCode.id))).first() is not None


def _fresh_codes(session: Session, user_id: str) -> list[str]:
    session.execute(sa.delete(RecoveryCode).where(col(RecoveryCode.user_id) == user_id))
    codes = [base64.b32encode(secrets.token_bytes(15)).decode().lower() for _ in range(CODES)]
    session.add_all(RecoveryCode(user_id=user_id, code_hash=tokens.digest(code)) for code in codes)
    return ['-'.join(code[at : at + 4] for at in range(0, 24, 4)) for code in codes]


def _letter(state: str) -> Letter:
    return Letter(
        f'Your second factor was turned {state}',
        (f'The second factor of your account was turned {state}.',),
        'Look at your account',
        '/account',
        'If this was not you, set another password at once.',
    )
