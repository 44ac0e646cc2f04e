"""How somebody gets on: minutes, days in a row, scores by skill, and what is due again."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.moments import MomentSent
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.practice.asking import EXAMPLE_ID, PIECE_ID, Asking
from app.api.v1.practice.journal import ContentId, Minutes
from app.api.v1.short_lists import short_page
from app.practice import progress, reviews
from app.practice.progress import NOTES_LIMIT
from models.types import utc_now

router = APIRouter()
Skill = Literal['improvisation', 'comping', 'technique', 'chord_voicings', 'phrasing', 'repertoire']
MOST_DAYS, MOST_DUE = 366, 500


class PracticeDay(BaseModel):
    """How many minutes somebody practised on a day of their own time zone."""

    day: date
    minutes: int


class Score(BaseModel):
    """A score of a skill, 0 to 100."""

    skill: Skill
    at: Moment
    score: float
    piece_id: str | None


class Progress(Resource):
    """How somebody got on in some days, the oldest first."""

    days: list[PracticeDay]
    streak_days: int = Field(description='Days in a row, up to today or yesterday.')
    longest_streak_days: int
    skills: dict[str, float] = Field(description='The mean score of each skill, 0 to 100.')
    scores: list[Score]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A day."""
        return {
            'days': [{'day': '2026-11-28', 'minutes': 25}],
            'streak_days': 3,
            'longest_streak_days': 12,
            'skills': {'improvisation': 82.5},
            'scores': [
                {'skill': 'improvisation', 'at': '2026-11-28T20:10:00Z', 'score': 82.5, 'piece_id': PIECE_ID},
            ],
        }


class ScoreWanted(Wanted):
    """How a piece went."""

    piece_id: ContentId
    score: float | None = Field(None, ge=0, le=100, description='With one, the piece is due again some day.')
    minutes: Minutes = 0
    completion: float | None = Field(None, ge=0, le=100, description='How much of it was played, in percent.')
    notes: str = Field('', max_length=NOTES_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """It went well."""
        return {'piece_id': PIECE_ID, 'score': 85, 'minutes': 10}


class Recorded(Resource):
    """What was written down."""

    id: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An id."""
        return {'id': EXAMPLE_ID}


class Due(Resource):
    """A piece that should be played again."""

    piece_id: str
    title: str
    type: str
    difficulty: str
    due_at: Moment
    lapses: int = Field(description='How often it went badly.')
    last_score: float | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that went badly."""
        return {
            'piece_id': PIECE_ID,
            'title': 'Lick in G♭ major',
            'type': 'JAZZ_LICK',
            'difficulty': 'EXPERT',
            'due_at': '2026-11-29T20:10:00Z',
            'lapses': 1,
            'last_score': 48.0,
        }


@router.get('/progress', response_model=Progress, summary='Get your progress')
def get_progress(
    request: Request,
    who: Asking,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS, description='How many days, today among them.')] = 28,
    skill: Annotated[Skill | None, Query(description='Only the scores of this skill.')] = None,
    fields: Fields = None,
    _: IfNoneMatch = None,
) -> Response:
    """Minutes by day, days in a row, and scores by skill."""
    since, streak = utc_now() - timedelta(days=days), progress.streak(who.id)
    told = Progress(
        days=[PracticeDay(day=one.day, minutes=one.minutes) for one in progress.days(who.id, days)],
        streak_days=streak.days,
        longest_streak_days=streak.longest,
        skills={name: round(mean, 2) for name, mean in progress.strengths(who.id, since).items()},
        scores=[
            Score.model_validate({'skill': one.skill, 'at': one.at, 'score': one.score, 'piece_id': one.content_id})
            for one in progress.points(who.id, since, skill or '')
        ],
    )
    return one(request, told, fields)


@router.post(
    '/progress',
    status_code=201,
    response_model=Recorded,
    summary='Tell how a piece went',
    openapi_extra=may_fail('not-found'),
)
def create_progress_record(request: Request, who: Asking, _: Once, wanted: ScoreWanted) -> Response:
    """Write down how a piece went that nobody has heard: a point in the charts, and due again when it is time."""
    known = wanted.model_dump(exclude={'piece_id'})
    return one(request, Recorded(id=progress.record(who.id, wanted.piece_id, **known)), status=201)


@router.get('/reviews', response_model=Page[Due], summary='List what is due')
def list_due_pieces(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    until: Annotated[MomentSent | None, Query(description='What is due until then; without it, now.')] = None,
) -> Response:
    """What should be played again; first what went badly most often."""
    found = [_due(one) for one in reviews.due(who.id, MOST_DUE, until)]
    return short_page(wanted, found, Due, lambda one: one.piece_id)


def _due(one: reviews.Due) -> Due:
    known = {name: getattr(one, name) for name in Due.model_fields if hasattr(one, name)}
    return Due.model_validate({**known, 'piece_id': one.content_id})
