"""People, their mails and how they come in, for the tests of accounts."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from sqlmodel import col, select

from app import accounts, config
from app.accounts import Visitor, passwords, second_factor, sessions
from app.db import reading, transaction
from models import AuditEntry, Mail, User
from models.types import utc_now

PASSWORD = 'four tin whistles sing'
CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # the real one takes a tenth of a second each time


def turn_accounts_on(patch: pytest.MonkeyPatch) -> None:
    """From now on, and for this test, there are accounts."""
    patch.setenv('LEVELMIX_ACCOUNTS', 'on')
    config.forget_settings()


def make_passwords_cheap(patch: pytest.MonkeyPatch) -> None:
    """Hash them with next to no work."""
    patch.setattr(passwords, '_hasher', lambda: CHEAP)
    patch.setattr(passwords, '_nobodys', cache(passwords._nobodys.__wrapped__))


def person(email: str = 'ann@example.org', *, is_admin: bool = False, name: str | None = None, **columns: Any) -> str:
    """Make a user with `PASSWORD`; returns their id."""
    with transaction() as session:
        values: dict[str, Any] = {'email_verified_at': utc_now(), 'auth_provider': 'email'} | columns
        values |= {'is_super_admin': is_admin, 'display_name': name}
        user = User(email=email, password_hash=_password_hash(passwords._hasher()), **values)
        session.add(user)
    return user.id


@cache
def _password_hash(hasher: PasswordHasher) -> str:
    """Verifying costs what hashing did."""
    return hasher.hash(PASSWORD)


@contextmanager
def visiting(
    token: str = '', address: str = '203.0.113.7', agent: str = 'Firefox/140 Linux', marks: str = ''
) -> Iterator[None]:
    """Be a visitor with this cookie, recognised as the door does it."""
    before, who = accounts.visitor(), Visitor(token, address, agent, marks=marks)
    accounts.let_in(replace(who, signed_in=accounts.recognise(who)))
    try:
        yield
    finally:
        accounts.let_in(before)


def enter(email: str = 'ann@example.org', password: str = PASSWORD) -> str:
    """Sign in; returns the session's token."""
    token, _ = accounts.sign_in(email, password)
    assert token is not None
    return token


def sign_up(email: str = 'bea@example.org', password: str = PASSWORD) -> str:
    """The whole way through the mail; returns the session's token."""
    accounts.mail_sign_up(accounts.admit_mail(email, signing_up=True))
    return accounts.finish_sign_up(link_token(mails(email)[-1].text), 'Bea', password)


def with_second_factor(ann: str) -> tuple[pyotp.TOTP, list[str]]:
    """Turn it on; returns the app and the recovery codes."""
    secret, address = second_factor.begin(ann)
    app = pyotp.TOTP(secret)
    assert address.startswith('otpauth://totp/LevelMix:ann%40example.org?')
    return app, second_factor.confirm(ann, app.now())


def first_step() -> str:
    """Sign in with the password; returns the token of the second step."""
    with visiting():
        token, go = accounts.sign_in('ann@example.org', PASSWORD, '/history')
    assert token is None
    path, _, second = go.partition('#')
    assert path == '/second-step?next=%2Fhistory'
    return second


def session_of(user_id: str) -> str:
    """Begin a session without signing in; returns its token."""
    with transaction() as session:
        return sessions.begin(session, session.get_one(User, user_id), 'password')


def mails(to: str) -> list[Mail]:
    """What was written to an address, in order."""
    with reading() as session:
        return list(session.exec(select(Mail).where(col(Mail.to) == to).order_by(sa.literal_column('mails.rowid'))))


def link_token(text: str) -> str:
    """The secret part of the one link in a mail."""
    (token,) = re.findall(r'#(\S+)', text)
    return str(token)


def user(user_id: str) -> User:
    """The row as it stands."""
    with reading() as session:
        return session.get_one(User, user_id)


def log_of(actor: str) -> list[str]:
    """What somebody did, the latest first."""
    with reading() as session:
        lines = (
            select(AuditEntry.action).where(col(AuditEntry.performed_by) == actor).order_by(col(AuditEntry.id).desc())
        )
        return list(session.exec(lines))
