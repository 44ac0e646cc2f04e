"""What people tell of themselves on their account page: name, handle, time zone, language; and their first steps."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit
from app.accounts.handles import RESERVED
from app.accounts.on_behalf import acting
from app.accounts.own_time import day_of
from app.accounts.password_sign_in import checked_name
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed
from app.unchanged import Look, unseen
from models import AuditEntry, Passkey, User
from models.types import utc_now

HANDLE = re.compile(r'[a-z][a-z0-9]*([_-][a-z0-9]+)*')
SHORTEST, LONGEST = 3, 30
HANDLE_EVERY = timedelta(days=30)
"""How often a handle may change, so that links to it hold for a while."""
HANDLE_RESTS = timedelta(days=90)
"""How long nobody else gets a handle that somebody has given up: links may still mean them."""
CHANGED = 'user.handle'
LANGUAGES = {
    'en': 'English', 'cs': 'Čeština', 'da': 'Dansk', 'de': 'Deutsch', 'es': 'Español', 'fr': 'Français',
    'it': 'Italiano', 'ja': '日本語', 'ko': '한국어', 'nl': 'Nederlands', 'no': 'Norsk', 'pl': 'Polski',
    'pt': 'Português', 'sv': 'Svenska', 'tr': 'Türkçe', 'uk': 'Українська', 'zh': '中文',
}  # fmt: skip
NO_ZONES = ('Factory', 'localtime', 'posixrules')


@dataclass(frozen=True, slots=True)
class Draft:
    """The form as it was filled in."""

    name: str = ''
    handle: str = ''
    time_zone: str = 'UTC'
    language: str = 'en'


@dataclass(frozen=True, slots=True)
class Onboarding:
    """What somebody new has done of what is worth doing first; `hidden`: they want to hear no more of it."""

    steps: dict[str, bool]
    hidden: bool

    @property
    def open(self) -> bool:
        """Whether there is something left to show."""
        return not self.hidden and not all(self.steps.values())


def get(user_id: str) -> User | None:
    """A user as they are now."""
    with reading() as session:
        return session.get(User, user_id)


def draft_of(user: User) -> Draft:
    """The form as it is filled in now."""
    return Draft(user.display_name or '', user.username or '', user.timezone, user.locale)


def save(user_id: str, draft: Draft) -> Draft:
    """Save the form, all of it or nothing; returns it as it is stored.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken.
    """
    with transaction() as session:
        return _save(session, acting(session, user_id), draft)


def change(user_id: str, wanted: Mapping[str, str], look: Look = unseen) -> Draft:
    """Save these fields of the form, and leave the others as they are; `look` is shown the user as they were. Raises as
    `save`."""
    with transaction() as session:
        user = acting(session, user_id)
        look(user)
        return _save(session, user, replace(draft_of(user), **wanted))


def time_zones() -> list[str]:
    """All that the server knows, in order."""
    return list(_zones().values())


def onboarding(user: User) -> Onboarding:
    """How far a user has got."""
    with reading() as session:
        passkey = session.exec(select(Passkey.id).where(col(Passkey.user_id) == user.id)).first()
    steps = {
        'Say what you are called': bool(user.display_name),
        'Choose a handle': bool(user.username),
        'Show a picture': bool(user.avatar_url),
        'Make a passkey, or turn the second factor on': user.totp_since is not None or passkey is not None,
    }
    return Onboarding(steps, 'onboarding_ended_at' in _metadata(user))


def end_onboarding(user_id: str) -> None:
    """Show no more of it."""
    with transaction() as session:
        user = acting(session, user_id)
        user.user_metadata = json.dumps(_metadata(user) | {'onboarding_ended_at': str(utc_now())})
        session.add(user)


def _save(session: Session, user: User, draft: Draft) -> Draft:
    before, fresh = draft_of(user), _read(session, user, draft)
    user.display_name, user.username = fresh.name or None, fresh.handle or None
    user.timezone, user.locale = fresh.time_zone, fresh.language
    if fresh != before:
        user.updated_at = utc_now()
        session.add(user)
        _note(session, user, before, fresh)
    return fresh


def _read(session: Session, user: User, draft: Draft) -> Draft:
    """The form with each field as it is stored; raises Invalid with all that is wrong."""
    readers: dict[str, Callable[[], str]] = {
        'name': lambda: checked_name(draft.name) or '',
        'handle': lambda: _checked_handle(session, user, draft.handle),
        'time_zone': lambda: _checked_zone(draft.time_zone),
        'language': lambda: _checked_language(draft.language),
    }
    return Draft(**Invalid.read(readers))


def _checked_handle(session: Session, user: User, typed: str) -> str:
    handle = typed.strip().removeprefix('@').lower()
    if handle == (user.username or ''):
        return handle
    if handle and not (SHORTEST <= len(handle) <= LONGEST and HANDLE.fullmatch(handle)):
        raise NotAllowed(
            f'A handle has {SHORTEST} to {LONGEST} letters from a to z and digits, begins with a letter, and may have '
            'single - and _ inside.'
        )
    if handle in RESERVED:
        raise NotAllowed(f'@{handle} is kept for LevelMix itself. Choose another handle.')
    last = _last_change(session, user)
    if last is not None and last > utc_now() - HANDLE_EVERY:
        again = last + HANDLE_EVERY
        raise NotAllowed(f'A handle can be changed once in {HANDLE_EVERY.days} days: again on {day_of(user, again)}.')
    if handle and _is_taken(session, user, handle):
        raise NotAllowed(f'@{handle} is taken. Choose another handle.')
    return handle


def _last_change(session: Session, user: User) -> Any:
    """When they gave up a handle last; the log has it. The first one that somebody chooses is not counted."""
    mine = (col(AuditEntry.entity_id) == user.id, col(AuditEntry.action) == CHANGED)
    gave_up = sa.func.json_extract(AuditEntry.old_data, '$.handle') != ''
    newest = select(AuditEntry.created_at).where(*mine, gave_up).order_by(col(AuditEntry.id).desc())
    return session.exec(newest.limit(1)).first()


def _is_taken(session: Session, user: User, handle: str) -> bool:
    others = select(User.id).where(col(User.username) == handle, col(User.id) != user.id)
    given_up = select(AuditEntry.id).where(
        col(AuditEntry.action) == CHANGED,
        col(AuditEntry.created_at) > utc_now() - HANDLE_RESTS,
        sa.func.json_extract(AuditEntry.old_data, '$.handle') == handle,
        col(AuditEntry.entity_id) != user.id,
    )
    return session.exec(others).first() is not None or session.exec(given_up).first() is not None


def _checked_zone(typed: str) -> str:
    zone = _zones().get(typed.strip().replace(' ', '_').casefold())
    if zone is None:
        raise NotAllowed('There is no such time zone. Choose one of the list, like Europe/Berlin.')
    return zone


def _checked_language(code: str) -> str:
    if code not in LANGUAGES:
        raise NotAllowed('This language cannot be chosen. Choose one of the list.')
    return code


@cache
def _zones() -> dict[str, str]:
    """The names of time zones by their small letters. A name is looked up here alone, and never opened as a path."""
    return {name.casefold(): name for name in sorted(available_timezones()) if name not in NO_ZONES}


def _note(session: Session, user: User, before: Draft, after: Draft) -> None:
    changed = [name for name in Draft.__slots__ if getattr(before, name) != getattr(after, name)]
    for action, names in ((CHANGED, {'handle'} & {*changed}), ('user.profile', {*changed} - {'handle'})):
        if names:
            was, now = ({name: getattr(one, name) for name in sorted(names)} for one in (before, after))
            audit.note(session, action, user, target=user.id, before=was, after=now)


def _metadata(user: User) -> dict[str, Any]:
    return dict(json.loads(user.user_metadata or '{}'))
