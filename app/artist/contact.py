"""Messages of visitors: to the house, or to an artist by their page. No account and no script is needed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, webhooks
from app.accounts import mail
from app.accounts.mail import Letter
from app.accounts.password_sign_in import checked_email
from app.artist import addresses, choices, contact_guard, site_fields
from app.artist.contact_guard import CHECK, INBOX, SPAM, Sorted
from app.artist.profile_fields import prose
from app.artist.profiles import page_address
from app.config import settings
from app.db import reading, transaction
from app.errors import Gone, Invalid, NotFound, OverLimit
from models import ContactSubmission, NotificationMail, Profile, User
from models.types import utc_now

AREA, KIND = 'artist', 'artist.contact'
NOTIFICATIONS = {KIND: 'Somebody has written by a contact form'}
EVENTS = {'contact.received': 'Somebody has written by a contact form'}
MESSAGE_LEAST, MESSAGE_MOST = 5, 5000
MOST, MOST_SPAM = 5000, 500
"""Messages that one box keeps; of spam the newest."""
SAME_TEXT = timedelta(days=30)
QUOTED = 300
TYPES = ('Recording', 'Mixing', 'Mastering', 'Production', 'Performance', 'Press', 'Something else')
BUDGETS = ('Up to 500', '500 to 2,000', '2,000 to 5,000', '5,000 and more', 'Not sure yet')
NOBODY = 'There is no contact form at this address.'
CLOSED = 'This artist takes no messages at the moment.'
FULL = 'Too many messages wait here already, so this one was not sent. Write a mail instead, or try again next week.'


@dataclass(frozen=True, slots=True)
class Form:
    """What a visitor writes; texts as they came."""

    name: str = ''
    email: str = ''
    company: str = ''
    phone: str = ''
    project_type: str = ''
    budget_range: str = ''
    message: str = ''


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a form is for: an artist by the id of their account, or the house without one; `page` is all they show."""

    name: str
    path: str
    user_id: str | None = None
    page: str = '/'


HOUSE = Recipient('', '/contact')


def recipient(handle: str = '') -> Recipient:
    """Whom a form writes to: the artist with this address, or the house.

    Raises
    ------
    NotFound
        Nobody public has this address, or they take no messages; Gone where they have left.
    """
    if not handle:
        return HOUSE
    with reading() as session:
        found = addresses.find(session, addresses.ARTIST, handle)
        row = session.get(Profile, found.target_id) if found is not None else None
        if found is not None and row is None:
            raise Gone('This artist has left.')
        if row is None or not row.is_public:
            raise NotFound(NOBODY)
        if not choices.of(row).takes_messages:
            raise NotFound(CLOSED)
        slug = row.public_profile_slug or ''
        return Recipient(row.display_name, contact_address(slug), row.user_id, page_address(slug))


def contact_address(slug: str) -> str:
    """Where an artist's own form is; its page has the same one, see the template `artist/contact_form.html`."""
    return f'/contact/{slug}'


def send(to: Recipient, form: Form, sealed: str, hidden: str = '', now: float | None = None) -> str:
    """Take what a visitor sends; sent twice, it is one message. Returns its box, which they are not told.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken.
    Changed
        It came too quickly, too late, or from no form of ours.
    TooManyTries
        There were five from this address within an hour.
    OverLimit
        The box is full.
    """
    values = _read(form)
    contact_guard.check(sealed, now)
    contact_guard.count()
    if not contact_guard.is_first(sealed):
        return ''
    mark = contact_guard.fingerprint(values['message'])
    with transaction() as session:
        where = contact_guard.sort(values['message'], hidden, came_before=_came_before(session, to, mark))
        _make_room(session, to, where)
        row = ContactSubmission(**values, artist_id=to.user_id, box=where.box, why=where.why, fingerprint=mark)
        session.add(row)
        session.flush()
        if where.box != SPAM:
            _tell(session, row)
    return where.box


def _read(form: Form) -> dict[str, Any]:
    readers = {
        'name': lambda: site_fields.line(form.name, site_fields.SHORT_MOST, 'Your name', 1),
        'email': lambda: checked_email(form.email),
        'company': lambda: site_fields.short(form.company),
        'phone': lambda: site_fields.line(form.phone, 40, 'A phone number'),
        'project_type': lambda: site_fields.short(form.project_type),
        'budget_range': lambda: site_fields.short(form.budget_range),
        'message': lambda: _message(form.message),
    }
    assert set(readers) == {one.name for one in fields(Form)}
    return Invalid.read(readers)


def _message(given: str) -> str:
    found = prose(given, MESSAGE_MOST, 'A message')
    if len(found) < MESSAGE_LEAST:
        raise Invalid({'message': 'Write what it is about.'})
    return found


def _came_before(session: Session, to: Recipient, mark: str) -> bool:
    same = (col(ContactSubmission.fingerprint) == mark, col(ContactSubmission.created_at) > utc_now() - SAME_TEXT)
    return session.scalar(sa.select(sa.literal(1)).where(*same, of(to.user_id)).limit(1)) is not None


def of(user_id: str | None) -> sa.ColumnElement[bool]:
    """Messages to an artist, or to the house."""
    column = col(ContactSubmission.artist_id)
    return column.is_(None) if user_id is None else column == user_id


def _make_room(session: Session, to: Recipient, where: Sorted) -> None:
    """Refuse what nobody could read any more; of spam, the oldest goes."""
    is_spam = col(ContactSubmission.box) == SPAM
    spam = where.box == SPAM
    mine = (of(to.user_id), is_spam if spam else ~is_spam)
    kept = session.scalar(sa.select(sa.func.count()).select_from(ContactSubmission).where(*mine)) or 0
    if not spam and kept >= MOST:
        raise OverLimit(FULL)
    if spam and kept >= MOST_SPAM:
        newest = sa.select(col(ContactSubmission.id)).where(*mine).order_by(col(ContactSubmission.id).desc())
        stays = newest.limit(MOST_SPAM - 1)
        gone = sa.delete(ContactSubmission).where(*mine, col(ContactSubmission.id).not_in(stays))
        session.execute(gone.execution_options(synchronize_session=False))


def readers_of(session: Session, user_id: str | None) -> list[User]:
    """Who reads a box: the artist, or the admins; without accounts, the one who is there."""
    if user_id is not None:
        row = session.get(User, user_id)
        return [row] if row is not None else []
    admins = sa.select(User).where(col(User.ending_since).is_(None))
    if settings().accounts == 'on':
        admins = admins.where(col(User.is_super_admin))
    return list(session.scalars(admins.order_by(col(User.created_at)).limit(20)))


def _tell(session: Session, row: ContactSubmission) -> None:
    """Tell who reads the box: by the bell, by mail unless they want none, and their programs."""
    checked = ' It has several links, so it lies under Check.' if row.box == CHECK else ''
    for user in readers_of(session, row.artist_id):
        title = f'{row.name} has written to you'
        body = f'{_shortened(row.message)}{checked}'
        href = f'/artist/inbox?box={row.box}' if row.box != INBOX else '/artist/inbox'
        told = {'title': title, 'body': body, 'href': href, 'entity': 'contact', 'entity_id': row.id}
        notifications.notify(session, user.id, KIND, **told)
        if _wants_mail(session, user):
            ending = f'Answer to {row.email}. What is written by the form comes from somebody without an account.'
            mail.post(session, user.email, Letter(title, (body,), 'Open the inbox', href, ending))
        data = {'id': row.id, 'name': row.name, 'email': row.email, 'box': row.box}
        webhooks.tell(session, user.id, AREA, 'contact.received', partial(dict[str, Any], data))


def _wants_mail(session: Session, user: User) -> bool:
    """Whether they get a mail from here: not, if they want none or get one by the bell already."""
    profile = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user.id))
    by_bell = session.get(NotificationMail, (user.id, KIND)) is not None
    return not by_bell and user.email_verified_at is not None and (profile is None or choices.of(profile).contact_mails)


def _shortened(message: str) -> str:
    told = ' '.join(message.split())
    return told if len(told) <= QUOTED else f'{told[: QUOTED - 1]}…'


def form_facts(to: Recipient, written: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the template `artist/contact_form.html` is given: a fresh form to this recipient."""
    return {
        'contact': to,
        'contact_seal': contact_guard.seal(),
        'contact_written': dict(written or {}),
        'contact_types': TYPES,
        'contact_budgets': BUDGETS,
        'contact_most': MESSAGE_MOST,
    }
