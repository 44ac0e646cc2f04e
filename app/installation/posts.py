"""What's new: short posts of the admin about what has changed, which everybody reads on the home screen."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import Post, User
from models.types import utc_now

NAME_LIMIT, MOST_SHOWN, MOST_LISTED, MOST = 200, 3, 50, 1000
GONE = 'This post is gone already.'


@dataclass(frozen=True, slots=True)
class News:
    """One post. `by` is who wrote it, for admins alone."""

    id: int
    name: str
    created_at: datetime
    by: str = ''


def newest() -> list[News]:
    """The latest posts, for everybody."""
    with reading() as session:
        rows = session.exec(select(Post).order_by(*_latest()).limit(MOST_SHOWN)).all()
    return [News(row.id or 0, row.name, row.created_at) for row in rows]


def posts() -> list[News]:
    """The latest posts, for admins, with who wrote each."""
    accounts.require_admin()
    wanted = sa.select(col(Post.id), col(Post.name), col(Post.created_at), col(User.email))
    with reading() as session:
        found = session.execute(wanted.join(User, col(User.id) == col(Post.created_by_id)).order_by(*_latest()))
        return [News(*row) for row in found.fetchmany(MOST_LISTED)]


def write(name: str) -> int:
    """Post something; returns its id.

    Raises
    ------
    NotAllowed
        It says nothing, or too much.
    """
    accounts.require_admin()
    said = _checked(name)
    with accounts.administering() as (session, admin):
        if (session.scalar(sa.select(sa.func.count()).select_from(Post)) or 0) >= MOST:
            raise NotAllowed(f'There are {MOST:,} posts, which is the most. Delete old ones first.')
        row = Post(name=said, created_by_id=admin.id)
        session.add(row)
        session.flush()
        audit.note(session, 'post.written', admin, target=str(row.id), after={'name': said})
        return row.id or 0


def change(post_id: int, name: str) -> None:
    """Write a post anew; it stays where it was. Raises as `write`, or NotFound."""
    accounts.require_admin()
    said = _checked(name)
    with accounts.administering() as (session, admin):
        row = _found(session, post_id)
        before, row.name, row.updated_at = row.name, said, utc_now()
        session.add(row)
        audit.note(session, 'post.changed', admin, target=str(post_id), before={'name': before}, after={'name': said})


def delete(post_id: int) -> None:
    """Delete a post; raises NotFound where there is none."""
    with accounts.administering() as (session, admin):
        row = _found(session, post_id)
        session.delete(row)
        audit.note(session, 'post.deleted', admin, target=str(post_id), before={'name': row.name})


def _latest() -> tuple[sa.ColumnElement[datetime], sa.ColumnElement[int | None]]:
    return col(Post.created_at).desc(), col(Post.id).desc()


def _found(session: Session, post_id: int) -> Post:
    row = session.get(Post, post_id)
    if row is None:
        raise NotFound(GONE)
    return row


def _checked(name: str) -> str:
    said = ' '.join(name.split())
    if not said or len(said) > NAME_LIMIT:
        raise NotAllowed(f'Write what is new, in at most {NAME_LIMIT} characters.')
    return said
