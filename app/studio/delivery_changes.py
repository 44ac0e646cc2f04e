"""What a studio changes of what it has handed over: name, lock, how long it is kept; and deleting it."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from app.accounts import audit
from app.db import together, transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_files, delivery_money, delivery_policies, delivery_readers, forms
from models import Deliverable, Studio, User
from models.types import utc_now

NAME_MOST = 200
UNNAMED = f'Give the file a name of up to {NAME_MOST} characters.'


def change(
    user_id: str,
    deliverable_id: str,
    *,
    name: str | None = None,
    description: str | None = None,
    is_locked: bool | None = None,
    longer: bool = False,
) -> None:
    """Change some of a file, all of it or nothing; raises as `rename`, `lock` and `keep_longer`."""
    with together():
        if name is not None or description is not None:
            now = _named(user_id, deliverable_id)
            rename(
                user_id,
                deliverable_id,
                now[0] if name is None else name,
                now[1] if description is None else description,
            )
        if is_locked is not None:
            lock(user_id, deliverable_id, is_locked)
        if longer:
            keep_longer(user_id, deliverable_id)


def rename(user_id: str, deliverable_id: str, name: str, description: str = '') -> None:
    """Call a file something else, and say what it is; raises NotFound and NotAllowed."""
    called, said = forms.line(name, 1, NAME_MOST, UNNAMED), forms.text(description)
    with transaction() as session:
        user, row = delivery_readers.of_staff(session, user_id, deliverable_id)
        before = {'name': row.display_name}
        row.display_name, row.description = called, said
        _changed(session, user, row, 'deliverable.renamed', before, {'name': called})


def lock(user_id: str, deliverable_id: str, locked: bool) -> None:
    """Let a file be downloaded only once all is paid, or at once; raises NotFound."""
    with transaction() as session:
        user, row = delivery_readers.of_staff(session, user_id, deliverable_id)
        if row.is_locked == locked:
            return
        row.is_locked = locked
        action = 'deliverable.locked' if locked else 'deliverable.unlocked'
        _changed(session, user, row, action, {'locked': not locked}, {'locked': locked})


def keep_longer(user_id: str, deliverable_id: str) -> None:
    """Keep the files of a deliverable for as long again as its studio keeps files, from now on.

    Raises
    ------
    NotFound
        There is no such file.
    NotAllowed
        Its files are gone.
    """
    with transaction() as session:
        user, row = delivery_readers.of_staff(session, user_id, deliverable_id)
        if row.gone_at is not None:
            raise NotAllowed('The files are gone already. Hand them over again.')
        before = {'expires': row.expires_at}
        days = delivery_policies.of(session.get(Studio, row.studio_id)).retention_days
        row.expires_at, row.warned_days = utc_now() + timedelta(days=days), None
        _changed(session, user, row, 'deliverable.kept', before, {'expires': row.expires_at})


def delete(user_id: str, deliverable_id: str) -> None:
    """Delete a file with all its versions: its client sees it no more, and its bytes go. Raises NotFound.

    NotAllowed where somebody shows it to everybody.
    """
    with transaction() as session:
        user, row = delivery_readers.of_staff(session, user_id, deliverable_id)
        if row.shown_at is not None:
            raise NotAllowed('The client shows this file on their page. Ask them to take it off first.')
        delivery_files.forget(session, row)
        row.deleted_at = utc_now()
        _changed(session, user, row, 'deliverable.deleted', {'name': row.display_name}, {})


def show(session: Session, user_id: str, deliverable_id: str) -> Deliverable:
    """Keep a file of this client's because they show it to everybody, in the transaction that does so.

    Raises
    ------
    NotFound
        It is not theirs, or its files are gone.
    NotAllowed
        It is locked until all is paid.
    """
    row = delivery_readers.seen(session, delivery_readers.signed_in(user_id), deliverable_id)
    if row.user_id != user_id or row.gone_at is not None:
        raise NotFound(delivery_readers.GONE)
    if delivery_money.due(session, row) is not None:
        raise NotAllowed('This file is locked until all of its session is paid.')
    row.shown_at = row.shown_at or utc_now()
    session.add(row)
    return row


def hide(session: Session, user_id: str, deliverable_id: str) -> None:
    """They show it no more: it is kept for as long as others from now on, so that it does not go at once."""
    row = delivery_readers.seen(session, delivery_readers.signed_in(user_id), deliverable_id)
    if row.user_id != user_id or row.shown_at is None:
        return
    days = delivery_policies.of(session.get(Studio, row.studio_id)).retention_days
    row.shown_at, row.expires_at, row.warned_days = None, utc_now() + timedelta(days=days), None
    session.add(row)


def _named(user_id: str, deliverable_id: str) -> tuple[str, str]:
    """What a file is called, and what is said of it."""
    with transaction() as session:
        _, row = delivery_readers.of_staff(session, user_id, deliverable_id)
        return row.display_name, row.description


def _changed(
    session: Session, user: User, row: Deliverable, action: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    session.add(row)
    audit.note(session, action, user, target=row.id, before=before, after=after)
