"""What a user asks for a mix, checked before anything is counted."""

from dataclasses import dataclass

from app.audio.segments import Cue, UnreadableTracklist, parse_tracklist
from app.errors import NotAllowed
from app.goals import check_loudness
from app.leveling.tracks import check_tracks

OUTPUT_FORMATS = ('wav', 'flac', 'mp3', 'm4a')
"""What a result may be converted to; each is also the suffix of its files."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How loud a mix shall be: LUFS, the ceiling in dBTP, the preset's name where it came from one.

    `output_format` is one of `OUTPUT_FORMATS`, or None to keep the original's own. `even_percent` (0 to 100) is how far
    the tracks inside the mix are brought together; `tracklist` says where they begin (a CUE sheet, or lines with
    times), or None to let the engine find them. `tracks` are where somebody has set them on the timeline; None takes
    what was set while the upload was looked at.
    """

    target_lufs: float
    ceiling_dbtp: float = -1.0
    preset_name: str | None = None
    output_format: str | None = None
    even_percent: float = 0.0
    tracklist: str | None = None
    tracks: tuple[Cue, ...] | None = None

    def check(self) -> None:
        """Raise NotAllowed for what no mix should have."""
        check_loudness(self.target_lufs, self.ceiling_dbtp)
        if self.output_format not in (None, *OUTPUT_FORMATS):
            raise NotAllowed(f'Convert to one of {", ".join(OUTPUT_FORMATS)}, or keep the format of the original.')
        if not 0.0 <= self.even_percent <= 100.0:
            raise NotAllowed('Evening goes from 0 to 100 %: 0 leaves the tracks as they are, 100 makes all as loud.')
        if self.tracklist is not None:
            try:
                parse_tracklist(self.tracklist)
            except UnreadableTracklist as error:
                raise NotAllowed(str(error)) from error
        if self.tracks is not None:
            check_tracks(self.tracks)
