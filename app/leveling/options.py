"""What a user asks for a mix, checked before anything is counted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.audio.segments import Cue, UnreadableTracklist, parse_tracklist
from app.errors import NotAllowed
from app.leveling.tracks import check_tracks
from app.targets import NAME_LIMIT, check_loudness

OUTPUT_FORMATS = ('wav', 'flac', 'mp3', 'm4a')
"""What a result may be converted to; each is also the suffix of its files."""
MOST_STREAMS = 1000
"""More sounds than a file has that anybody brings."""


@dataclass(frozen=True, slots=True)
class LevelingOptions:
    """How loud a mix shall be: LUFS, the ceiling in dBTP, the preset's name where it came from one.

    `result_names` is one of `OUTPUT_FORMATS`, or None to keep the original's own. `even_percent` (0 to 100) is how far
    the tracks inside the mix are brought together; `tracklist` says where they begin (a CUE sheet, or lines with
    times), or None to let the engine find them. `tracks` are where somebody has set them on the timeline; None takes
    what was set while the upload was looked at. `stream` is the sound that is meant of a file with several, from 1.
    """

    target_lufs: float
    ceiling_dbtp: float = -1.0
    preset_name: str | None = None
    output_format: str | None = None
    even_percent: float = 0.0
    tracklist: str | None = None
    tracks: tuple[Cue, ...] | None = None
    stream: int | None = None

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
