"""Who somebody is, what they may, and what they have used: read by keys that hold for all areas."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app import accounts
from app.accounts import credits, profile
from app.api.v1.access import Reads, Writes
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, one, unless_changed
from app.api.v1.paging import Asked, Page, asked, page
from app.api.v1.short_lists import short_page
from app.billing import offers
from app.errors import SignedOut
from app.jobs import feed
from app.ops import space_used
from models import User

router = APIRouter(prefix='/account', tags=['account'])


class Account(Resource):
    """Who asks."""

    id: str
    email: str
    name: str
    handle: str
    time_zone: str
    language: str
    tier: int
    is_admin: bool
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An account as the document shows one."""
        return {
            'id': '019ab5d0-1111-7222-8333-444455556666',
            'email': 'ann@example.org',
            'name': 'Ann',
            'handle': 'ann',
            'time_zone': 'Europe/Berlin',
            'language': 'en',
            'tier': 2,
            'is_admin': False,
            'created_at': '2026-01-05T09:00:00Z',
        }


class AccountChange(Wanted):
    """What is to be otherwise; what is left out stays."""

    name: str | None = Field(default=None, max_length=1000)
    handle: str | None = Field(default=None, max_length=1000)
    time_zone: str | None = Field(default=None, max_length=100)
    language: str | None = Field(default=None, max_length=20)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A change as the document shows one."""
        return {'time_zone': 'Europe/Lisbon'}


class Meter(BaseModel):
    """How much of one thing a month has; null is without end."""

    what: str
    used: int
    limit: int | None


class Usage(Resource):
    """What somebody has used in this month, and what lies here."""

    tier: str
    uploads: Meter
    meters: list[Meter]
    stored_bytes: int
    jobs_running: int
    resets_on: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A month as the document shows one."""
        return {
            'tier': 'Premium',
            'uploads': {'what': 'leveling.uploads', 'used': 1, 'limit': 4},
            'meters': [],
            'stored_bytes': 1270080088,
            'jobs_running': 0,
            'resets_on': '2026-12-01',
        }


class Credits(Resource):
    """How many credits somebody has."""

    balance: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Credits as the document shows them."""
        return {'balance': 9950}


class Movement(Resource):
    """One movement of credits."""

    id: str
    delta: int
    reason: str
    reason_label: str
    balance_after: int
    kind: str | None
    job_id: str | None
    recorded_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A movement as the document shows one."""
        return {
            'id': '019ab5e4-0000-7000-8000-000000000001',
            'delta': -50,
            'reason': 'spent',
            'reason_label': 'Spent on a job',
            'balance_after': 9950,
            'kind': 'voice.speech',
            'job_id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'recorded_at': '2026-11-28T20:01:30Z',
        }


class Offer(BaseModel):
    """One plan that there is for a product."""

    code: str
    name: str
    price: str
    grants: str
    current: bool


class Plan(Resource):
    """What somebody has of one product, and what else there is."""

    id: str = Field(description='The product.')
    product: str
    label: str
    plan: str
    said: str
    offers: list[Offer]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that costs nothing."""
        offer = {
            'code': 'levelmix_free',
            'name': 'Free',
            'price': 'free',
            'grants': '1 mix a month',
            'current': True,
        }
        return {
            'id': 'levelmix',
            'product': 'levelmix',
            'label': 'LevelMix',
            'plan': 'Free',
            'said': '',
            'offers': [offer],
        }


@router.get('', response_model=Account, summary='Get your account')
def get_account(request: Request, who: Reads, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """Who you are here."""
    return one(request, _told(who.user), fields)


@router.patch('', response_model=Account, summary='Change your account')
def change_account(request: Request, who: Writes, wanted: AccountChange, match: IfMatch = None) -> Response:
    """Change your name, handle, time zone or language: all of it, or nothing where one of them cannot be taken."""
    profile.change(who.id, wanted.model_dump(exclude_none=True), unless_changed(match, _told))
    return one(request, _told(_again(who.id)))


@router.get('/usage', response_model=Usage, summary='Get what you have used')
def get_usage(request: Request, who: Reads, _: IfNoneMatch = None) -> Response:
    """What is left of this month, how much lies here, and how many jobs wait or run."""
    left = accounts.allowance(who.user)
    used = Usage(
        tier=left.tier,
        uploads=Meter(what=accounts.UPLOADS, used=left.used, limit=left.limit),
        meters=[Meter(what=one.what, used=one.used, limit=one.limit) for one in accounts.meters(who.id)],
        stored_bytes=space_used.my_bytes(who.id),
        jobs_running=len(feed.running(who.id)),
        resets_on=left.resets_on.isoformat(),
    )
    return one(request, used)


@router.get('/credits', response_model=Credits, summary='Get your credits')
def get_credits(request: Request, who: Reads, _: IfNoneMatch = None) -> Response:
    """How many you have now."""
    return one(request, Credits(balance=credits.balance(who.id)))


@router.get('/credits/ledger', response_model=Page[Movement], summary='List movements of credits')
def list_credit_movements(who: Reads, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Every credit that was added or taken, the latest first."""
    before = None if wanted.after is None else int(str(wanted.after[0]))
    found = credits.ledger(who.id, before, wanted.limit + 1)
    told = [
        Movement(
            id=row.id,
            delta=row.delta,
            reason=row.reason_code,
            reason_label=credits.REASONS.get(row.reason_code, row.reason_code),
            balance_after=row.balance_after,
            kind=row.related_entity_type,
            job_id=row.related_entity_id,
            recorded_at=row.recorded_at,
        )
        for row, _ in found
    ]
    return page(wanted, found, Movement, lambda entry: (entry[1],), told)


@router.get('/plans', response_model=Page[Plan], summary='List your plans')
def list_plans(who: Reads, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you have of each product, and what else there is."""
    had = offers.overview(who.id).had
    found = [
        Plan(
            id=one.product,
            product=one.product,
            label=one.label,
            plan=one.plan,
            said=one.said,
            offers=[Offer.model_validate(offer, from_attributes=True) for offer in one.offers],
        )
        for one in had
    ]
    return short_page(wanted, found, Plan)


def _told(user: User) -> Account:
    return Account(
        id=user.id,
        email=user.email,
        name=user.display_name or '',
        handle=user.username or '',
        time_zone=user.timezone,
        language=user.locale,
        tier=accounts.tiers.tier_number(user),
        is_admin=user.is_super_admin,
        created_at=user.created_at,
    )


def _again(user_id: str) -> User:
    found = profile.get(user_id)
    if found is None:
        raise SignedOut('This account is gone.')
    return found
