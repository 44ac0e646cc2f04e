"""What may be had: tiers, which belong to the program, and plans, which admins set."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import accounts
from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Resource, Wanted, if_still, one
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.billing import admin
from app.billing.money import LARGEST
from models import Plan

router = APIRouter()
Code = Annotated[str, Path(max_length=60, description='The code of a plan.', examples=['levelmix_premium'])]


class TierTold(Resource):
    """What one tier may; null is without a limit of its own."""

    id: int
    name: str
    allow: dict[str, int | None] = Field(description='How much of what in a month, by name.')
    file_mb: int | None = Field(description='The largest file, MiB.')
    minutes: int | None = Field(description='The longest mix, minutes.')
    jobs: int = Field(description='How many jobs may wait or run at the same time.')
    keep_days: int | None = Field(description='How long files are kept, days.')
    priority: int
    waiting: int = Field(description='How many uploads may be under way or unused.')
    disk_mb: int | None = Field(description='All files together, MiB.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The one that costs nothing."""
        return {
            'id': 1,
            'name': 'Free',
            'allow': {'leveling.uploads': 1},
            'file_mb': 1024,
            'minutes': 120,
            'jobs': 2,
            'keep_days': 7,
            'priority': 0,
            'waiting': 10,
            'disk_mb': 10240,
        }


class AdminPlan(Resource):
    """A plan or a pack, with all that an admin sets."""

    id: str = Field(description='Its code.')
    product: str
    tier: str
    name: str
    price_cents: int = Field(description='In the smallest unit of its currency.')
    currency: str
    interval: str = Field(description='`month`, `year` or `once`.')
    limits: dict[str, int | None] = Field(description='What it grants, by name; null is without end.')
    stripe_price_id: str | None
    trial_days: int = Field(description='How many days are free at the beginning.')
    is_public: bool = Field(description='Whether it is offered.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The middle one."""
        return {
            'id': 'levelmix_premium',
            'product': 'levelmix',
            'tier': 'PREMIUM',
            'name': 'Premium',
            'price_cents': 900,
            'currency': 'eur',
            'interval': 'month',
            'limits': {'leveling.uploads': 4},
            'stripe_price_id': None,
            'trial_days': 0,
            'is_public': True,
        }


class PlanChange(Wanted):
    """What is to be otherwise; what is left out stays."""

    name: str = Field(default='', max_length=1000)
    price_cents: int = Field(default=0, ge=0, le=LARGEST, description='In the smallest unit of its currency.')
    currency: str = Field(default='', max_length=3)
    limits: dict[str, int | None] = Field(default_factory=dict, description='All that it grants.')
    stripe_price_id: str | None = Field(default=None, max_length=80)
    trial_days: int = Field(default=0, ge=0, le=365)
    is_public: bool = True

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Another price."""
        return {'price_cents': 1100}


@router.get('/tiers', response_model=Page[TierTold], summary='List tiers')
def list_tiers(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What each tier may; this belongs to the program, and plans add to it."""
    accounts.require_admin()
    return short_page(wanted, [_tier(number, tier) for number, tier in accounts.tiers.TIERS.items()], TierTold)


@router.get('/plans', response_model=Page[AdminPlan], summary='List plans')
def list_all_plans(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All plans and packs in their order, also those that are not offered."""
    return short_page(wanted, [_shown(plan) for plan in admin.plans()], AdminPlan)


@router.get('/plans/{code}', response_model=AdminPlan, summary='Get a plan')
def get_plan(request: Request, who: ReadsAdmin, code: Code, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """One of them."""
    return one(request, _shown(admin.get_plan(code)), fields)


@router.patch('/plans/{code}', response_model=AdminPlan, summary='Change a plan')
def change_plan(request: Request, who: WritesAdmin, code: Code, change: PlanChange, match: IfMatch = None) -> Response:
    """Whoever has it keeps the price at the provider; what it grants changes for everybody at once."""
    after = change.model_dump(exclude_unset=True)
    with if_still(match, lambda: _shown(admin.get_plan(code))):
        return one(request, _shown(admin.change_plan(code, after) if after else admin.get_plan(code)))


def _tier(number: int, tier: accounts.Tier) -> TierTold:
    return TierTold(
        id=number,
        name=tier.name,
        allow=dict(tier.allow),
        file_mb=tier.file_mb,
        minutes=tier.minutes,
        jobs=tier.jobs,
        keep_days=tier.keep_days,
        priority=tier.priority,
        waiting=tier.waiting,
        disk_mb=tier.disk_mb,
    )


def _shown(plan: Plan) -> AdminPlan:
    named = {name: getattr(plan, name) for name in AdminPlan.model_fields if name not in ('id', 'limits')}
    return AdminPlan(id=plan.code, limits=json.loads(plan.limits), **named)
