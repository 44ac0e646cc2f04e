"""What is written about a studio, as it is stored: each field read by itself, with a sentence where it is wrong."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from app.accounts.password_sign_in import checked_email
from app.errors import Invalid
from app.studio import forms

MINUTES = {
    'day_starts': (0, 12 * 60, 'The day of a studio begins between 00:00 and 12:00.'),
    'grid_minutes': (5, 240, 'Sessions begin every 5 to 240 minutes.'),
    'min_minutes': (5, 1440, 'The shortest session is 5 minutes to a day.'),
    'max_minutes': (5, 2880, 'The longest session is 5 minutes to two days.'),
    'notice_hours': (0, 720, 'A session is booked 0 to 720 hours ahead at least.'),
    'horizon_days': (1, 730, 'Sessions are booked 1 to 730 days ahead at most.'),
}
"""Numbers of a studio: the least and the most of each."""


def _number(name: str, value: int) -> int:
    return forms.within(value, *MINUTES[name])


def _switch(value: bool) -> bool:
    return bool(value)


def _mail(value: str) -> str | None:
    return checked_email(value) if value.strip() else None


def _phone(value: str) -> str | None:
    return forms.line(value, 0, 40, 'A phone number has up to 40 characters.') or None


READERS: dict[str, Any] = {
    'name': forms.name,
    'slug': forms.slug,
    'about': forms.text,
    'address': forms.text,
    'email': _mail,
    'phone': _phone,
    'zone': forms.zone,
    'currency': forms.currency,
    'opening': forms.opening,
    'is_open': _switch,
    **{name: partial(_number, name) for name in MINUTES},
}


def of_new(given: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a new studio; raises Invalid."""
    return Invalid.read(
        {
            'name': lambda: forms.name(given['name']),
            'slug': lambda: forms.slug(given['slug'] or forms.slug_of(given['name'])),
            'zone': lambda: forms.zone(given['zone'] or 'UTC'),
            'currency': lambda: forms.currency(given['currency']),
            'hourly_cents': lambda: forms.cents(given['hourly_cents'], 'An hour'),
            'opening': lambda: forms.opening(given['opening'] or forms.ALL_DAYS),
        }
    )
