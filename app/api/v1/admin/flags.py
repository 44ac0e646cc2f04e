"""Feature flags: something new for a share of the users, and which areas are open."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Resource, Wanted, check_unchanged, one
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.problems import Problem
from app.api.v1.short_lists import short_page
from app.installation import flags
from app.installation.flag_conditions import Conditions

router = APIRouter()
Name = Annotated[str, Path(max_length=40, description='The name of a flag.', examples=['area.leveling'])]


class FlagConditions(Wanted):
    """Whom a flag is for; nothing of a kind means anybody. All kinds must be met, by one of their words each."""

    tiers: list[int] = Field(default_factory=list, max_length=50)
    roles: list[str] = Field(default_factory=list, max_length=50)
    domains: list[str] = Field(default_factory=list, max_length=50, description='Of addresses, exactly these.')
    areas: list[str] = Field(default_factory=list, max_length=50, description='Where it is asked for.')


class FeatureFlag(Resource):
    """One flag."""

    id: str = Field(description='Its name.')
    description: str
    is_on: bool
    share_percent: float = Field(description='For how many of those whom the conditions let in, percent.')
    conditions: FlagConditions

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Something new, for a quarter of those who pay."""
        return {'id': 'new-player'} | FlagWanted.example()


class FlagWanted(Wanted):
    """What a flag shall be."""

    description: str = Field(default='', max_length=1000)
    is_on: bool
    share_percent: float = Field(default=100.0, ge=0.0, le=100.0, description='Percent.')
    conditions: FlagConditions = Field(default_factory=FlagConditions)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Something new, for a quarter of those who pay."""
        return {
            'description': 'The new player',
            'is_on': True,
            'share_percent': 25.0,
            'conditions': {'tiers': [2, 3], 'roles': [], 'domains': [], 'areas': []},
        }


@router.get('/flags', response_model=Page[FeatureFlag], summary='List flags')
def list_flags(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All flags by name. An area is open without a flag of its own."""
    return short_page(wanted, [_shown(flag) for flag in flags.flags()], FeatureFlag)


@router.get('/flags/{name}', response_model=FeatureFlag, summary='Get a flag')
def get_flag(request: Request, who: ReadsAdmin, name: Name, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """One of them."""
    return one(request, _shown(flags.get(name)), fields)


@router.put('/flags/{name}', response_model=FeatureFlag, summary='Make or change a flag')
def put_flag(request: Request, who: WritesAdmin, name: Name, wanted: FlagWanted, match: IfMatch = None) -> Response:
    """Say for whom something is on; each user stays on their side while the share grows."""
    told = wanted.conditions
    conditions = Conditions(tuple(told.tiers), tuple(told.roles), tuple(told.domains), tuple(told.areas))
    flags.save(
        name,
        wanted.description,
        is_on=wanted.is_on,
        share=wanted.share_percent,
        conditions=conditions,
        look=_look(match),
    )
    return one(request, _shown(flags.get(name.strip())))


@router.delete('/flags/{name}', status_code=204, summary='Delete a flag')
def delete_flag(who: WritesAdmin, name: Name, match: IfMatch = None) -> None:
    """Whatever asks for it finds it off; an area is open again."""
    flags.delete(name, _look(match))


def _look(match: str | None) -> Callable[[flags.Flag | None], None]:
    """A change that names what was read needs it to be there, as it was."""

    def look(found: flags.Flag | None) -> None:
        if match and found is None:
            raise Problem('changed', 'It was deleted since you read it. Nothing was done.')
        if found is not None:
            check_unchanged(match, _shown(found))

    return look


def _shown(flag: flags.Flag) -> FeatureFlag:
    told = flag.conditions
    return FeatureFlag(
        id=flag.name,
        description=flag.description,
        is_on=flag.is_on,
        share_percent=flag.share,
        conditions=FlagConditions(
            tiers=list(told.tiers), roles=list(told.roles), domains=list(told.domains), areas=list(told.areas)
        ),
    )
