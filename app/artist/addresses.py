"""Addresses of pages: made of titles, checked, changed, and the old ones leading on for ever.

A scope is 'artist', 'post', 'portfolio', or that of one artist's releases (`releases_of`). Within one, no two things
ever have the same address, not one after the other either: whoever has an old link finds what it meant.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from slugify import slugify
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.accounts.handles import RESERVED
from app.config import settings
from app.db import transaction
from app.errors import Invalid, NotAllowed, NotFound
from models import ArtistAddress, BlogPost, PortfolioProject, Profile, ProfileProject, User
from models.types import utc_now

ARTIST, POST, PORTFOLIO = 'artist', 'post', 'portfolio'
LONGEST = 60
SLUG = re.compile(r'[a-z0-9]+(?:[-_][a-z0-9]+)*')
RESTS = timedelta(days=90)
"""How long nobody gets an address whose owner has left."""
_WORDS = 'admin draft drafts edit embed feed feeds go index new page preview search sitemap tag tags'
KEPT_BACK = frozenset(_WORDS.split())
"""What no post, project or release is called in its address: such words may lead elsewhere."""
ASK = 'Nothing of this can stand in an address. Write one with letters from a to z and digits.'
_MOST_NUMBERS = 1000


@dataclass(frozen=True, slots=True)
class Proposal:
    """An address that is free. It is empty where somebody must write one; `said` tells why, or what was changed."""

    slug: str
    said: str = ''


@dataclass(frozen=True, slots=True)
class Found:
    """What an address leads to. `slug` is the one that it has now, if any; `is_old` if another was asked for."""

    target_id: str
    slug: str
    is_old: bool


def releases_of(user_id: str) -> str:
    """The scope of one artist's releases."""
    return f'release:{user_id}'


def written(typed: str) -> str:
    """An address as it is kept: what is legal stays as it is, everything else is spelled out; empty if nothing can."""
    plain = typed.strip().lower()
    if len(plain) <= LONGEST and SLUG.fullmatch(plain):
        return plain
    return slugify(typed, max_length=LONGEST, word_boundary=True, save_order=True)


def proposed(session: Session, scope: str, title: str, target_id: str = '') -> Proposal:
    """The address that something would get, to be shown before it is saved: its title, with a number where that is
    taken. `target_id` is the thing itself, if it exists: its own old addresses are free to it."""
    wanted = written(title)
    if not wanted:
        return Proposal('', ASK)
    if _is_reserved(scope, wanted):
        return Proposal('', _reserved(wanted))
    if not _why_not(session, scope, wanted, target_id):
        return Proposal(wanted)
    for number in range(2, _MOST_NUMBERS):
        tail = f'-{number}'
        slug = wanted[: LONGEST - len(tail)].rstrip('-_') + tail
        if not _why_not(session, scope, slug, target_id):
            return Proposal(slug, f'“{wanted}” is taken, so a number was added.')
    return Proposal('', _why_not(session, scope, wanted, target_id))


def take(session: Session, scope: str, typed: str, target_id: str) -> str:
    """Give something this address, in the transaction that writes it into its row; the one before leads on from now.

    Returns it as it is kept.

    Raises
    ------
    Invalid
        For the field `slug`: nothing of it can stand in an address, it is kept back, or something else has or had it.
    """
    slug = written(typed)
    wrong = _reserved(slug) if _is_reserved(scope, slug) else ASK if not slug else ''
    if wrong := wrong or _why_not(session, scope, slug, target_id):
        raise Invalid({'slug': wrong})
    before = sa.update(ArtistAddress).where(_theirs(scope, target_id), col(ArtistAddress.slug) != slug)
    session.execute(before.values(is_current=False).execution_options(synchronize_session='fetch'))
    row = _row(session, scope, slug) or ArtistAddress(scope=scope, slug=slug, target_id=target_id)
    row.target_id, row.is_current, row.blocked_until = target_id, True, None
    session.add(row)
    session.flush()
    return slug


def find(session: Session, scope: str, slug: str) -> Found | None:
    """What is, or was, at an address; None where there was never anything."""
    row = _row(session, scope, slug)
    if row is None:
        return None
    if row.is_current:
        return Found(row.target_id, row.slug, False)
    now = sa.select(col(ArtistAddress.slug)).where(_theirs(scope, row.target_id), col(ArtistAddress.is_current))
    return Found(row.target_id, session.scalar(now) or '', True)


def give_up(session: Session, scope: str, target_id: str) -> None:
    """Whatever had these addresses has left: nobody gets them for `RESTS`, and they lead to what is gone."""
    gone = sa.update(ArtistAddress).where(_theirs(scope, target_id)).values(blocked_until=utc_now() + RESTS)
    session.execute(gone.execution_options(synchronize_session='fetch'))


def free(user_id: str, scope: str, slug: str) -> None:
    """Let anything have an old address once more: links to it lead to something else then, so an admin decides.

    Raises
    ------
    NotFound
        Nothing had this address.
    NotAllowed
        They are no admin, or something has the address now.
    """
    with transaction() as session:
        user = accounts.acting(session, user_id)
        if settings().accounts == 'on' and not user.is_super_admin:
            raise NotAllowed('Old addresses are freed by an admin. Ask one, or choose another address.')
        row = _row(session, scope, slug)
        if row is None:
            raise NotFound('Nothing ever had this address.')
        if row.is_current and not row.blocked_until:
            raise NotAllowed(f'{_called(session, row)} has this address. Give that another one first.')
        session.delete(row)
        before = {'scope': scope, 'slug': slug, 'target': row.target_id}
        audit.note(session, 'address.freed', user, target=row.target_id, before=before)


def _why_not(session: Session, scope: str, slug: str, target_id: str) -> str:
    """Why something may not have an address; empty if it may."""
    row = _row(session, scope, slug)
    if row is None:
        return _other_handle(session, slug, target_id) if scope == ARTIST else ''
    if row.target_id == target_id:
        return ''
    if row.blocked_until is not None:
        is_over = row.blocked_until <= utc_now()
        return '' if is_over else f'“{slug}” belonged to somebody who has left, and rests for a while. Choose another.'
    if row.is_current:
        return f'“{slug}” is taken by {_called(session, row)}. Choose another address.'
    return f'“{slug}” is an old address of {_called(session, row)}, and still leads there. Choose another address.'


def _other_handle(session: Session, slug: str, profile_id: str) -> str:
    """A handle is its owner's address, even before they have a page."""
    owner = session.scalar(sa.select(col(User.id)).where(col(User.username) == slug))
    mine = session.scalar(sa.select(col(Profile.user_id)).where(col(Profile.id) == profile_id))
    return '' if owner is None or owner == mine else f'@{slug} is somebody else here. Choose another address.'


def _is_reserved(scope: str, slug: str) -> bool:
    return slug in (RESERVED if scope == ARTIST else KEPT_BACK)


def _reserved(slug: str) -> str:
    return f'“{slug}” is kept for LevelMix itself. Choose another address.'


def _called(session: Session, row: ArtistAddress) -> str:
    """What stands at an address, as others may know it."""
    if row.scope == ARTIST:
        artist = session.get(Profile, row.target_id)
        return f'“{artist.display_name}”' if artist and artist.is_public and artist.display_name else 'somebody else'
    if row.scope == POST:
        post = session.get(BlogPost, row.target_id)
        return f'“{post.title}”' if post else 'a post that is gone'
    if row.scope == PORTFOLIO:
        project = session.get(PortfolioProject, row.target_id)
        return f'“{project.title}”' if project else 'a project that is gone'
    release = session.get(ProfileProject, row.target_id)
    return f'“{release.project_name}”' if release else 'a release that is gone'


def _row(session: Session, scope: str, slug: str) -> ArtistAddress | None:
    at = sa.select(ArtistAddress).where(col(ArtistAddress.scope) == scope, col(ArtistAddress.slug) == slug)
    return session.scalar(at)


def _theirs(scope: str, target_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(col(ArtistAddress.scope) == scope, col(ArtistAddress.target_id) == target_id)
