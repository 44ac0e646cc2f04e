"""What everybody sees: pieces that their owners publish, who likes them, and what is reported and taken down."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit, throttle
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.practice import visible
from models import ContentLike, ContentReport, ContentView, GeneratedContent, User
from models.types import utc_now

REASON_LIMIT = 1000
REPORTS = throttle.Limit('practice-report', free=10, window_s=3600.0, pause_s=600.0, longest_s=3600.0)
DECISIONS = ('taken down', 'left')


@dataclass(frozen=True, slots=True)
class Report:
    """Why somebody thinks that a piece should not be there, for the admin."""

    id: str
    content_id: str
    title: str
    owner: str
    reason: str
    created_at: datetime


def publish(user_id: str, content_id: str, public: bool = True) -> None:
    """Let everybody see a piece, or no longer.

    Raises
    ------
    NotFound
        It is not theirs.
    NotAllowed
        It was taken down.
    """
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.owned(session, user_id, content_id)
        if public and piece.taken_down_at is not None:
            raise NotAllowed('This piece was reported and taken down: it cannot be published again. It stays yours.')
        piece.is_public = public
        session.add(piece)


def like(user_id: str, content_id: str, likes: bool = True) -> int:
    """Like a piece, or no longer; said twice, it counts once. Returns how many like it; raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.seen(session, user_id, content_id)
        row = session.get(ContentLike, (content_id, user_id))
        if likes and row is None:
            session.add(ContentLike(content_id=content_id, user_id=user_id))
        elif not likes and row is not None:
            session.delete(row)
        session.flush()
        piece.likes = _count(session, ContentLike, content_id)
        session.add(piece)
        return piece.likes


def is_liked(user_id: str, content_id: str) -> bool:
    """Whether this user likes a piece."""
    with reading() as session:
        return session.get(ContentLike, (content_id, user_id)) is not None


def view(user_id: str, content_id: str) -> int:
    """Somebody opened a piece: others count, each once a day. Returns how often it was; raises NotFound."""
    today = utc_now().date().isoformat()
    with transaction() as session:
        piece = visible.seen(session, user_id, content_id)
        if piece.user_id == user_id or session.get(ContentView, (content_id, user_id, today)) is not None:
            return piece.views
        session.add(ContentView(content_id=content_id, user_id=user_id, day=today))
        session.flush()
        piece.views = _count(session, ContentView, content_id)
        session.add(piece)
        return piece.views


def report(user_id: str, content_id: str, reason: str) -> None:
    """Tell the admin that a public piece should not be there; said twice, the reason is replaced.

    Raises
    ------
    NotFound
        There is no such piece, or it is not public.
    NotAllowed
        No reason is given, or it is too long.
    """
    said = ' '.join(reason.split())
    if not 0 < len(said) <= REASON_LIMIT:
        raise NotAllowed(f'Say in up to {REASON_LIMIT:,} characters what is wrong with this piece.')
    if settings().accounts == 'on':
        throttle.count(REPORTS, user_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.seen(session, user_id, content_id)
        if not piece.is_public or piece.user_id == user_id:
            raise NotFound(visible.GONE)
        mine = (col(ContentReport.content_id) == content_id, col(ContentReport.user_id) == user_id)
        row = session.scalar(sa.select(ContentReport).where(*mine))
        row = row or ContentReport(content_id=content_id, user_id=user_id, reason=said)
        row.reason, row.resolved_at, row.decision = said, None, None
        session.add(row)


def open_reports() -> list[Report]:
    """What nobody has decided yet, the oldest first; raises NotFound for whoever is no admin."""
    accounts.require_admin()
    found = (
        sa.select(ContentReport, GeneratedContent, User)
        .join(GeneratedContent, col(GeneratedContent.id) == col(ContentReport.content_id))
        .join(User, col(User.id) == col(GeneratedContent.user_id))
        .where(col(ContentReport.resolved_at).is_(None), col(GeneratedContent.deleted_at).is_(None))
        .order_by(col(ContentReport.created_at))
        .limit(200)
    )
    with reading() as session:
        return [
            Report(
                row.id, piece.id, piece.title, owner.username or owner.display_name or '', row.reason, row.created_at
            )
            for row, piece, owner in session.execute(found)
        ]


def decide(report_id: str, take_down: bool) -> None:
    """Take a reported piece down, or leave it; all that was said against it is decided with it."""
    with transaction() as session:
        admin = accounts.still_admin(session)
        row = session.get(ContentReport, report_id)
        if row is None or row.resolved_at is not None:
            raise NotFound('This report was decided already.')
        piece = session.get_one(GeneratedContent, row.content_id)
        if take_down:
            piece.is_public, piece.taken_down_at = False, utc_now()
            session.add(piece)
        decision = DECISIONS[0 if take_down else 1]
        session.execute(
            sa.update(ContentReport)
            .where(col(ContentReport.content_id) == piece.id, col(ContentReport.resolved_at).is_(None))
            .values(resolved_at=utc_now(), decision=decision)
        )
        audit.note(session, 'piece.reported', admin, target=piece.id, after={'decision': decision})


def _count(session: Session, table: type[ContentLike] | type[ContentView], content_id: str) -> int:
    counted = sa.select(sa.func.count()).select_from(table).where(col(table.content_id) == content_id)
    return session.scalar(counted) or 0
