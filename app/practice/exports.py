"""The forms in which a piece can be taken along, and what makes each of them of a score."""

from collections.abc import Callable, Mapping

from app.practice.accompaniment.trio import perform
from app.practice.notation.chart import to_chart
from app.practice.notation.engraving import engrave_sheet
from app.practice.notation.paper import to_pdf, to_picture
from app.practice.notation.writing import to_musicxml
from app.practice.score import Score
from app.practice.sound.midi_export import to_midi
from app.practice.sound.tempo import timing


def _midi(score: Score) -> bytes:
    return to_midi(perform(score), score, timing(score))


FORMS: Mapping[str, tuple[str, Callable[[Score], bytes]]] = {
    'musicxml': ('application/vnd.recordare.musicxml+xml', to_musicxml),
    'mid': ('audio/midi', _midi),
    'pdf': ('application/pdf', to_pdf),
    'png': ('image/png', to_picture),
    'svg': ('image/svg+xml', lambda score: engrave_sheet(score).encode()),
    'chart': ('image/svg+xml', lambda score: to_chart(score).encode()),
}
"""By suffix, but for the chart of the chords: the media type, and what makes it."""
ENDINGS: Mapping[str, str] = {'chart': ' (chart).svg'}
"""How names of files end whose form is no suffix."""
