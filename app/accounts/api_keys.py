"""API keys: for programs that act for a user. Shown once, kept as a hash; what one may do is chosen when it is made.

A key's scopes are words: `read` and `write` hold for all areas, `leveling:read` and `leveling:write` for one of them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app import areas
from app.accounts import audit, mail, reauthentication, standing, tokens
from app.accounts.mail import NOT_YOU, Letter
from app.accounts.on_behalf import acting
from app.clocks import is_recent
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, SignedOut
from models import ApiKey, User
from models.types import utc_now

MARK, SHOWN, MOST, NAME_LIMIT = 'lmx_', 10, 50, 60
READ, WRITE = 'read', 'write'
ANY_AREA = '*'
"""For what belongs to no area yet: a key for any of them opens it."""
TOUCH_EVERY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its owner sees it; times in UTC. `areas` are those it is limited to; empty if it holds for all."""

    id: str
    name: str
    prefix: str
    writes: bool
    areas: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None


def create(user_id: str, name: str, *, writes: bool, only: Collection[str] = ()) -> str:
    """Make a key and return it, this once. `only` limits it to these areas.

    Raises
    ------
    NotAllowed
        It has no name, an area is not known, or there are too many keys.
    ConfirmFirst
        It is a while since they signed in.
    """
    name = ' '.join(name.split())
    if not name or len(name) > NAME_LIMIT:
        raise NotAllowed(f'Give the key a name of at most {NAME_LIMIT} characters, like the program that uses it.')
    if not {area.name for area in areas.each()}.issuperset(only):
        raise NotAllowed(
            'There is no such part of LevelMix to limit a key to. Load the page again, and choose another.'
        )
    key = MARK + tokens.fresh()
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        if len(session.exec(select(ApiKey.id).where(col(ApiKey.user_id) == user_id)).all()) >= MOST:
            raise NotAllowed(f'You have {MOST} keys, which is the most. Revoke one first.')
        scopes = _scopes(only, writes=writes)
        row = ApiKey(user_id=user_id, api_key=tokens.digest(key), name=name, prefix=key[:SHOWN], scopes=scopes)
        session.add(row)
        deeds, where = (
            (f'{READ} and {WRITE}' if writes else READ),
            f', in {", ".join(sorted(only))} only' if only else '',
        )
        said = f'A key for programs was made, called “{name}”. It may {deeds} for you{where}.'
        letter = Letter('A new key to your account', (said,), 'Look at your account', '/account', NOT_YOU)
        mail.post(session, user.email, letter)
        audit.note(session, 'key.created', user, target=row.id, after={'name': name, 'for': scopes})
    return key


def keys(user_id: str) -> list[Key]:
    """The user's keys, the newest first."""
    with reading() as session:
        rows = session.exec(
            select(ApiKey).where(col(ApiKey.user_id) == user_id).order_by(col(ApiKey.created_at).desc())
        )
        return [
            Key(
                row.id,
                row.name,
                row.prefix,
                may(row.scopes, WRITE, ANY_AREA),
                _limits(row.scopes),
                row.created_at,
                row.last_used_at,
            )
            for row in rows
            if row.is_active
        ]


def may(scopes: str, deed: str, area: str) -> bool:
    """Whether these scopes allow to read or write in an area; what is of no area, '', needs a key for all of them."""
    words = scopes.split()
    if area == ANY_AREA:
        return any(word.rpartition(':')[2] == deed for word in words)
    return deed in words or (area != '' and f'{area}:{deed}' in words)


def revoke(user_id: str, key_id: str) -> None:
    """End a key at once; raises NotFound for somebody else's."""
    with transaction() as session:
        row = session.get(ApiKey, key_id)
        if row is None or row.user_id != user_id:
            raise NotFound('This key is revoked already.')
        owner = acting(session, user_id)
        session.delete(row)
        audit.note(session, 'key.revoked', owner, target=key_id, before={'name': row.name})


def user_of(key: str, *, writes: bool, area: str = '') -> User:
    """The user that a key stands for, if it may read or write in this area.

    Raises
    ------
    SignedOut
        There is no such key (any more), or its owner's account is shut or about to end.
    NotAllowed
        It may only read, or it is for other areas.
    """
    with reading() as session:
        found = session.exec(
            select(ApiKey, User)
            .join(User, col(User.id) == col(ApiKey.user_id))
            .where(col(ApiKey.api_key) == tokens.digest(key), col(ApiKey.is_active))
            .where(standing.is_open(utc_now()), col(User.delete_after).is_(None))
        ).first()
    if found is None:
        raise SignedOut('This API key is not valid, or it was revoked.')
    row, user = found
    if not may(row.scopes, READ, area):
        raise NotAllowed('This API key is for another part of LevelMix. Make one for this on your account page.')
    if writes and not may(row.scopes, WRITE, area):
        raise NotAllowed('This API key may only read. Make one that may write on your account page.')
    if row.last_used_at is None or not is_recent(row.last_used_at, utc_now(), TOUCH_EVERY):
        with transaction() as session:
            session.execute(sa.update(ApiKey).where(col(ApiKey.id) == row.id).values(last_used_at=utc_now()))
    return user


def _scopes(only: Collection[str], *, writes: bool) -> str:
    deeds = (READ, WRITE) if writes else (READ,)
    return ' '.join([f'{area}:{deed}' for area in sorted(only) for deed in deeds] or deeds)


def _limits(scopes: str) -> tuple[str, ...]:
    return tuple(sorted({word.partition(':')[0] for word in scopes.split() if ':' in word}))
