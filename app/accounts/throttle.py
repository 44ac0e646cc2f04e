"""Limits of tries that survive a restart: some are free, then every further one waits twice as long as the last.

The try is counted before it is made, in a transaction of its own, so that many at the same time can't slip through.
"""

import hashlib
import time
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from app.clocks import is_over
from app.db import reading, transaction
from app.errors import TooManyTries
from models import Throttle


@dataclass(frozen=True, slots=True)
class Limit:
    """`free` tries within `window_s`; beyond them a pause of `pause_s`, doubled each time up to `longest_s`."""

    name: str
    free: int
    window_s: float = 3600.0
    pause_s: float = 30.0
    longest_s: float = 3600.0


LONGEST_S = 3600.0
"""No window and no pause of any limit is longer."""

SIGN_IN_PAIR = Limit('sign-in', free=5, pause_s=15)
"""One address at one account: small, because somebody who forgot their password knows it after five tries."""
SIGN_IN_ACCOUNT = Limit('sign-in-account', free=60)
"""Everybody at one account: wide, so that nobody can lock somebody else out with five wrong passwords."""
SIGN_IN_ADDRESS = Limit('sign-in-address', free=100)
MAIL_ACCOUNT = Limit('mail', free=3, pause_s=600)
MAIL_ADDRESS = Limit('mail-address', free=20, pause_s=60)
SECOND_STEP = Limit('second-step', free=6, pause_s=30)
PASSWORD_AGAIN = Limit('password-again', free=8)
LINK_ADDRESS = Limit('link-address', free=60)
PASSKEY_ADDRESS = Limit('passkey-address', free=100)
PHONE_CODE = Limit('phone-code', free=4, pause_s=600)
PHONE_TRY = Limit('phone-try', free=5, pause_s=60)
PROVIDER_ADDRESS = Limit('provider-address', free=100)
"""Sign-ins begun at a provider: each asks its server, and keeps a row for a while."""
SHARE_ADDRESS = Limit('share-address', free=30)
"""Shared links that do not exist, tried from one address."""


def count(limit: Limit, *about: str) -> None:
    """Count one try.

    Raises
    ------
    TooManyTries
        There were too many; this one must not be made.
    """
    key = _key(limit, about)
    with transaction() as session:
        row, now = session.get(Throttle, key), time.time()  # each in its turn: another one has just counted
        if row is None:
            row = Throttle(key=key, window_ends=0.0)
        if not is_over(row.blocked_until, now, limit.longest_s):
            raise TooManyTries(_sentence(row.blocked_until - now), row.blocked_until - now)
        row.blocked_until = 0.0
        if is_over(row.window_ends, now, limit.window_s):
            row.tries = 0
        row.tries += 1
        row.window_ends = now + limit.window_s
        if row.tries >= limit.free:
            pause = min(limit.longest_s, limit.pause_s * 2.0 ** min(30, row.tries - limit.free))
            row.blocked_until = now + pause
        session.add(row)


def check(limit: Limit, *about: str) -> None:
    """Raise TooManyTries while there is a pause, without counting."""
    with reading() as session:
        row, now = session.get(Throttle, _key(limit, about)), time.time()
    if row is not None and not is_over(row.blocked_until, now, limit.longest_s):
        raise TooManyTries(_sentence(row.blocked_until - now), row.blocked_until - now)


def forget(limit: Limit, *about: str) -> None:
    """The try succeeded: start counting again."""
    with transaction() as session:
        session.execute(sa.delete(Throttle).where(col(Throttle.key) == _key(limit, about)))


def give_back(limit: Limit, *about: str) -> None:
    """The try succeeded, and others share its limit: it alone counts no more.

    So a house whose people all come from one address is not slowed down by their signing in.
    """
    with transaction() as session:
        row = session.get(Throttle, _key(limit, about))
        if row is None:
            return
        row.tries = max(0, row.tries - 1)
        if row.tries < limit.free:
            row.blocked_until = 0.0
        session.add(row)


def sweep() -> None:
    """Remove what no longer holds anybody up."""
    with transaction() as session:
        session.execute(
            sa.delete(Throttle).where(
                is_over(col(Throttle.window_ends), time.time(), LONGEST_S),
                is_over(col(Throttle.blocked_until), time.time(), LONGEST_S),
            )
        )


def _key(limit: Limit, about: tuple[str, ...]) -> str:
    """The addresses of people are not kept in clear."""
    return f'{limit.name}:{hashlib.sha256(chr(0).join(about).encode()).hexdigest()}'


def _sentence(seconds: float) -> str:
    wait = f'{max(1, round(seconds))} seconds' if seconds < 100 else f'{round(seconds / 60)} minutes'
    return f'Too many tries. Wait {wait}, then try again.'
