"""Numbers by day: which there are, their values, sums of those that may be summed, values by hand; and goals."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.v1.answers import IfNoneMatch, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import goals, numbers
from app.artist.metrics import Metric
from app.artist.numbers import Shown
from app.artist.series import Known

router = APIRouter()
EXAMPLE_ID = '019ab5f0-9a61-7f1e-8a44-0b7c9a5b6d31'
KIND = '`flow` may be summed; `stock` is a total, its growth a difference; `window` and `unique` are never added.'
PlatformName = Annotated[str, Path(max_length=80, description='Like `spotify`.')]
MetricName = Annotated[str, Path(max_length=80, description='Like `streams`.')]
SubjectAsked = Annotated[str, Query(max_length=200, description='A song or video; empty is all together.')]
DaysAsked = Annotated[int | None, Query(ge=1, le=36_500, description='How many of the last days; without it, all.')]
ValueId = Annotated[str, Path(max_length=64, description='The id of a value.')]
GoalId = Annotated[str, Path(max_length=64, description='The id of a goal.')]
MAY = may_fail('not-allowed')


class ArtistMetric(Resource):
    """One number that you have."""

    platform: str
    metric: str
    label: str
    kind: str = Field(description=KIND)
    unit: str
    zone: str = Field(description='Where its days begin; empty is your own time zone.')
    settle_days: int = Field(description='Whole days after a day until its value does not change any more.')
    subject: str = Field(description='Empty is all together; otherwise there are only values of songs or videos.')
    first: date
    last: date

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Streams."""
        told = {'platform': 'spotify', 'metric': 'streams', 'label': 'Streams', 'kind': 'flow', 'unit': 'streams'}
        return {**told, 'zone': 'UTC', 'settle_days': 2, 'subject': '', 'first': '2026-05-03', 'last': '2026-11-27'}


class MetricValue(BaseModel):
    """The value of one day."""

    id: str
    day: date
    value: float
    source: str = Field(description='`manual`, `connector` or `csv`.')
    doubt: str = Field(description='Why it is not believed until you confirm it; empty if it is.')


class MetricSum(BaseModel):
    """A sum, and of how many days."""

    value: float
    known: int
    asked: int


class MetricSeries(Resource):
    """One number day by day; days without a value are missing, not zero."""

    platform: str
    metric: str
    subject: str
    kind: str = Field(description=KIND)
    first: date
    last: date
    settled_until: date
    total: MetricSum | None = Field(description='Of a flow alone.')
    growth: float | None = Field(description='Of a stock alone, without values that are doubted.')
    values: list[MetricValue]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One day."""
        value = {'id': EXAMPLE_ID, 'day': '2026-11-27', 'value': 120.0, 'source': 'csv', 'doubt': ''}
        told: dict[str, Any] = {'platform': 'spotify', 'metric': 'streams', 'subject': '', 'kind': 'flow'}
        told |= {'first': '2026-11-26', 'last': '2026-11-27', 'settled_until': '2026-11-26', 'growth': None}
        return told | {'total': {'value': 120.0, 'known': 1, 'asked': 2}, 'values': [value]}


class MetricTotal(Resource):
    """What all platforms had together."""

    metric: str
    first: date
    last: date
    value: float
    known: int = Field(description='Days with a value, of each platform.')
    asked: int = Field(description='Days in all, of each platform.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A week."""
        return {
            'metric': 'streams',
            'first': '2026-11-20',
            'last': '2026-11-26',
            'value': 800.0,
            'known': 7,
            'asked': 7,
        }


class ValueWanted(Wanted):
    """A value by hand."""

    day: date
    value: float = Field(allow_inf_nan=False)
    subject: str = Field('', max_length=200)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A day's."""
        return {'day': '2026-11-27', 'value': 120}


class Goal(Resource):
    """What you want to reach."""

    id: str
    platform: str
    metric: str
    target: float
    due: date | None
    now: float | None = Field(description='The last value; of a flow the sum of the last 28 days.')
    as_of: date | None
    per_day: float | None
    around: date | None = Field(description='When it is reached at the pace of the last 28 days.')
    is_reached: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A thousand."""
        told: dict[str, Any] = {'id': EXAMPLE_ID, 'platform': 'spotify', 'metric': 'followers', 'target': 1000.0}
        told |= {'due': '2027-07-31', 'now': 988.0, 'as_of': '2027-06-28', 'per_day': 1.0, 'around': '2027-07-10'}
        return told | {'is_reached': False}


class GoalWanted(Wanted):
    """A goal to set."""

    platform: str = Field(max_length=80)
    metric: str = Field(max_length=80)
    target: float = Field(gt=0, allow_inf_nan=False)
    due: date | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A thousand followers."""
        return {'platform': 'spotify', 'metric': 'followers', 'target': 1000}


@router.get('/metrics', response_model=Page[ArtistMetric], summary='List your numbers')
def list_metrics(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What is known of you, without single songs and videos."""
    found = [_metric(known) for known in numbers.overview(who.id)]
    return short_page(wanted, found, ArtistMetric, lambda known: f'{known.platform} {known.metric}')


@router.get('/metrics/{platform}/{metric}', response_model=MetricSeries, summary='Get a number day by day')
def get_metric(
    request: Request,
    who: Asking,
    platform: PlatformName,
    metric: MetricName,
    subject: SubjectAsked = '',
    days: DaysAsked = None,
    _: IfNoneMatch = None,
) -> Response:
    """The values of one number, with its sum where it may be summed."""
    return one(request, _series(numbers.get(who.id, platform, metric, subject, days)))


@router.post(
    '/metrics/{platform}/{metric}', status_code=201, response_model=MetricSeries, summary='Enter a value',
    openapi_extra=MAY,
)  # fmt: skip
def create_metric_value(
    request: Request, who: Asking, __: Once, platform: PlatformName, metric: MetricName, wanted: ValueWanted
) -> Response:
    """Write a value down by hand; it stays, whatever files and platforms say later."""
    numbers.enter(who.id, platform, metric, wanted.day, wanted.value, wanted.subject)
    return one(request, _series(numbers.get(who.id, platform, metric, wanted.subject, 28)), status=201)


@router.get(
    '/metric-totals/{metric}', response_model=MetricTotal, summary='Add a number of all platforms', openapi_extra=MAY
)
def get_metric_total(
    request: Request,
    who: Asking,
    metric: MetricName,
    first: Annotated[date, Query(examples=['2026-11-20'])],
    last: Annotated[date, Query(examples=['2026-11-26'])],
    _: IfNoneMatch = None,
) -> Response:
    """Of flows alone: people and totals are not added."""
    found = numbers.over_platforms(who.id, metric, first, last)
    told = {'value': found.value, 'known': found.known, 'asked': found.asked}
    return one(request, MetricTotal(metric=metric, first=first, last=last, **told))


@router.put('/metric-values/{value_id}/confirmed', status_code=204, response_class=Response, summary='Confirm a value')
def confirm_metric_value(who: Asking, value_id: ValueId) -> Response:
    """Say of a value that is doubted that it is a fact."""
    numbers.confirm(who.id, value_id)
    return Response(status_code=204)


@router.delete('/metric-values/{value_id}', status_code=204, response_class=Response, summary='Delete a value')
def delete_metric_value(who: Asking, value_id: ValueId) -> Response:
    """The day is missing then."""
    numbers.remove(who.id, value_id)
    return Response(status_code=204)


@router.get('/goals', response_model=Page[Goal], summary='List your goals')
def list_goals(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you want to reach, and how far it is."""
    return short_page(wanted, [_goal(found) for found in goals.listed(who.id)], Goal)


@router.post(
    '/goals', status_code=201, response_model=Goal, summary='Set a goal',
    openapi_extra=may_fail('not-allowed', 'not-found'),
)  # fmt: skip
def create_goal(request: Request, who: Asking, __: Once, wanted: GoalWanted) -> Response:
    """Something to reach, by a day or without one."""
    goal_id = goals.add(who.id, wanted.platform, wanted.metric, wanted.target, wanted.due)
    return one(request, _goal(goals.get(who.id, goal_id)), status=201)


@router.delete('/goals/{goal_id}', status_code=204, response_class=Response, summary='Delete a goal')
def delete_goal(who: Asking, goal_id: GoalId) -> Response:
    """Give it up."""
    goals.delete(who.id, goal_id)
    return Response(status_code=204)


def _metric(known: Known) -> ArtistMetric:
    about = _about(known.metric)
    return ArtistMetric(subject=known.subject, first=known.first, last=known.last, **about)


def _about(metric: Metric) -> dict[str, Any]:
    told = {name: getattr(metric, name) for name in ('platform', 'label', 'unit', 'zone', 'settle_days')}
    return told | {'metric': metric.type, 'kind': str(metric.kind)}


def _series(shown: Shown) -> MetricSeries:
    found, total = shown.series, shown.total
    values = [
        MetricValue(id=row_id, day=day, value=value, source=source, doubt=found.doubts.get(day, ''))
        for row_id, day, value, source in zip(found.ids, found.days, found.values, found.sources, strict=True)
    ]
    return MetricSeries(
        platform=found.metric.platform,
        metric=found.metric.type,
        subject=found.subject,
        kind=str(found.metric.kind),
        first=shown.first,
        last=shown.last,
        settled_until=shown.settled_until,
        total=MetricSum(value=total.value, known=total.known, asked=total.asked) if total else None,
        growth=shown.growth.change if shown.growth else None,
        values=values,
    )


def _goal(found: goals.GoalView) -> Goal:
    told = {name: getattr(found, name) for name in Goal.model_fields if name not in ('platform', 'metric')}
    return Goal(platform=found.metric.platform, metric=found.metric.type, **told)
