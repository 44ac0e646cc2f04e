"""API keys: for programs that act for a user. Shown once, kept as a hash; what one may do is chosen when it is made.

What its scopes mean: `app.accounts.key_scopes`. Whether it still opens anything: `app.accounts.open_keys`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from app.accounts import audit, key_scopes, mail, reauthentication, tokens
from app.accounts.key_scopes import ADMIN as ADMIN
from app.accounts.key_scopes import ANY_AREA as ANY_AREA
from app.accounts.key_scopes import READ as READ
from app.accounts.key_scopes import WRITE as WRITE
from app.accounts.key_scopes import check as check
from app.accounts.key_scopes import may as may
from app.accounts.mail import NOT_YOU, Letter
from app.accounts.on_behalf import acting
from app.accounts.open_keys import known as known
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import ApiKey, User
from models.types import utc_now

MARK, SHOWN, MOST, NAME_LIMIT = 'lmx_', 10, 50, 60


@dataclass(frozen=True, slots=True)
class Key:
    """A key as its owner sees it; times in UTC. `areas` are those it is limited to; empty if it holds for all.

    `scopes` says the same by the words, and `admin` which of them are about what admins do.
    """

    id: str
    name: str
    prefix: str
    writes: bool
    areas: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None

    @property
    def admin(self) -> tuple[str, ...]:
        """What of an admin's it may: nothing, to read, or to write, too."""
        return tuple(word for word in self.scopes if word.startswith(f'{ADMIN}:'))

    @property
    def has_expired(self) -> bool:
        """Whether it opens nothing any more."""
        return self.expires_at is not None and self.expires_at <= utc_now()


def create(
    user_id: str,
    name: str,
    *,
    writes: bool = False,
    only: Collection[str] = (),
    scopes: Collection[str] = (),
    expires_at: datetime | None = None,
) -> str:
    """Make a key and return it, this once. `only` limits it to these areas; `scopes` says all by its words instead.

    Raises
    ------
    NotAllowed
        It has no name, a scope is not known or not for them, it ends before it begins, or there are too many keys.
    ConfirmFirst
        It is a while since they signed in.
    """
    name = ' '.join(name.split())
    if not name or len(name) > NAME_LIMIT:
        raise NotAllowed(f'Give the key a name of at most {NAME_LIMIT} characters, like the program that uses it.')
    wanted = key_scopes.checked(scopes or key_scopes.words(only, writes=writes))
    if expires_at is not None and expires_at <= utc_now():
        raise NotAllowed('This key would end before it begins. Choose a day that is still to come.')
    key = MARK + tokens.fresh()
    with transaction() as session:
        user = acting(session, user_id)
        reauthentication.check(session)
        if any(word.startswith(f'{ADMIN}:') for word in wanted) and not user.is_super_admin:
            raise NotAllowed('Only admins have keys for what admins do. Choose something else for this key.')
        if len(session.exec(select(ApiKey.id).where(col(ApiKey.user_id) == user_id)).all()) >= MOST:
            raise NotAllowed(f'You have {MOST} keys, which is the most. Revoke one first.')
        row = ApiKey(user_id=user_id, api_key=tokens.digest(key), name=name, prefix=key[:SHOWN])
        row.scopes, row.expires_at = ' '.join(wanted), expires_at
        session.add(row)
        until = f' until {expires_at:%d %B %Y}' if expires_at else ''
        said = f'A key for programs was made, called “{name}”. It may {key_scopes.told(wanted)}{until}.'
        letter = Letter('A new key to your account', (said,), 'Look at your account', '/account', NOT_YOU)
        mail.post(session, user.email, letter)
        after = {'name': name, 'for': row.scopes} | ({'until': expires_at} if expires_at else {})
        audit.note(session, 'key.created', user, target=row.id, after=after)
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
                key_scopes.limits(row.scopes),
                row.created_at,
                row.last_used_at,
                tuple(row.scopes.split()),
                row.expires_at,
            )
            for row in rows
            if row.is_active
        ]


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
    """The user that a key stands for, if it may read or write in this area; raises as `known` and `check`."""
    user, scopes = known(key)[:2]
    check(scopes, writes=writes, area=area)
    return user
