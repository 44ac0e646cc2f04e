"""Whoever books: what they are called and how they are reached, as it is kept with a booking."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.password_sign_in import checked_email
from app.errors import Invalid
from app.studio import forms, zone_names
from models import User


@dataclass(frozen=True, slots=True)
class Booker:
    """Whoever books. `name` is what the studio calls them; `artist_name` what they play under."""

    name: str
    email: str = ''
    phone: str = ''
    artist_name: str = ''
    first_name: str = ''
    last_name: str = ''

    def columns(self) -> dict[str, Any]:
        """The columns of a booking that say who it is."""
        return {
            'customer_name': self.name,
            'customer_email': self.email or None,
            'customer_phone': self.phone or None,
            'artist_name': self.artist_name or None,
            'first_name': self.first_name or None,
            'last_name': self.last_name or None,
        }


def read(given: Booker, *, guest: bool) -> Booker:
    """The same as it is stored; guests have a mail address. Raises Invalid with a sentence for each field."""
    named = given.name.strip() or f'{given.first_name} {given.last_name}'
    first, _, last = named.strip().partition(' ')
    short = 'Write up to 120 characters.'
    readers = {
        'name': lambda: forms.line(named, 1, forms.NAME_MOST, 'Say what the studio should call you.'),
        'email': lambda: checked_email(given.email) if guest or given.email.strip() else '',
        'phone': lambda: forms.line(given.phone, 0, 40, 'A phone number has up to 40 characters.'),
        'artist_name': lambda: forms.line(given.artist_name, 0, forms.NAME_MOST, short),
        'first_name': lambda: forms.line(given.first_name or first, 0, forms.NAME_MOST, short),
        'last_name': lambda: forms.line(given.last_name or last, 0, forms.NAME_MOST, short),
    }
    return Booker(**Invalid.read(readers))


def account(session: Session, told: Booker) -> str | None:
    """The account of whoever staff book for, by their confirmed address; None where they have none."""
    if not told.email:
        return None
    found: str | None = session.scalar(account_asked(told.email))
    return found


def account_asked(email: str) -> sa.Select[str]:
    """The SELECT of that account."""
    return sa.select(col(User.id)).where(col(User.email) == email, col(User.email_verified_at).is_not(None))


def zone(given: str) -> str | None:
    """The time zone of whoever books, if it is one."""
    return given if given in zone_names.names() else None
