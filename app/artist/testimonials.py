"""What clients say of the house: edited in place, in an order made by hand; those that are featured stand first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.artist import house, ordering, site_fields
from app.artist.profile_fields import prose
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound, OverLimit
from models import Testimonial, User
from models.types import utc_now

MOST = 500
UNDONE_DAYS = 30
GONE = 'This testimonial does not exist any more.'
CHANGED = 'Somebody else has changed this testimonial meanwhile. What you typed is still here: look, then save again.'


def _content(given: Any) -> str:
    found = prose(given, site_fields.QUOTE_MOST, 'What somebody says')
    if not found:
        raise NotAllowed('Write down what they say.')
    return found


FIELDS: dict[str, Callable[[Any], Any]] = {
    'client_name': lambda given: site_fields.line(given, site_fields.SHORT_MOST, 'A name', 1),
    'role': site_fields.short,
    'company': site_fields.short,
    'content': _content,
    'rating': partial(site_fields.number, 1, 5),
    'featured': site_fields.truth,
    'is_public': site_fields.truth,
}


@dataclass(frozen=True, slots=True)
class TestimonialView:
    """What somebody says. `rating` is 1 to 5, or none; strangers see it with `is_public`."""

    id: str
    client_name: str
    role: str
    company: str
    content: str
    rating: int | None
    featured: bool
    is_public: bool
    display_order: int
    created_at: datetime
    updated_at: datetime

    @property
    def whose(self) -> str:
        """Role and company, as far as they are known."""
        return ', '.join(one for one in (self.role, self.company) if one)


def listed(user_id: str) -> list[TestimonialView]:
    """All of them for whoever edits them, in their order."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return [view(row) for row in _all(session)]


def shown(session: Session, *, featured: bool = False) -> list[TestimonialView]:
    """Those that everybody sees, the featured ones first; with `featured` no others."""
    found = [view(row) for row in _all(session) if row.is_public]
    return sorted((one for one in found if one.featured or not featured), key=lambda one: not one.featured)


def get(user_id: str, testimonial_id: str) -> TestimonialView:
    """One of them; raises NotFound."""
    with reading() as session:
        house.check_edits_house(session.get_one(User, user_id))
        return view(_found(session, testimonial_id))


def add(user_id: str, **given: Any) -> TestimonialView:
    """Add one at the end; raises Invalid with a sentence for each field, and OverLimit."""
    values = _read({'client_name': '', 'content': ''} | given)
    with transaction() as session:
        user = house.editor(session, user_id)
        known = _all(session)
        if len(known) >= MOST:
            raise OverLimit(f'There are {MOST} testimonials already. Delete some first.')
        row = Testimonial(**values, display_order=len(known))
        session.add(row)
        session.flush()
        audit.note(session, 'testimonial.added', user, target=row.id, after={'client_name': row.client_name})
        return view(row)


def save(user_id: str, testimonial_id: str, seen: datetime | None = None, **given: Any) -> TestimonialView:
    """Change some of one; `seen` is when it was changed last, as read before. Raises as `add`, and Changed."""
    values = _read(given)
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, testimonial_id)
        if seen is not None and seen != row.updated_at:
            raise Changed(CHANGED)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        row.updated_at = utc_now()
        session.add(row)
        audit.note(session, 'testimonial.saved', user, target=row.id, before=before, after=values)
        return view(row)


def order(user_id: str, ids: Sequence[str], seen: str | None = None) -> list[TestimonialView]:
    """Order them like this; raises Changed where the list is not the one whose mark was seen."""
    with transaction() as session:
        user = house.editor(session, user_id)
        rows = {row.id: row for row in _all(session)}
        arranged = ordering.arranged(list(rows), ids, seen)
        for place, one in enumerate(arranged):
            rows[one].display_order = place
            session.add(rows[one])
        audit.note(session, 'testimonial.ordered', user, after={'order': arranged})
        return [view(rows[one]) for one in arranged]


def delete(user_id: str, testimonial_id: str) -> None:
    """Delete one; for thirty days it can be brought back."""
    with transaction() as session:
        user, row = house.editor(session, user_id), _found(session, testimonial_id)
        row.deleted_at = utc_now()
        session.add(row)
        audit.note(session, 'testimonial.deleted', user, target=row.id, before={'client_name': row.client_name})


def restore(user_id: str, testimonial_id: str) -> TestimonialView:
    """Bring a deleted one back, at the end."""
    with transaction() as session:
        user = house.editor(session, user_id)
        row = session.get(Testimonial, testimonial_id)
        if row is None:
            raise NotFound(GONE)
        row.display_order, row.deleted_at = len(_all(session)), None
        session.add(row)
        audit.note(session, 'testimonial.restored', user, target=row.id, after={'client_name': row.client_name})
        return view(row)


def purge() -> None:
    """Let those go for good that were deleted a month ago."""
    over = col(Testimonial.deleted_at) < utc_now() - timedelta(days=UNDONE_DAYS)
    with transaction() as session:
        session.execute(sa.delete(Testimonial).where(over).execution_options(synchronize_session=False))


def view(row: Testimonial) -> TestimonialView:
    """A row as it is shown."""
    return TestimonialView(**{name: getattr(row, name) for name in TestimonialView.__slots__})


def _all(session: Session) -> list[Testimonial]:
    there = sa.select(Testimonial).where(col(Testimonial.deleted_at).is_(None))
    return list(session.scalars(there.order_by(col(Testimonial.display_order), col(Testimonial.id))))


def _found(session: Session, testimonial_id: str) -> Testimonial:
    row = session.get(Testimonial, testimonial_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(GONE)
    return row


def _read(given: Mapping[str, Any]) -> dict[str, Any]:
    if unknown := given.keys() - FIELDS.keys():
        raise NotAllowed(f'A testimonial has no {", ".join(sorted(unknown))}.')
    return Invalid.read({name: partial(FIELDS[name], value) for name, value in given.items()})
