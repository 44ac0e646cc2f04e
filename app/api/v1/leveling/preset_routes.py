"""Presets: the system's, which nobody changes here, and one's own."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Resource, Wanted, one, unless_changed
from app.api.v1.idempotency import Once
from app.api.v1.leveling.asking import Asking
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.leveling.presets import DESCRIPTION_LIMIT
from app.targets import (
    HIGHEST_CEILING_DBTP,
    LOUDEST_LUFS,
    LOWEST_CEILING_DBTP,
    NAME_LIMIT,
    QUIETEST_LUFS,
    USUAL_CEILING_DBTP,
)

router = APIRouter()
PresetId = Annotated[int, Path(ge=1, le=2**53 - 1, description='The number of a preset.')]


class Preset(Resource):
    """A name for a loudness under a ceiling."""

    id: int
    name: str
    target_lufs: float = Field(description='Integrated loudness, LUFS.')
    ceiling_dbtp: float = Field(description='The true peak that may not be passed, dBTP.')
    description: str
    is_system: bool = Field(description='Whether everybody has it; those stay as they are.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The first one."""
        return {
            'id': 1,
            'name': 'Spotify',
            'target_lufs': -14.0,
            'ceiling_dbtp': -1.0,
            'description': 'Recommended for Spotify streaming',
            'is_system': True,
        }


class PresetWanted(Wanted):
    """What a preset shall be."""

    name: str = Field(min_length=1, max_length=NAME_LIMIT)
    target_lufs: float = Field(ge=QUIETEST_LUFS, le=LOUDEST_LUFS, description='Integrated loudness, LUFS.')
    ceiling_dbtp: float = Field(
        default=USUAL_CEILING_DBTP,
        ge=LOWEST_CEILING_DBTP,
        le=HIGHEST_CEILING_DBTP,
        description='The true peak that may not be passed, dBTP.',
    )
    description: str = Field(default='', max_length=DESCRIPTION_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One's own."""
        return {'name': 'My club', 'target_lufs': -8.0, 'ceiling_dbtp': -0.5, 'description': 'The system at the Odeon'}


@router.get('/presets', response_model=Page[Preset], summary='List presets')
def list_presets(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Those of the system in their order, then your own by name."""
    return short_page(wanted, [_shown(preset) for preset in leveling.presets(who.id)], Preset)


@router.post('/presets', status_code=201, response_model=Preset, summary='Make a preset')
def create_preset(request: Request, who: Asking, _: Once, preset: PresetWanted) -> Response:
    """Make one of your own."""
    made = leveling.create_preset(who.id, preset.name, preset.target_lufs, preset.ceiling_dbtp, preset.description)
    return one(request, _shown(made), status=201, Location=f'/api/v1/leveling/presets/{made.id}')


@router.get('/presets/{preset_id}', response_model=Preset, summary='Get a preset')
def get_preset(
    request: Request, who: Asking, preset_id: PresetId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One that you may use."""
    return one(request, _shown(leveling.get_preset(who.id, preset_id)), fields)


@router.put('/presets/{preset_id}', response_model=Preset, summary='Change a preset')
def replace_preset(
    request: Request, who: Asking, preset_id: PresetId, preset: PresetWanted, match: IfMatch = None
) -> Response:
    """Change one of your own; jobs that were made with it keep their numbers."""
    wanted = (preset.name, preset.target_lufs, preset.ceiling_dbtp, preset.description)
    return one(request, _shown(leveling.edit_preset(who.id, preset_id, *wanted, unless_changed(match, _shown))))


@router.delete('/presets/{preset_id}', status_code=204, summary='Delete a preset')
def delete_preset(who: Asking, preset_id: PresetId, match: IfMatch = None) -> None:
    """Delete one of your own; jobs that were made with it stay."""
    leveling.delete_preset(who.id, preset_id, unless_changed(match, _shown))


def _shown(preset: leveling.Preset) -> Preset:
    return Preset(
        id=preset.id,
        name=preset.name,
        target_lufs=preset.lufs,
        ceiling_dbtp=preset.ceiling_dbtp,
        description=preset.description,
        is_system=preset.is_system,
    )
