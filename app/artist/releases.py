"""An artist's releases: made, changed, ordered, shown to everybody, deleted and brought back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.artist import addresses, link_looks, links, points, profiles, release_fields, release_views
from app.artist.release_views import ReleaseView
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound, OverLimit
from models import LinkClicks, ProfileProject
from models.types import utc_now

MOST = 300
CHANGED = 'This release was changed from somewhere else. What you wrote is still here: look at both, then save again.'
MOVED = 'The order was changed from somewhere else meanwhile. This is how it is now: move it again if it should differ.'
BACK_FOR = timedelta(days=30)
"""How long a deleted release can be brought back."""
_COLUMNS = {
    'title': 'project_name',
    'kind': 'project_type',
    'description': 'description',
    'cover': 'cover_image_url',
    'date': 'release_date',
    'links_early': 'links_early',
}


def listed(user_id: str) -> list[ReleaseView]:
    """All releases of somebody, in their order."""
    with reading() as session:
        return [release_views.view(row) for row in release_views.rows(session, user_id)]


def get(user_id: str, release_id: str) -> ReleaseView:
    """One release; raises NotFound where it is not theirs."""
    with reading() as session:
        return release_views.view(release_views.mine(session, user_id, release_id))


def make(user_id: str, title: str, **given: Any) -> ReleaseView:
    """Add a release in front of all others; a draft, unless it is said to be public.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken.
    OverLimit
        There are too many.
    """
    values = _read({'title': title, **given})
    with transaction() as session:
        user = accounts.acting(session, user_id)
        profiles.touch(profiles.ensure(session, user_id))
        others = release_views.rows(session, user_id)
        if len(others) >= MOST:
            raise OverLimit(f'A page shows up to {MOST} releases. Delete one that nobody needs any more.')
        for place, other in enumerate(others, start=1):
            other.display_order = place
        row = ProfileProject(user_id=user_id, project_name=values['title'], slug='')
        row.slug = _first_slug(session, row, values)
        _write(session, row, values)
        session.add(row)
        audit.note(session, 'release.made', user, target=row.id, after={'title': row.project_name, 'slug': row.slug})
        return release_views.view(row)


def change(user_id: str, release_id: str, revision: int | None = None, **given: Any) -> ReleaseView:
    """Change some of a release, by the names of `release_fields.READERS`; without `revision`, however it is.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken; nothing is changed then.
    Changed
        Somebody was quicker.
    NotFound
        It is not theirs.
    """
    values = _read(given)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = release_views.mine(session, user_id, release_id)
        if revision is not None and revision != row.revision:
            raise Changed(CHANGED)
        before = _state(row)
        if values.get('slug') and values['slug'] != row.slug:
            row.slug = addresses.take(session, addresses.releases_of(user_id), values['slug'], row.id)
        _write(session, row, values)
        after = _state(row)
        changed = [name for name in before if before[name] != after[name]]
        if changed:
            row.revision += 1
            row.updated_at = utc_now()
            session.add(row)
            profiles.touch(profiles.ensure(session, user_id))
            was, now = ({name: one[name] for name in changed} for one in (before, after))
            audit.note(session, 'release.changed', user, target=row.id, before=was, after=now)
        return release_views.view(row)


def order(user_id: str, ids: Sequence[str], seen: str = '') -> list[ReleaseView]:
    """Put releases into this order; those that are not named come behind. The last order that is sent holds, whole.

    Parameters
    ----------
    seen : the mark of the list as the caller has read it (`mark_of`); empty orders it however it is.

    Raises
    ------
    Changed
        Somebody else has ordered it since.
    NotFound
        One of them is not theirs.
    """
    with transaction() as session:
        accounts.acting(session, user_id)
        found = release_views.rows(session, user_id)
        if seen and seen != mark_of([row.id for row in found]):
            raise Changed(MOVED)
        by_id = {row.id: row for row in found}
        if len(set(ids)) != len(ids) or any(one not in by_id for one in ids):
            raise NotFound(release_views.GONE)
        wanted = [*(by_id[one] for one in ids), *(row for row in found if row.id not in set(ids))]
        for place, row in enumerate(wanted):
            row.display_order = place
            session.add(row)
        profiles.touch(profiles.ensure(session, user_id))
        return [release_views.view(row) for row in wanted]


def mark_of(ids: Sequence[str]) -> str:
    """A mark of a list in its order, by which a change of that is noticed."""
    return hashlib.sha256('\n'.join(ids).encode()).hexdigest()[:16]


def delete(user_id: str, release_id: str) -> None:
    """Delete a release: its page is gone at once; for some days it can be brought back. Raises NotFound."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = release_views.mine(session, user_id, release_id)
        row.deleted_at = row.updated_at = utc_now()
        row.revision += 1
        session.add(row)
        profiles.touch(profiles.ensure(session, user_id))
        points.take_back(session, user_id, 'release', row.id)
        audit.note(session, 'release.deleted', user, target=row.id, before={'title': row.project_name})


def restore(user_id: str, release_id: str) -> ReleaseView:
    """Bring a deleted release back, as it was; raises NotFound where it is gone for good."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = session.get(ProfileProject, release_id)
        if row is None or row.user_id != user_id:
            raise NotFound(release_views.GONE)
        if row.deleted_at is not None:
            row.deleted_at, row.updated_at = None, utc_now()
            row.revision += 1
            session.add(row)
            profiles.touch(profiles.ensure(session, user_id))
            if row.is_public:
                points.earn(session, user_id, 'release', row.id)
            audit.note(session, 'release.restored', user, target=row.id, after={'title': row.project_name})
        return release_views.view(row)


def proposed_slug(user_id: str, title: str, release_id: str = '') -> addresses.Proposal:
    """The address that a release would get for this title."""
    with reading() as session:
        return addresses.proposed(session, addresses.releases_of(user_id), title, release_id)


def forget_deleted() -> int:
    """Remove releases whose time to be brought back is over; returns how many. Their addresses stay theirs."""
    old = sa.select(col(ProfileProject.id)).where(col(ProfileProject.deleted_at) < utc_now() - BACK_FOR)
    with transaction() as session:
        ids = list(session.scalars(old.limit(200)))
        for table, column in ((LinkClicks, col(LinkClicks.target_id)), (ProfileProject, col(ProfileProject.id))):
            session.execute(sa.delete(table).where(column.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := given.keys() - release_fields.READERS.keys():
        raise NotAllowed(f'A release has no {", ".join(sorted(unknown))}.')
    return profiles.read_fields(release_fields.READERS, given)


def _first_slug(session: Session, row: ProfileProject, values: Mapping[str, Any]) -> str:
    """The address that was written, or one of the title; a word that nothing can be spelled of is asked for."""
    scope = addresses.releases_of(row.user_id)
    wanted = values.get('slug') or ''
    if not wanted:
        found = addresses.proposed(session, scope, values['title'], row.id)
        if not found.slug:
            raise Invalid({'slug': found.said})
        wanted = found.slug
    return addresses.take(session, scope, wanted, row.id)


def _write(session: Session, row: ProfileProject, values: Mapping[str, Any]) -> None:
    for name, column in _COLUMNS.items():
        if name in values:
            setattr(row, column, values[name])
    if values.get('cover'):
        profiles.check_picture(session, row.user_id, values['cover'], 'cover')
    if 'links' in values:
        for service in links.STREAMING:
            setattr(row, f'{service.name}_link', values['links'].get(service.name))
    if 'custom' in values:
        row.custom_links = json.dumps(values['custom'], ensure_ascii=False)
    if 'links' in values or 'custom' in values:
        link_looks.follow(row)
    if 'tracks' in values:
        row.tracks = json.dumps(values['tracks'], ensure_ascii=False)
    if 'public' in values:
        _show(session, row, values['public'])


def _show(session: Session, row: ProfileProject, public: bool) -> None:
    if public and not row.is_public:
        points.earn(session, row.user_id, 'release', row.id)
    if row.is_public and not public:
        points.take_back(session, row.user_id, 'release', row.id)
    row.is_public = public
    if public and row.published_at is None:
        row.published_at = utc_now()


def _state(row: ProfileProject) -> dict[str, Any]:
    names = ('slug', 'custom_links', 'tracks', 'is_public', *_COLUMNS.values())
    return {name: getattr(row, name) for name in (*names, *(f'{one.name}_link' for one in links.STREAMING))}
