"""What was found in an artist's numbers, for programs: listed, read, done, looked for again, by mail."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page
from app.artist import insight_cards, weekly_reports
from app.artist.insight_cards import Card

router = APIRouter()
EXAMPLE_ID = '019ab5f0-9a61-7f1e-8a44-0b7c9a5b6d35'
InsightId = Annotated[str, Path(max_length=64, description='The id of an insight.')]
State = Annotated[Literal['all', 'open', 'done', 'withdrawn'], Query(description='Only insights that stand like this.')]


class Insight(Resource):
    """One thing that was found in your numbers."""

    id: str
    rule: str = Field(description='Like `spike`, `drop`, `level`, `trend`, `release`, `milestone` or `forecast`.')
    name: str
    platform: str
    metric: str
    subject: str = Field(description='The release or video; empty for all of you.')
    first_day: date
    last_day: date
    sentence: str
    reason: str
    value: float | None = Field(description='What was counted, in the unit of the metric, or as the rule means it.')
    expected: float | None
    effect: float | None = Field(description='0.24 is 24 % more.')
    interval: list[float] | None = Field(description='In four of five cases it lies between these.')
    days_used: int
    evidence: list[date] = Field(description='The days that carry it.')
    first_said: str = Field(description='What it said before its numbers were revised; empty if they were not.')
    shown_at: Moment
    is_read: bool
    done_at: Moment | None
    withdrawn_at: Moment | None
    withdrawn_why: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A spike."""
        return {
            'id': EXAMPLE_ID,
            'rule': 'spike',
            'name': 'Spike',
            'platform': 'spotify',
            'metric': 'streams',
            'subject': '',
            'first_day': '2027-06-16',
            'last_day': '2027-06-16',
            'value': 480.0,
            'expected': 100.0,
            'sentence': 'Spotify streams: 480 on 16 June, where about 100 were to be expected.',
            'reason': 'On Wednesday, 16 June, there were far more than the level of the days before let expect.',
            'effect': 3.8,
            'interval': [87.9, 113.9],
            'days_used': 56,
            'evidence': ['2027-06-16'],
            'first_said': '',
            'shown_at': '2027-06-19T03:00:00Z',
            'is_read': False,
            'done_at': None,
            'withdrawn_at': None,
            'withdrawn_why': '',
        }


class InsightChange(Wanted):
    """What you have done about an insight."""

    is_read: bool | None = Field(None, description='Only `true` is taken.')
    is_done: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Done."""
        return {'is_done': True}


class InsightsStanding(Resource):
    """How the last look at your numbers went."""

    unread: int
    looked_at: Moment | None
    series: int = Field(description='How many series were looked at.')
    is_looking: bool
    missing: list[str] = Field(description='What is missing for more, in sentences.')
    weekly_report: bool = Field(description='Whether a report comes by mail each Monday.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two unread."""
        return {
            'unread': 2,
            'looked_at': '2027-06-30T03:00:00Z',
            'series': 4,
            'is_looking': False,
            'missing': ['Spotify streams: too little for a forecast, 56 of 70 days.'],
            'weekly_report': False,
        }


class ReportChoice(Wanted):
    """Whether the report comes."""

    weekly_report: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """It comes."""
        return {'weekly_report': True}


@router.get('/insights', response_model=Page[Insight], summary='List insights', openapi_extra=may_fail('not-allowed'))
def list_insights(who: Asking, wanted: Annotated[Asked, Depends(asked)], state: State = 'all') -> Response:
    """Your insights, the latest first; withdrawn ones among them."""
    found = insight_cards.behind(who.id, last(wanted), wanted.limit + 1, state)
    return page(wanted, found, Insight, lambda card: (card.shown_at.isoformat(), card.id), map(told, found))


@router.get('/insights/standing', response_model=InsightsStanding, summary='Get how the last look went')
def get_insights_standing(request: Request, who: Asking, _: IfNoneMatch = None) -> Response:
    """How many you have not read, and what is missing for more."""
    return one(request, standing(who.id))


@router.patch('/insights/standing', response_model=InsightsStanding, summary='Choose the weekly report')
def choose_weekly_report(request: Request, who: Asking, wanted: ReportChoice) -> Response:
    """Whether a report of the week comes by mail."""
    weekly_reports.choose(who.id, wanted=wanted.weekly_report)
    return one(request, standing(who.id))


@router.post('/insights/look', response_model=InsightsStanding, status_code=202, summary='Look at the numbers again')
def look_at_numbers(request: Request, who: Asking, _: Once) -> Response:
    """Have your numbers looked at now; one look waits, however often it is asked for."""
    insight_cards.look_now(who.id)
    return one(request, standing(who.id), status=202)


@router.get('/insights/{insight_id}', response_model=Insight, summary='Get an insight')
def get_insight(
    request: Request, who: Asking, insight_id: InsightId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One insight."""
    return one(request, told(insight_cards.card(who.id, insight_id)), fields)


@router.patch('/insights/{insight_id}', response_model=Insight, summary='Mark an insight')
def mark_insight(request: Request, who: Asking, insight_id: InsightId, wanted: InsightChange) -> Response:
    """Mark an insight as read, or as done, which earns points."""
    found = insight_cards.card(who.id, insight_id)
    if wanted.is_read:
        insight_cards.mark_read(who.id, insight_id)
    if wanted.is_done is not None:
        found = insight_cards.mark_done(who.id, insight_id, done=wanted.is_done)
    return one(request, told(insight_cards.card(who.id, found.id)))


def standing(user_id: str) -> InsightsStanding:
    """How it stands, as the API tells it."""
    looked = insight_cards.looked(user_id)
    return InsightsStanding(
        unread=insight_cards.unread(user_id),
        looked_at=looked.at,
        series=looked.series,
        is_looking=looked.is_looking,
        missing=[sentence for sentence, _ in looked.notes],
        weekly_report=weekly_reports.wants(user_id),
    )


def told(card: Card) -> Insight:
    """An insight as the API tells it."""
    values = {name: getattr(card, name) for name in Insight.model_fields}
    return Insight.model_validate(values | {'interval': list(card.interval) if card.interval else None})
