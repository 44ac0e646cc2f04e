"""Karma line by line, the ladder of roles, and who has earned most."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Moment, Resource
from app.api.v1.drums.asking import EXAMPLE_ID, Asking, by_time, known
from app.api.v1.paging import Asked, Page, asked, last, page
from app.api.v1.short_lists import short_page
from app.drums import karma, leaderboards, roles

router = APIRouter()
Period = Literal['week', 'month', 'all']


class KarmaLine(Resource):
    """Karma that you got or lost."""

    id: str
    delta: int
    asked: int = Field(description='More than `delta` where two people had raised each other enough.')
    words: str
    entity: str = Field(description='What it was for: `map`, `proposal` or `decision`.')
    entity_id: str
    recorded_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A fix."""
        return {
            'id': EXAMPLE_ID,
            'delta': 10,
            'asked': 10,
            'words': 'A fix was accepted',
            'entity': 'proposal',
            'entity_id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11',
            'recorded_at': '2026-11-28T20:00:00Z',
        }


class Rung(Resource):
    """A role, and what you still need for it."""

    code: str
    label: str
    does: str
    min_karma: int
    needs_phone: bool = Field(description='Whether it takes a verified phone number.')
    since: Moment | None = Field(description='Since when you have it; null where you have not.')
    missing: str = Field(description='What it still takes, in words; empty where nothing is missing.')
    share: float = Field(description='How much of its karma you have, 0 to 1.')
    counts: bool = Field(description='Whether you may do now what it is for.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The second one."""
        return {
            'code': 'verifier',
            'label': 'Verifier',
            'does': 'decides on what others suggest, and says which maps are right',
            'min_karma': 100,
            'needs_phone': True,
            'since': None,
            'missing': '40 more karma to become Verifier',
            'share': 0.6,
            'counts': False,
        }


class Place(Resource):
    """One line of the board."""

    id: str = Field(description='Of the user.')
    rank: int
    name: str
    karma: int
    badge: str
    is_me: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The first."""
        badge = {'badge': 'Verifier', 'is_me': False}
        return {'id': EXAMPLE_ID, 'rank': 1, 'name': 'Vera', 'karma': 213, **badge}


@router.get('/karma', response_model=Page[KarmaLine], summary='List your karma')
def list_karma(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Your karma line by line, the newest first."""
    found = karma.behind(who.id, last(wanted), wanted.limit + 1)
    lines = (KarmaLine.model_validate(known(KarmaLine, one)) for one in found)
    return page(wanted, found, KarmaLine, by_time('recorded_at'), lines)


@router.get('/roles', response_model=Page[Rung], summary='List the roles')
def list_drum_roles(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The ladder: what each role does, and what you still need for it."""
    found = [Rung.model_validate(known(Rung, one)) for one in roles.ladder(who.id)]
    return short_page(wanted, found, Rung, lambda one: one.code)


@router.get('/leaderboard', response_model=Page[Place], summary='List who has earned most')
def list_leaderboard(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    period: Annotated[Period, Query(description='The last 7 days, the last 30, or ever.')] = 'month',
) -> Response:
    """The first hundred, and you where you are further behind."""
    board = leaderboards.board(period, who.id, leaderboards.MOST)
    return short_page(wanted, [Place.model_validate(known(Place, one, id=one.user_id)) for one in board], Place)
