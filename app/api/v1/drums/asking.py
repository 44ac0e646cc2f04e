"""What the routes of drums have in common: who asks, ids in paths, and maps that come as text."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path
from pydantic import AfterValidator, Field, model_validator

from app.api.v1.answers import Wanted
from app.api.v1.area_answers import Asking as Asking
from app.api.v1.area_answers import submitted as submitted
from app.drums import maps
from app.drums.drum_map import DrumMap
from app.runtime.thread_pools import READINGS

SongId = Annotated[str, Path(max_length=64, description='The id of a song.')]
MapId = Annotated[str, Path(max_length=64, description='The id of a map.')]
VersionId = Annotated[str, Path(max_length=64, description='The id of a version of a map.')]
ProposalId = Annotated[str, Path(max_length=64, description='The id of a fix.')]
MOST_TEXT = 900_000
"""What fits into a request."""
MapText = Annotated[
    str, Field(min_length=1, max_length=MOST_TEXT, description='A `.bsm`, `.chart` or `.osu` file, as text.')
]
EXAMPLE_TEXT = '{"format": "bsm", "version": 1, …}'
EXAMPLE_ID = '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'
SONG_ID, MAP_ID, VERSION_ID = (
    *('019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d21', '019ab5f0-9a52-7a0c-9b1d-5e3c2f6a7b22'),
    '019ab5f0-9a53-7c3a-8f2e-6d4b1a9c8e23',
)
"""Ids as the document shows them."""


def _whole(said: str) -> str:
    try:
        base64.b64decode(said, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError('Write the bytes of the file in base64') from None
    return said


MidiText = Annotated[
    str,
    Field(min_length=1, max_length=MOST_TEXT, description='A Standard MIDI file, its drums on channel 10, in base64.'),
    AfterValidator(_whole),
]


class MapFile(Wanted):
    """A map in a file: as text, or MIDI."""

    map: MapText | None = None
    midi: MidiText | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return base64.b64decode(self.midi) if self.midi is not None else (self.map or '').encode()

    @model_validator(mode='after')
    def _is_one(self) -> 'MapFile':
        if (self.map is None) == (self.midi is None):
            raise ValueError('Send the `map` as text, or a `midi` file in base64')
        return self


def read(user_id: str, data: bytes) -> DrumMap:
    """The map in a file, read among the other readings of this user; raises NotAllowed."""
    return READINGS.run(user_id, lambda: maps.read(data))


def known(kind: Any, view: object, **more: Any) -> dict[str, Any]:
    """What a resource tells of a view that calls it the same."""
    return {name: getattr(view, name) for name in kind.model_fields if hasattr(view, name)} | more


def by_time(attribute: str) -> Callable[[Any], tuple[str, str]]:
    """The place of a row in a list that is sorted by this time, and by id."""
    return lambda row: (getattr(row, attribute).isoformat(), row.id)
