"""Users, and what an admin does to their accounts; never as them."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import accounts
from app.accounts import admin_actions, roles
from app.accounts.admin_actions import Person
from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.moments import MomentSent
from app.api.v1.paging import Asked, Page, asked, page
from app.db import together
from app.errors import NotAllowed
from app.ops import space_used

router = APIRouter()
UserId = Annotated[str, Path(max_length=64, description='The id of a user.')]
Which = Literal['all', 'free', 'premium', 'premium+', 'expired', 'admins', 'shut', 'banned']
BY_PERSON = may_fail('confirm-first')


class UserInList(Resource):
    """A user as the list has them."""

    id: str
    email: str
    name: str
    tier: int = Field(description='1 free, 2 premium, 3 premium+.')
    tier_expires_at: Moment | None
    is_admin: bool
    is_shut: bool
    created_at: Moment
    last_sign_in_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Somebody who pays."""
        return {
            'id': '019ab5d0-1111-7222-8333-444455556666',
            'email': 'ann@example.org',
            'name': 'Ann',
            'tier': 2,
            'tier_expires_at': None,
            'is_admin': False,
            'is_shut': False,
            'created_at': '2026-01-05T09:00:00Z',
            'last_sign_in_at': '2026-11-28T19:58:00Z',
        }


class UserInFull(UserInList):
    """A user with what they use, how they sign in, and what they may."""

    tier_now: int = Field(description='The tier that counts today: an expired one is free.')
    roles: list[str]
    banned_until: Moment | None
    ban_reason: str
    leaves_at: Moment | None = Field(description='When the account is deleted, as its owner has asked.')
    uploads_this_month: int
    uploads: int
    worked_s: int = Field(description='How long their jobs have taken in all, seconds.')
    stored_bytes: int
    devices: int
    keys: int
    has_second_factor: bool
    ways_in: list[str]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The same one."""
        return UserInList.example() | {
            'tier_now': 2,
            'roles': ['editor'],
            'banned_until': None,
            'ban_reason': '',
            'leaves_at': None,
            'uploads_this_month': 1,
            'uploads': 31,
            'worked_s': 5210,
            'stored_bytes': 1270080088,
            'devices': 2,
            'keys': 1,
            'has_second_factor': True,
            'ways_in': ['password'],
        }


class UserChange(Wanted):
    """What is to be otherwise; what is left out stays. All of it is changed, or nothing where something is refused."""

    tier: int | None = Field(default=None, ge=1, le=3, description='1 free, 2 premium, 3 premium+.')
    tier_expires_at: MomentSent | None = Field(
        default=None, description='Until when; null, with a tier, is without end.'
    )
    is_shut: bool | None = Field(default=None, description='Shut the account, or open it again.')
    banned_until: MomentSent | None = Field(default=None, description='Close it until then; null lifts the ban.')
    ban_reason: str | None = Field(default=None, max_length=1000, description='Why, as its owner reads it.')
    roles: list[str] | None = Field(default=None, max_length=20, description='All that they shall have.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A month of premium."""
        return {'tier': 2, 'tier_expires_at': '2026-12-31T23:59:59Z'}


class SignedOutEverywhere(Resource):
    """What was ended."""

    sessions: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two browsers."""
        return {'sessions': 2}


@router.get('/users', response_model=Page[UserInList], summary='List users')
def list_users(
    who: ReadsAdmin,
    wanted: Annotated[Asked, Depends(asked)],
    search: Annotated[str, Query(max_length=254, description='Only those whose address or name contains this.')] = '',
    which: Annotated[Which, Query(description='Only these.')] = 'all',
) -> Response:
    """All users, the newest first."""
    last = None if wanted.after is None else (datetime.fromisoformat(str(wanted.after[0])), str(wanted.after[1]))
    found = accounts.users_behind(search, which, last, wanted.limit + 1)
    shown = [UserInList(**_of(person)) for person in found]
    return page(wanted, found, UserInList, lambda person: (person.created_at.isoformat(), person.id), shown)


@router.get('/users/{user_id}', response_model=UserInFull, summary='Get a user')
def get_user(
    request: Request, who: ReadsAdmin, user_id: UserId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of them, with what they use."""
    return one(request, _found(user_id), fields)


@router.patch('/users/{user_id}', response_model=UserInFull, summary='Change a user', openapi_extra=BY_PERSON)
def change_user(
    request: Request, who: WritesAdmin, user_id: UserId, change: UserChange, match: IfMatch = None
) -> Response:
    """Change tier, standing or roles. The accounts of admins no key changes, nor does one make somebody an admin."""
    with if_still(match, lambda: _found(user_id)), together():
        _change(user_id, change)
    return one(request, _found(user_id))


def _change(user_id: str, change: UserChange) -> None:
    before = _found(user_id)
    named = change.model_fields_set
    if 'tier' in named or 'tier_expires_at' in named:
        until = change.tier_expires_at if 'tier_expires_at' in named else before.tier_expires_at
        accounts.admin_action(admin_actions.set_tier, user_id, change.tier or before.tier, until)
    if change.roles is not None:
        _set_roles(user_id, set(before.roles), set(change.roles))
    if 'banned_until' in named:
        _ban(user_id, change)
    elif 'ban_reason' in named:
        raise NotAllowed('A reason goes with a moment: say until when the account is closed, too.')
    if change.is_shut is not None and change.is_shut != before.is_shut:
        accounts.admin_action(admin_actions.set_disabled, user_id, change.is_shut)


@router.post(
    '/users/{user_id}/sign-out',
    response_model=SignedOutEverywhere,
    summary='Sign a user out everywhere',
    openapi_extra=BY_PERSON,
)
def sign_user_out(who: WritesAdmin, user_id: UserId) -> Response:
    """End all sessions of a user; their API keys stay."""
    ended = accounts.admin_action(admin_actions.sign_out_everywhere, user_id)
    return JSONResponse({'sessions': ended})


def _ban(user_id: str, change: UserChange) -> None:
    if change.banned_until is None:
        accounts.admin_action(admin_actions.lift_ban, user_id)
    else:
        accounts.admin_action(admin_actions.ban, user_id, change.banned_until, change.ban_reason or '')


def _set_roles(user_id: str, before: set[str], wanted: set[str]) -> None:
    for code in sorted(wanted - before):
        accounts.admin_action(roles.give, user_id, code)
    for code in sorted(before - wanted):
        accounts.admin_action(roles.take, user_id, code)


def _found(user_id: str) -> UserInFull:
    profile = accounts.get_profile(user_id)
    return UserInFull(
        **_of(profile.person),
        tier_now=profile.tier_now,
        roles=[role.code for role in roles.of_user(user_id) if role.held],
        banned_until=profile.banned_until,
        ban_reason=profile.ban_reason,
        leaves_at=profile.leaves_at,
        uploads_this_month=profile.uploads_this_month,
        uploads=profile.uploads,
        worked_s=profile.worked_s,
        stored_bytes=space_used.stored_bytes([user_id]).get(user_id, 0),
        devices=profile.devices,
        keys=profile.keys,
        has_second_factor=profile.second_factor,
        ways_in=profile.ways_in,
    )


def _of(person: Person) -> dict[str, Any]:
    return {
        'id': person.id,
        'email': person.email,
        'name': person.name,
        'tier': person.tier,
        'tier_expires_at': person.tier_expires_at,
        'is_admin': person.is_admin,
        'is_shut': person.disabled_at is not None,
        'created_at': person.created_at,
        'last_sign_in_at': person.last_login_at,
    }
