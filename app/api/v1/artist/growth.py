"""Points line by line, level, posts, the streak with its pauses, and first steps."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page
from app.api.v1.short_lists import short_page
from app.artist import checklist, points, posts, streak
from app.artist.posts import NOTE_LIMIT

router = APIRouter()
EXAMPLE_ID = '019ab5f0-9a61-7f1e-8a44-0b7c9a5b6d31'
PostId = Annotated[str, Path(max_length=64, description='The id of a post.')]
StepName = Annotated[str, Path(max_length=40, description='The name of a step.')]
Day = Annotated[date, Path(description='Any day of the week.')]


class PointsLine(Resource):
    """Points that you earned."""

    id: str
    rule: str
    words: str = Field(description='What it was for.')
    points: int
    period: str = Field(description='The day or ISO week that it is counted by; empty for neither.')
    created_at: Moment
    is_taken_back: bool = Field(description='Whether what it was for went within a day.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A release."""
        return {
            'id': EXAMPLE_ID,
            'rule': 'release',
            'words': 'A release published',
            'points': 40,
            'period': '2026-W48',
            'created_at': '2026-11-28T20:00:00Z',
            'is_taken_back': False,
        }


class Level(Resource):
    """How far you are."""

    xp: int
    level: int
    into: int = Field(description='Points since this level began.')
    span: int = Field(description='Points from this level to the next.')
    left: int = Field(description='Points to the next level.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Level three."""
        return {'xp': 310, 'level': 3, 'into': 10, 'span': 300, 'left': 290}


class StreakPost(Resource):
    """A post that you made somewhere."""

    id: str
    platform: str
    url: str
    note: str
    day: date = Field(description='Your day that it counts for.')
    posted_at: Moment
    source: str = Field(description='`manual`, `import` or `connector`.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One of today."""
        return {
            'id': EXAMPLE_ID,
            'platform': 'instagram',
            'url': 'https://example.org/post',
            'note': 'Teaser of Glasshouse',
            'day': '2026-11-28',
            'posted_at': '2026-11-28T20:00:00Z',
            'source': 'manual',
        }


class StreakPostWanted(Wanted):
    """A post that was just made."""

    platform: str = Field(max_length=40, description=f'One of: {", ".join(posts.PLATFORMS)}.')
    url: str = Field('', max_length=2000)
    note: str = Field('', max_length=NOTE_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """On Instagram."""
        return {'platform': 'instagram', 'url': 'https://example.org/post'}


class Streak(Resource):
    """How your streak stands."""

    count: int = Field(description='Full weeks, or days, in a row.')
    unit: Literal['week', 'day']
    goal: int = Field(description='Posts that fill a week.')
    posts: int = Field(description='Posts of this week, or of today.')
    until: date = Field(description='The last day on which it can still be kept.')
    ends_at: Moment | None
    is_paused: bool
    paused: list[date] = Field(description='Mondays of paused weeks, from the last week on.')
    pauses_left: int = Field(description='Of this quarter.')
    last_day: date | None = Field(description='The day of your last post.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three weeks."""
        return {
            'count': 3,
            'unit': 'week',
            'goal': 1,
            'posts': 0,
            'until': '2026-11-29',
            'ends_at': '2026-11-30T02:00:00Z',
            'is_paused': False,
            'paused': [],
            'pauses_left': 2,
            'last_day': '2026-11-21',
        }


class FirstStep(Resource):
    """One of ten first steps."""

    name: str
    words: str
    why: str
    points: int
    is_done: bool
    is_skipped: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A picture."""
        step = checklist.STEPS[2]
        return {
            'name': step.name,
            'words': step.words,
            'why': step.why,
            'points': step.points,
            'is_done': False,
            'is_skipped': False,
        }


class StepChange(Wanted):
    """Whether a step is skipped."""

    is_skipped: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """It is."""
        return {'is_skipped': True}


@router.get('/points', response_model=Page[PointsLine], summary='List your points')
def list_points(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you earned, line by line, the newest first."""
    found = points.behind(who.id, last(wanted), wanted.limit + 1)
    lines = (_told(PointsLine, line) for line in found)
    return page(wanted, found, PointsLine, lambda line: (line.created_at.isoformat(), line.id), lines)


@router.get('/level', response_model=Level, summary='Get your level')
def get_level(request: Request, who: Asking, _: IfNoneMatch = None) -> Response:
    """Your points in all, and what the next level needs."""
    return one(request, _told(Level, points.of(who.id)))


@router.get('/streak/posts', response_model=Page[StreakPost], summary='List your posts')
def list_streak_posts(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you posted, as you noted it or as a platform vouches for it, the newest first."""
    found = posts.behind(who.id, last(wanted), wanted.limit + 1)
    lines = (_told(StreakPost, post) for post in found)
    return page(wanted, found, StreakPost, lambda post: (post.posted_at.isoformat(), post.id), lines)


@router.post('/streak/posts', status_code=201, response_model=StreakPost, summary='Note a post')
def create_streak_post(request: Request, who: Asking, _: Once, wanted: StreakPostWanted) -> Response:
    """Note that you have posted something just now: it counts for your day as it is now."""
    made = posts.note(who.id, wanted.platform, wanted.url, wanted.note)
    return one(request, _told(StreakPost, made), status=201)


@router.delete('/streak/posts/{post_id}', status_code=204, response_class=Response, summary='Delete a post')
def delete_streak_post(who: Asking, post_id: PostId) -> Response:
    """Delete a post; within a day its points go, too."""
    posts.delete(who.id, post_id)
    return Response(status_code=204)


@router.get('/streak', response_model=Streak, summary='Get your streak')
def get_streak(request: Request, who: Asking, _: IfNoneMatch = None) -> Response:
    """How long it is, and what keeps it."""
    return one(request, _told(Streak, streak.of(who.id)))


@router.put(
    '/streak/pauses/{day}', response_model=Streak, summary='Pause a week', openapi_extra=may_fail('not-allowed')
)
def create_pause(request: Request, who: Asking, day: Day) -> Response:
    """An empty week that is paused ends no streak; two of each quarter can be."""
    return one(request, _told(Streak, streak.pause(who.id, day)))


@router.delete(
    '/streak/pauses/{day}',
    status_code=204,
    response_class=Response,
    summary='Take a pause back',
    openapi_extra=may_fail('not-allowed'),
)
def delete_pause(who: Asking, day: Day) -> Response:
    """As long as the week is not over."""
    streak.go_on(who.id, day)
    return Response(status_code=204)


@router.get('/checklist', response_model=Page[FirstStep], summary='List your first steps')
def list_first_steps(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Ten things worth doing, and which of them are done."""
    found = [_told(FirstStep, step) for step in checklist.look(who.id).steps]
    return short_page(wanted, found, FirstStep, lambda step: step.name)


@router.patch('/checklist/{name}', response_model=FirstStep, summary='Skip a step')
def update_first_step(request: Request, who: Asking, name: StepName, wanted: StepChange) -> Response:
    """Skip a step, or take it up again."""
    steps = checklist.skip(who.id, name, skipped=wanted.is_skipped).steps
    return one(request, _told(FirstStep, next(step for step in steps if step.name == name)))


def _told(kind: Any, view: object) -> Any:
    """What a resource tells of a view that calls it the same."""
    return kind.model_validate({name: getattr(view, name) for name in kind.model_fields})
