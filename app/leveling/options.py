"""What a user asks for a mix, checked before anything is counted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from app.audio.segments import Cue, UnreadableTracklist, parse_tracklist
from app.errors import NotAllowed
from app.leveling.tracks import check_tracks
from app.targets import (
    HIGHEST_CEILING_DBTP,
    LOUDEST_LUFS,
    LOWEST_CEILING_DBTP,
    NAME_LIMIT,
    QUIETEST_LUFS,
    check_loudness,
)

OUTPUT_FORMATS = ('wav', 'flac', 'mp3', 'm4a')
"""What a result may be converted to; each is also the suffix of its files."""
MOST_STREAMS = 1000
"""More sounds than a file has that anybody brings."""


def _told(said: str, example: Any = None, **bounds: Any) -> Any:
    """How programs read of a field; `check` holds the bounds, with the sentences that people read, too."""
    return Field(description=said, examples=None if example is None else [example], json_schema_extra=bounds or None)


@dataclass(frozen=True, slots=True)
class LevelingOptions:
    """How loud a mix shall be: LUFS, the ceiling in dBTP, the preset's name where it came from one.

    `result_names` is one of `OUTPUT_FORMATS`, or None to keep the original's own. `even_percent` (0 to 100) is how far
    the tracks inside the mix are brought together; `tracklist` says where they begin (a CUE sheet, or lines with
    times), or None to let the engine find them. `tracks` are where somebody has set them on the timeline; None takes
    what was set while the upload was looked at. `stream` is the sound that is meant of a file with several, from 1.
    """

    target_lufs: Annotated[
        float, _told('Integrated loudness of the result, LUFS.', -14.0, minimum=QUIETEST_LUFS, maximum=LOUDEST_LUFS)
    ]
    ceiling_dbtp: Annotated[
        float,
        _told(
            'The true peak that the result may not pass, dBTP.',
            -1.0,
            minimum=LOWEST_CEILING_DBTP,
            maximum=HIGHEST_CEILING_DBTP,
        ),
    ] = -1.0
    preset_name: Annotated[
        str | None, _told('The preset that the numbers come from, to be shown with the job.', 'Spotify')
    ] = None
    output_format: Annotated[
        str | None, _told(f'Convert to one of {", ".join(OUTPUT_FORMATS)}; without it, the original’s own.', 'flac')
    ] = None
    even_percent: Annotated[
        float, _told('How far the tracks of a mix are brought together, percent.', 0.0, minimum=0.0, maximum=100.0)
    ] = 0.0
    tracklist: Annotated[
        str | None, _told('Where tracks begin: a CUE sheet, or lines with times.', '00:00 First\n04:31 Second')
    ] = None
    tracks: Annotated[
        tuple[Cue, ...] | None, _told('The same as times; counts before the tracklist.', [{'start_s': 0.0}])
    ] = None
    stream: Annotated[
        int | None, _told('Which sound of a file with several, counted from 1.', minimum=1, maximum=MOST_STREAMS)
    ] = None

    def check(self) -> None:
        """Raise NotAllowed for what no mix should have."""
        check_loudness(self.target_lufs, self.ceiling_dbtp)
        if len(self.preset_name or '') > NAME_LIMIT:
            raise NotAllowed(f'The name of a preset has at most {NAME_LIMIT} characters.')
        if self.output_format not in (None, *OUTPUT_FORMATS):
            raise NotAllowed(f'Convert to one of {", ".join(OUTPUT_FORMATS)}, or keep the format of the original.')
        if not 0.0 <= self.even_percent <= 100.0:
            raise NotAllowed('Choose from 0 to 100 %: 0 leaves the tracks as they are, 100 makes all equally loud.')
        if self.stream is not None and not 1 <= self.stream <= MOST_STREAMS:
            raise NotAllowed(f'The sounds of a file are counted from 1, and there are at most {MOST_STREAMS}.')
        if self.tracklist is not None:
            try:
                parse_tracklist(self.tracklist)
            except UnreadableTracklist as error:
                raise NotAllowed(str(error)) from error
        if self.tracks is not None:
            check_tracks(self.tracks)

    def as_json(self) -> dict[str, Any]:
        """For an upload that carries it, or a program; only what is not as it would be anyway."""
        plain = asdict(LevelingOptions(self.target_lufs))
        return {name: value for name, value in asdict(self).items() if name == 'target_lufs' or value != plain[name]}


def place_of(stream: int | None) -> int | None:
    """Where a sound lies that people count from 1, as the engine counts: from 0."""
    return None if stream is None else stream - 1


def choice_of(sent: Mapping[str, Any]) -> LevelingOptions:
    """The choice that an upload carries or a program sends, checked; names are those of `LevelingOptions`.

    Raises
    ------
    NotAllowed
        It is something else, or no mix should have it.
    """
    unknown = set(sent) - set(LevelingOptions.__dataclass_fields__)
    if unknown:
        raise NotAllowed(f'A choice of loudness has no {sorted(unknown)[0][:40]}.')
    try:
        options = _CHOICE.validate_python(dict(sent))
    except ValidationError as error:
        place = '.'.join(str(part) for part in error.errors()[0]['loc']) or 'choice'
        raise NotAllowed(f'The choice of loudness was not understood: look at {place[:60]}.') from None
    options.check()
    return options


_CHOICE = TypeAdapter(LevelingOptions)
