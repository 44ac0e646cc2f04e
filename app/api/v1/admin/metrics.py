"""Figures of the installation by day: the same that the screen draws and Prometheus reads."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app.api.v1.access import ReadsAdmin
from app.api.v1.answers import FRESH, Moment, Resource
from app.ops import metrics

router = APIRouter()


class JobsByDay(Resource):
    """How many jobs of an area ended in one way."""

    area: str
    outcome: str
    count: list[float]


class AreaByDay(Resource):
    """What was worked on in an area."""

    area: str
    minutes: list[float] = Field(description='Minutes of sound.')
    speed: list[float | None] = Field(description='Seconds of sound for each second of work; null where none was done.')


class Figures(Resource):
    """Figures of some days: each list has one number a day, the oldest first."""

    days: list[date]
    active_users: list[float]
    sign_ups: list[float]
    jobs: list[JobsByDay]
    areas: list[AreaByDay]
    queue_age_s: list[float] = Field(description='How long the oldest job had waited at most, seconds.')
    waiting_s: float = Field(description='How long the oldest job waits now, seconds.')
    counted_until: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A day."""
        return {
            'days': ['2026-11-28'],
            'active_users': [12],
            'sign_ups': [1],
            'jobs': [{'area': 'leveling', 'outcome': 'completed', 'count': [31]}],
            'areas': [{'area': 'leveling', 'minutes': [2410.5], 'speed': [88.2]}],
            'queue_age_s': [41.0],
            'waiting_s': 0.0,
            'counted_until': '2026-11-28T20:00:00Z',
        }


@router.get('/metrics', response_model=Figures, summary='Get figures')
def get_figures(
    who: ReadsAdmin,
    days: Annotated[int, Query(ge=1, le=metrics.KEPT.days, description='How many days, today among them.')] = 30,
) -> Response:
    """Jobs, sound, speed, waiting, people and new accounts by day."""
    found = metrics.figures(days)
    told = Figures(
        days=found.days,
        active_users=found.active_users,
        sign_ups=found.sign_ups,
        jobs=[JobsByDay(area=area, outcome=str(outcome), count=line) for (area, outcome), line in found.jobs.items()],
        areas=[AreaByDay(area=area, minutes=line, speed=found.speed[area]) for area, line in found.minutes.items()],
        queue_age_s=found.queue_age_s,
        waiting_s=found.waiting_s,
        counted_until=found.counted_until,
    )
    return JSONResponse(told.told(), headers={'Cache-Control': FRESH})
