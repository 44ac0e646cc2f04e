"""What a sounding note is called: by its chord first, then by where it leads, then by its key.

So the flat ninth of Db7 is D and its fourth Gb, a note on its way up is raised, and one on its way down lowered.
"""

from app.practice.music.chords import names
from app.practice.music.keys import in_key, prefers_flats, signature
from app.practice.music.pitches import FLATS, SHARPS, at_midi, plainest
from app.practice.score import Key
from app.practice.tones import Chord, Pitch, Tone


def spelled(midi: int, chord: Chord, key: Key, following: int | None = None, blue: bool = False) -> Pitch:
    """The note as it is written over `chord`, where `following` is what it leads to."""
    return at_midi(spelled_tone(midi, chord, key, following, blue), midi)


def spelled_tone(midi: int, chord: Chord, key: Key, following: int | None = None, blue: bool = False) -> Tone:
    """The same without its octave."""
    known = names(chord, key, blue)
    if midi % 12 in known:
        return known[midi % 12]
    if chord.root is None:
        return in_key(key, midi)
    own = in_key(key, midi)
    if signature(key)[own.step] == own.alter:
        return own
    if following is not None and 0 < abs(following - midi) <= 2:
        return plainest((SHARPS if following > midi else FLATS)[midi % 12])
    return plainest((FLATS if prefers_flats(key) else SHARPS)[midi % 12])


def fits(pitch: Pitch, chord: Chord, key: Key, blue: bool = False) -> bool:
    """Whether a written note has a name that goes with its chord: any name is fine that the chord does not know."""
    known = names(chord, key, blue)
    expected = known.get(pitch.midi % 12)
    return expected is None or expected == pitch.tone
