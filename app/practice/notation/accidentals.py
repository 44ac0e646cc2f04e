"""Which notes need a sharp, a flat or a natural in front of them: those that key and bar have not told already."""

from app.practice.tones import Pitch

SHARPS = 'FCGDAEB'
NAMES = {-2: 'flat-flat', -1: 'flat', 0: 'natural', 1: 'sharp', 2: 'double-sharp'}


def signature(fifths: int) -> dict[str, int]:
    """What a key does to each step that it changes."""
    if fifths >= 0:
        return dict.fromkeys(SHARPS[:fifths], 1)
    return dict.fromkeys(SHARPS[fifths:], -1)


class Accidentals:
    """Goes along one staff. A sign holds to the end of its bar, in its octave."""

    def __init__(self, fifths: int) -> None:
        self._key = signature(fifths)
        self._told: dict[tuple[str, int], int] = {}
        self._last_bar: dict[tuple[str, int], int] = {}

    def next_bar(self) -> None:
        """Forget what the bar before told, but for what a reader may still have in mind."""
        self._last_bar, self._told = self._told, {}

    def needed(self, pitch: Pitch, held: bool) -> tuple[str, bool]:
        """The sign in front of a note, '' for none, and whether it is there for caution alone.

        `held` is a note tied from before: its sign stands there.
        """
        if held:
            return '', False
        place = (pitch.step, pitch.octave)
        expected = self._told.get(place, self._key.get(pitch.step, 0))
        in_mind = self._last_bar.pop(place, expected)
        self._told[place] = pitch.alter
        if pitch.alter != expected:
            return NAMES[pitch.alter], False
        return (NAMES[pitch.alter], True) if in_mind != pitch.alter else ('', False)
