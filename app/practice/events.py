"""What practice tells programs by webhooks, in the transaction in which it happens."""

from sqlmodel import Session

from app import webhooks
from app.areas import page
from models import PlayAlong, PracticeSession, PracticeTake

AREA = 'practice'
TAKE_SCORED = 'practice.take.scored'
PLAY_ALONG_READY = 'practice.play_along.ready'
SESSION_ENDED = 'practice.session.ended'
KINDS = {
    TAKE_SCORED: 'A take was scored',
    PLAY_ALONG_READY: 'The band has recorded a piece',
    SESSION_ENDED: 'A practice session is over',
}


def take_scored(session: Session, row: PracticeTake, completion: int | None) -> None:
    """Somebody has played a piece, and it was scored."""
    if row.user_id is None:
        return
    told = {
        'id': row.id,
        'piece_id': row.content_id,
        'title': row.title,
        'source': row.source,
        'score': row.score,
        'completion': completion,
        'page': page(row.kind, row.id),
    }
    webhooks.tell(session, row.user_id, AREA, TAKE_SCORED, lambda: told)


def play_along_ready(session: Session, row: PlayAlong, stems: list[str]) -> None:
    """A recording of the band can be heard."""
    if row.user_id is None:
        return
    told = {
        'id': row.id,
        'piece_id': row.content_id,
        'title': row.title,
        'stems': stems,
        'page': page(row.kind, row.id),
    }
    webhooks.tell(session, row.user_id, AREA, PLAY_ALONG_READY, lambda: told)


def session_ended(session: Session, row: PracticeSession) -> None:
    """A session of the journal is over: stopped, forgotten, or written down afterwards."""
    ended = None if row.ended_at is None else webhooks.as_text(row.ended_at)
    told = {
        'id': row.id,
        'title': row.title or '',
        'started_at': webhooks.as_text(row.started_at),
        'ended_at': ended,
        'minutes': row.duration,
        'rating': row.rating,
    }
    webhooks.tell(session, row.user_id, AREA, SESSION_ENDED, lambda: told)
