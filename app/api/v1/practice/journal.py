"""The journal: sessions with goals and a clock, and what was played in each."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.moments import MomentSent
from app.api.v1.paging import Asked, Page, asked, last, page
from app.api.v1.practice.asking import EXAMPLE_ID, PIECE_ID, Asking
from app.practice import journal, past_sessions
from app.practice.journal import MOST_ITEMS, MOST_MINUTES, NOTES_LIMIT, TITLE_LIMIT, Item, Sitting

router = APIRouter(prefix='/sessions')
SessionId = Annotated[str, Path(max_length=64, description='The id of a session.')]
Lines = Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=20)]
Minutes = Annotated[int, Field(ge=0, le=MOST_MINUTES)]
Repetitions = Annotated[int, Field(ge=1, le=1000)]
Points = Annotated[float, Field(ge=0, le=100, description='How it went, 0 to 100.')]
Rating = Annotated[int, Field(ge=1, le=5)]
ContentId = Annotated[str, Field(min_length=1, max_length=64, description='The id of a piece that you may see.')]


class PlayedItem(Resource):
    """A piece that was played in a session."""

    id: str
    piece_id: str
    title: str
    minutes: int
    repetitions: int
    difficulty: str
    performance: float | None = Field(description='How it went, 0 to 100.')
    notes: str
    at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A lick."""
        return {
            'id': '019ab5f4-9a51-7f1e-8a44-0b7c9a5b6d11',
            'piece_id': PIECE_ID,
            'title': 'Lick in G♭ major',
            'minutes': 10,
            'repetitions': 8,
            'difficulty': 'EXPERT',
            'performance': 70.0,
            'notes': '',
            'at': '2026-11-28T20:10:00Z',
        }


class PracticeSession(Resource):
    """One sitting; `ended_at` is null until it is ended, and `paused_at` while its clock does not rest."""

    id: str
    title: str
    started_at: Moment
    ended_at: Moment | None
    paused_at: Moment | None
    minutes: int
    goals: list[str]
    achievements: list[str]
    notes: str
    rating: int | None
    played: list[PlayedItem]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is over."""
        return {
            'id': EXAMPLE_ID,
            'title': 'Evening',
            'started_at': '2026-11-28T20:00:00Z',
            'ended_at': '2026-11-28T20:25:00Z',
            'paused_at': None,
            'minutes': 25,
            'goals': ['Slowly', 'Evenly'],
            'achievements': ['Slowly'],
            'notes': '',
            'rating': 4,
            'played': [PlayedItem.example()],
        }


class NewSession(Wanted):
    """A session that begins now."""

    goals: Lines = Field(default_factory=list)
    title: str = Field('', max_length=TITLE_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two goals."""
        return {'goals': ['Slowly', 'Evenly']}


class SessionChange(Wanted):
    """What is to be otherwise; what is left out stays as it is."""

    title: str | None = Field(None, max_length=TITLE_LIMIT)
    goals: Lines | None = None
    achievements: Lines | None = None
    notes: str | None = Field(None, max_length=NOTES_LIMIT)
    rating: Rating | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A rating."""
        return {'achievements': ['Slowly'], 'rating': 4}


class NewItem(Wanted):
    """A piece that was played."""

    piece_id: ContentId
    minutes: Minutes = 0
    repetitions: Repetitions = 1
    performance: Points | None = None
    notes: str = Field('', max_length=NOTES_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A lick, eight times."""
        return {'piece_id': PIECE_ID, 'minutes': 10, 'repetitions': 8, 'performance': 70}


class PlayedThen(Wanted):
    """A piece that was played in a session that is over. A score counts as progress."""

    piece_id: ContentId
    minutes: Minutes = 0
    repetitions: Repetitions = 1
    score: Points | None = None


class PastSession(Wanted):
    """A session that took place elsewhere."""

    minutes: int = Field(ge=1, le=MOST_MINUTES)
    ended_at: MomentSent | None = Field(None, description='Within the last year; without it, just now.')
    title: str = Field('', max_length=TITLE_LIMIT)
    goals: Lines = Field(default_factory=list)
    notes: str = Field('', max_length=NOTES_LIMIT)
    rating: Rating | None = None
    played: list[PlayedThen] = Field(default_factory=list, max_length=MOST_ITEMS)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A quarter of an hour at the piano."""
        return {'minutes': 15, 'played': [{'piece_id': PIECE_ID, 'minutes': 10, 'score': 70}], 'rating': 4}


@router.get('', response_model=Page[PracticeSession], summary='List sessions')
def list_sessions(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Your sessions, the newest first."""
    found = journal.behind(who.id, last(wanted), wanted.limit + 1)
    return page(wanted, found, PracticeSession, lambda one: (one.started_at.isoformat(), one.id), map(_told, found))


@router.post(
    '', status_code=201, response_model=PracticeSession, summary='Begin a session', openapi_extra=may_fail('not-found')
)
def create_session(request: Request, who: Asking, _: Once, wanted: NewSession) -> Response:
    """Start the clock; where it is on already, the session that runs is told as it is."""
    return _made(request, journal.start(who.id, wanted.goals, wanted.title))


@router.post(
    '/past',
    status_code=201,
    response_model=PracticeSession,
    summary='Write a session down',
    openapi_extra=may_fail('not-found'),
)
def create_past_session(request: Request, who: Asking, _: Once, wanted: PastSession) -> Response:
    """Write down a session that is over, with what was played. Scores count as progress: their pieces are due again
    when it is time."""
    played = [past_sessions.Played(one.piece_id, one.minutes, one.repetitions, one.score) for one in wanted.played]
    known = wanted.model_dump(exclude={'played'})
    return _made(request, past_sessions.log(who.id, past_sessions.Past(**known, played=played)))


@router.get('/{session_id}', response_model=PracticeSession, summary='Get a session')
def get_session(
    request: Request, who: Asking, session_id: SessionId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of them, with what was played."""
    return one(request, _told(journal.get(who.id, session_id)), fields)


@router.patch('/{session_id}', response_model=PracticeSession, summary='Change a session')
def change_session(
    request: Request, who: Asking, session_id: SessionId, wanted: SessionChange, match: IfMatch = None
) -> Response:
    """Write down what it was good for."""
    changed = journal.change(who.id, session_id, **wanted.model_dump(), check=unless_changed(match, _told))
    return one(request, _told(changed))


@router.post('/{session_id}/end', response_model=PracticeSession, summary='End a session')
def end_session(request: Request, who: Asking, session_id: SessionId) -> Response:
    """Stop the clock; of a session that is over, nothing changes."""
    return one(request, _told(journal.stop(who.id, session_id)))


@router.post('/{session_id}/pause', response_model=PracticeSession, summary='Pause a session')
def pause_session(request: Request, who: Asking, session_id: SessionId) -> Response:
    """Let the clock rest: minutes do not count until it goes on. Where it rests already, nothing changes."""
    return one(request, _told(journal.pause(who.id, session_id)))


@router.post('/{session_id}/resume', response_model=PracticeSession, summary='Let a session go on')
def resume_session(request: Request, who: Asking, session_id: SessionId) -> Response:
    """Let the clock go on after a pause; where it runs, nothing changes."""
    return one(request, _told(journal.resume(who.id, session_id)))


@router.delete('/{session_id}', status_code=204, response_class=Response, summary='Delete a session')
def delete_session(who: Asking, session_id: SessionId, match: IfMatch = None) -> Response:
    """Forget a session and what was played in it; scores stay."""
    with if_still(match, lambda: _told(journal.get(who.id, session_id))):
        journal.delete(who.id, session_id)
    return Response(status_code=204)


@router.post('/{session_id}/items', status_code=201, response_model=PlayedItem, summary='Write down a piece')
def create_session_item(request: Request, who: Asking, _: Once, session_id: SessionId, wanted: NewItem) -> Response:
    """Write down that a piece was played in a session."""
    known = wanted.model_dump(exclude={'piece_id'})
    made = journal.add_item(who.id, session_id, wanted.piece_id, **known)
    return one(request, _item(made), status=201, Location=f'/api/v1/practice/sessions/{session_id}')


@router.delete(
    '/{session_id}/items/{entry_id}', status_code=204, response_class=Response, summary='Take a piece out of a session'
)
def delete_session_item(
    who: Asking, session_id: SessionId, entry_id: Annotated[str, Path(max_length=64, description='The id of an item.')]
) -> Response:
    """Take it out of the session."""
    journal.remove_item(who.id, session_id, entry_id)
    return Response(status_code=204)


def _made(request: Request, sitting: Sitting) -> Response:
    return one(request, _told(sitting), status=201, Location=f'/api/v1/practice/sessions/{sitting.id}')


def _told(sitting: Sitting) -> PracticeSession:
    known = {name: getattr(sitting, name) for name in PracticeSession.model_fields if hasattr(sitting, name)}
    lists = {'goals': list(sitting.goals), 'achievements': list(sitting.achievements)}
    return PracticeSession.model_validate({**known, **lists, 'played': [_item(one) for one in sitting.items]})


def _item(item: Item) -> PlayedItem:
    known = {name: getattr(item, name) for name in PlayedItem.model_fields if hasattr(item, name)}
    return PlayedItem.model_validate({**known, 'piece_id': item.content_id})
