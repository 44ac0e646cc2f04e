"""Tells people and programs of what is handed over: clients once for many files, the studio of what clients say."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from app import notifications, webhooks
from app.studio import people
from models import Deliverable, DeliverableVersion, Studio, User

AREA = 'studio'
READY, LEAVING, COMMENTED, APPROVED = (
    *('studio.files.ready', 'studio.files.leaving', 'studio.files.commented', 'studio.files.approved'),
)
NOTIFICATIONS = {
    READY: 'A studio has handed over files to you',
    LEAVING: 'Files that a studio keeps for you are deleted soon',
    COMMENTED: 'Somebody says something about a file of a session',
    APPROVED: 'A client has approved a file',
}
EVENTS = {
    'deliverable.added': 'A file was handed over to a client',
    'deliverable.commented': 'Something was said about a file that was handed over',
    'deliverable.approved': 'A client has approved a file',
    'deliverable.downloaded': 'A client has downloaded a file',
}
MINE = '/studio/files'


def page_of(row: Deliverable) -> str:
    """The address of a file's page, for its client and for the studio."""
    return f'{MINE}/{row.id}'


def bell(
    session: Session, user_ids: Iterable[str | None], kind: str, title: str, *, body: str, href: str, about: str
) -> None:
    """Tell some people, each once, by the bell, and by mail where they want that."""
    for user_id in dict.fromkeys(one for one in user_ids if one):
        if session.get(User, user_id) is not None:
            notifications.notify(
                session, user_id, kind, title, body=body, href=href, entity=kind.rpartition('.')[0], entity_id=about
            )


def programs(session: Session, row: Deliverable, kind: str, told: Mapping[str, Any]) -> None:
    """Tell programs of the studio and of the client what happened to a file."""
    data = {'id': row.id, 'name': row.display_name, 'page': page_of(row), 'booking_id': row.booking_id, **told}
    studio = session.get(Studio, row.studio_id)
    staff = people.staff_ids(session, studio) if studio is not None else []
    for user_id in dict.fromkeys(one for one in (*staff, row.user_id) if one):
        webhooks.tell(session, user_id, AREA, kind, lambda: data)


def added(session: Session, row: Deliverable, version: DeliverableVersion) -> None:
    """A version has been handed over."""
    told = {'version': version.number, 'size_bytes': version.file_size, 'sha256': version.content_hash}
    programs(session, row, 'deliverable.added', told)


def responsible(session: Session, row: Deliverable) -> list[str]:
    """Who of a studio is told what a client does with a file: who has sent it, and whoever owns the studio."""
    studio = session.get(Studio, row.studio_id)
    told = [row.uploaded_by, studio.owner_id if studio is not None else None]
    found = [one for one in dict.fromkeys(told) if one]
    return found or (people.staff_ids(session, studio) if studio is not None else [])
