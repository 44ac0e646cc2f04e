"""What the tools of levelling are given and tell: units stand in the names, and what they mean in the descriptions."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import Field

from app.leveling.formats import FORMATS
from app.leveling.options import OUTPUT_FORMATS
from app.targets import (
    HIGHEST_CEILING_DBTP,
    LOUDEST_LUFS,
    LOWEST_CEILING_DBTP,
    NAME_LIMIT,
    QUIETEST_LUFS,
)
from app.tools import Told

TRACKLIST_CHARS = 256 * 1024
LIST = 'Where the tracks begin: a CUE sheet, or lines like "12:34 Artist - Title". Found by listening if left out.'

TargetLufs = Annotated[
    float | None,
    Field(
        ge=QUIETEST_LUFS,
        le=LOUDEST_LUFS,
        description='Integrated loudness of the result, in LUFS. Either this or preset.',
    ),
]
PresetName = Annotated[
    str | None, Field(max_length=NAME_LIMIT, description='Name of a preset instead of a number; see list_presets.')
]
CeilingDbtp = Annotated[
    float | None,
    Field(
        ge=LOWEST_CEILING_DBTP,
        le=HIGHEST_CEILING_DBTP,
        description='Highest true peak of the result, in dBTP. Left out: that of the preset, or -1.',
    ),
]
EvenPercent = Annotated[
    float,
    Field(
        ge=0,
        le=100,
        description='How far the tracks inside the mix are brought to the same loudness, in percent; 0 leaves them.',
    ),
]
Tracklist = Annotated[str | None, Field(max_length=TRACKLIST_CHARS, description=LIST)]
Stream = Annotated[int | None, Field(ge=1, description='Which of several sounds of the file is meant, from 1.')]
FORMATS_TOLD = f'{", ".join(OUTPUT_FORMATS[:-1])} or {OUTPUT_FORMATS[-1]}'


class Measured(Told):
    """What the meter reads, by ITU-R BS.1770-5 and EBU Tech 3341 and 3342; null is silence."""

    integrated_lufs: float | None = Field(description='Loudness of the whole, in LUFS.')
    short_term_max_lufs: float | None = Field(description='Loudest 3 seconds, in LUFS.')
    momentary_max_lufs: float | None = Field(description='Loudest 400 milliseconds, in LUFS.')
    range_lu: float | None = Field(description='Loudness range, in LU.')
    true_peak_dbtp: float | None = Field(description='Highest true peak, in dBTP.')
    sample_peak_dbfs: float | None = Field(description='Highest sample, in dBFS.')
    duration_s: float = Field(description='Length, in seconds.')
    sample_rate: int = Field(description='Sample rate, in Hz.')
    channels: int
    format: str
    warnings: list[str] = Field(description='What is damaged or was put together in the file.')


class Track(Told):
    """One track inside a mix."""

    start_s: float = Field(description='Where it begins, in seconds from the start of the mix.')
    end_s: float
    loudness_lufs: float | None = Field(description='Its loudness in the original, in LUFS; null is silence.')
    gain_db: float = Field(description='What evening adds to it before the gain of the whole mix, in dB.')
    title: str | None = None


class Tracks(Told):
    """The tracks inside a mix, in their order; they touch each other and cover the whole of it."""

    tracks: list[Track]
    warnings: list[str]


class Preset(Told):
    """A name for a loudness and a ceiling."""

    name: str
    target_lufs: float = Field(description='Integrated loudness, in LUFS.')
    ceiling_dbtp: float = Field(description='Highest true peak, in dBTP.')
    description: str = ''
    is_own: bool = Field(default=False, description='Whether the user made it; the others come with LevelMix.')


class Presets(Told):
    """All presets that may be named."""

    presets: list[Preset]


class Formats(Told):
    """What files may be, and what results may become."""

    accepted: dict[str, list[str]] = Field(
        description='What each kind of file is called, and the suffixes of its files.'
    )
    results: list[str] = Field(description='What a result may be converted to.')


def measured(found: Mapping[str, Any]) -> Measured:
    """What the engine has measured, under the names that it has for it."""
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in found.items()}
    return Measured.model_validate({**rounded, 'warnings': list(found.get('warnings') or ())})


def tracks(segments: Iterable[Mapping[str, Any]], warnings: Iterable[str] = ()) -> Tracks:
    """The tracks that the engine has found, under the names that it has for them."""
    return Tracks(tracks=[Track.model_validate(segment) for segment in segments], warnings=list(warnings))


def formats() -> Formats:
    """What files may be, the same on every machine."""
    return Formats(accepted={name: list(suffixes) for name, suffixes in FORMATS.items()}, results=list(OUTPUT_FORMATS))
