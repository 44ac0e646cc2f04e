"""Work that the house shows: projects with pictures and videos, in an order made by hand, edited in place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.artist import addresses, facades, house, markdown, ordering, pictures, site_fields, unsaved
from app.artist.addresses import PORTFOLIO
from app.artist.pictures import PictureView, Use
from app.artist.unsaved import Unsaved
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound, OverLimit
from models import ArtistAddress, ArtistPicture, PortfolioProject, User
from models.types import new_id, utc_now

MOST = 500
UNDONE_DAYS = 30
NEW = 'New project'
"""What one is called that nobody has written into yet."""
GONE = 'This project does not exist any more.'
CHANGED = 'Somebody else has saved this project meanwhile. What you typed is still here: look at both, then save again.'
SHOWN = '/portfolio'


def _video(given: Any) -> str | None:
    """The address of a video that can be played here."""
    typed = str(given or '').strip()
    if not typed:
        return None
    address = typed if '://' in typed else f'https://{typed}'
    found = facades.facade(address)
    if found is None:
        raise NotAllowed('This is no address of a video or sound at YouTube, Vimeo, Spotify, SoundCloud or Bandcamp.')
    return found.page if found.frame != found.page else address


FIELDS: dict[str, Callable[[Any], Any]] = {
    'title': lambda given: site_fields.line(given, site_fields.TITLE_MOST, 'A title', 1),
    'slug': lambda given: str(given).strip(),
    'client': site_fields.short,
    'description': site_fields.text,
    'video_url': _video,
    'category': site_fields.short,
    'budget_range': site_fields.short,
    'duration_minutes': partial(site_fields.number, 1, 100_000),
    'year': partial(site_fields.number, 1900, 2200),
    'featured': site_fields.truth,
    'published': site_fields.truth,
}
TYPED = frozenset(FIELDS) - {'featured', 'published'}


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project. `html` is what its Markdown says; `unsaved` what somebody typed and has not saved yet."""

    id: str
    title: str
    slug: str
    client: str
    description: str
    html: str
    video_url: str
    picture: PictureView | None
    category: str
    budget_range: str
    duration_minutes: int | None
    year: int | None
    featured: bool
    published: bool
    sort_order: int
    created_at: datetime
    updated_at: datetime
    revision: int
    unsaved: Unsaved | None

    @property
    def address(self) -> str:
        """Where everybody finds it, once it is published."""
        return f'{SHOWN}/{self.slug}' if self.slug else ''


def listed(user_id: str) -> list[ProjectView]:
    """All projects for whoever edits them, in their order."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return views(session, _all(session))


def get(user_id: str, project_id: str) -> ProjectView:
    """One of them; raises NotFound."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return views(session, [_found(session, project_id)])[0]


def add(user_id: str, **given: Any) -> ProjectView:
    """Add a project at the end; raises Invalid with a sentence for each field, and OverLimit."""
    values = _read({'title': ''} | given)
    with transaction() as session:
        user = house.editor(session, user_id)
        known = _all(session)
        if len(known) >= MOST:
            raise OverLimit(f'There are {MOST} projects already. Delete some first.')
        project_id = new_id()
        row = PortfolioProject(id=project_id, slug=project_id, sort_order=len(known))
        session.add(row)
        _write(session, row, values)
        audit.note(session, 'project.added', user, target=row.id, after={'title': row.title})
        return views(session, [row])[0]


def save(user_id: str, project_id: str, revision: int | None = None, **given: Any) -> ProjectView:
    """Change some of a project; raises as `add`, and Changed where somebody has saved it since `revision`."""
    values = _read(given)
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, project_id)
        if revision is not None and revision != row.revision:
            raise Changed(CHANGED)
        before = {name: getattr(row, name) for name in values if name != 'html'}
        _write(session, row, values)
        row.unsaved, row.revision, row.updated_at = '', row.revision + 1, utc_now()
        after = {name: getattr(row, name) for name in before}
        audit.note(session, 'project.saved', user, target=row.id, before=before, after=after)
        return views(session, [row])[0]


def keep(user_id: str, project_id: str, revision: int, fields: Mapping[str, str]) -> None:
    """Keep what somebody is typing; raises Changed while somebody else types."""
    typed = {name: str(value) for name, value in fields.items() if name in TYPED}
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, project_id)
        row.unsaved = unsaved.kept(row.unsaved, user.id, typed, revision)
        session.add(row)


def drop_unsaved(user_id: str, project_id: str) -> ProjectView | None:
    """Forget what was typed and not saved; None where nobody has ever saved anything, and the project goes with it.

    What somebody else has typed into a new one stays.
    """
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, project_id)
        typed = unsaved.read(row.unsaved)
        if _is_blank(row):
            if typed is not None and typed.by != user.id:
                return views(session, [row])[0]
            audit.note(session, 'project.dropped', user, target=row.id, before={'title': row.title})
            session.delete(row)
            return None
        row.unsaved = ''
        session.add(row)
        return views(session, [row])[0]


def _is_blank(row: PortfolioProject) -> bool:
    """Whether it is as `New project` made it."""
    written = (row.client, row.description, row.video_url, row.category, row.budget_range, row.duration_minutes)
    said = (*written, row.year, row.thumbnail_url, row.featured, row.published)
    return row.title == NEW and row.slug == row.id and not any(said)


def without_picture(user_id: str, project_id: str) -> ProjectView:
    """Have no picture of a project any more."""
    with transaction() as session:
        house.editor(session, user_id)
        row = _found(session, project_id)
        row.thumbnail_url, row.updated_at = None, utc_now()
        session.add(row)
        return views(session, [row])[0]


def order(user_id: str, ids: Sequence[str], seen: str | None = None) -> list[ProjectView]:
    """Order the projects like this; raises Changed where the list is not the one whose mark was seen."""
    with transaction() as session:
        user = house.editor(session, user_id)
        rows = {row.id: row for row in _all(session)}
        arranged = ordering.arranged(list(rows), ids, seen)
        for place, project_id in enumerate(arranged):
            rows[project_id].sort_order = place
            session.add(rows[project_id])
        audit.note(session, 'project.ordered', user, after={'order': arranged})
        return views(session, [rows[one] for one in arranged])


def delete(user_id: str, project_id: str) -> None:
    """Delete a project; for thirty days it can be brought back."""
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, project_id)
        row.deleted_at = utc_now()
        session.add(row)
        audit.note(session, 'project.deleted', user, target=row.id, before={'title': row.title})


def restore(user_id: str, project_id: str) -> ProjectView:
    """Bring a deleted project back, at the end."""
    with transaction() as session:
        user = house.editor(session, user_id)
        row = session.get(PortfolioProject, project_id)
        if row is None:
            raise NotFound(GONE)
        row.sort_order = len(_all(session))
        row.deleted_at = None
        session.add(row)
        audit.note(session, 'project.restored', user, target=row.id, after={'title': row.title})
        return views(session, [row])[0]


def purge() -> None:
    """Let projects go for good that were deleted a month ago."""
    over = col(PortfolioProject.deleted_at) < utc_now() - timedelta(days=UNDONE_DAYS)
    with transaction() as session:
        session.execute(sa.delete(PortfolioProject).where(over).execution_options(synchronize_session=False))


def views(session: Session, rows: Sequence[PortfolioProject]) -> list[ProjectView]:
    """These projects, in this order."""
    shown = pictures.views(session, [row.thumbnail_url for row in rows])
    plain = ('id', 'title', 'client', 'description', 'html', 'category', 'budget_range', 'duration_minutes', 'year')
    more = ('featured', 'published', 'sort_order', 'created_at', 'updated_at', 'revision')
    return [
        ProjectView(
            slug='' if row.slug == row.id else row.slug,
            video_url=row.video_url or '',
            picture=shown.get(row.thumbnail_url or ''),
            unsaved=unsaved.read(row.unsaved),
            **{name: getattr(row, name) for name in (*plain, *more)},
        )
        for row in rows
    ]


def _all(session: Session) -> list[PortfolioProject]:
    there = sa.select(PortfolioProject).where(col(PortfolioProject.deleted_at).is_(None))
    return list(session.scalars(there.order_by(col(PortfolioProject.sort_order), col(PortfolioProject.id))))


def _found(session: Session, project_id: str) -> PortfolioProject:
    row = session.get(PortfolioProject, project_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(GONE)
    return row


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := given.keys() - FIELDS.keys():
        raise NotAllowed(f'A project has no {", ".join(sorted(unknown))}.')
    values = Invalid.read({name: partial(FIELDS[name], value) for name, value in given.items()})
    if 'description' in values:
        values['html'] = markdown.render(values['description'])
    return values


def _write(session: Session, row: PortfolioProject, values: dict[str, Any]) -> None:
    typed = values.pop('slug', '')
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    if not typed and row.slug == row.id and row.published:
        proposal = addresses.proposed(session, PORTFOLIO, row.title, row.id)
        if not proposal.slug:
            raise Invalid({'slug': proposal.said})
        typed = proposal.slug
    if typed and addresses.written(typed) != row.slug:
        if not row.published and not values.get('published'):
            mine = (col(ArtistAddress.scope) == PORTFOLIO, col(ArtistAddress.target_id) == row.id)
            session.execute(sa.delete(ArtistAddress).where(*mine).execution_options(synchronize_session='fetch'))
        row.slug = addresses.take(session, PORTFOLIO, typed, row.id)
        session.add(row)


def _may_send(session: Session, user: User, project_id: str) -> None:
    house.check_edits_house(user)
    _found(session, project_id)


def _tie(session: Session, picture: ArtistPicture, project_id: str) -> None:
    """A picture is ready: it stands for its project from now on."""
    row = session.get(PortfolioProject, project_id)
    if row is not None:
        row.thumbnail_url, row.updated_at = picture.public_id, utc_now()
        session.add(row)


pictures.used_for('portfolio', Use(_may_send, _tie, of_house=True))
pictures.used_for('portfolio_text', Use(_may_send, of_house=True))
