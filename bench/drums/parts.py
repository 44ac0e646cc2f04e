"""The parts of a kit as they are sampled and written, finer than what the transcriber tells apart."""

from enum import StrEnum

from app.drums.transcriber import Kind


class Part(StrEnum):
    """What somebody hits."""

    KICK = 'kick'
    SNARE = 'snare'
    RIM = 'rim'
    CLAP = 'clap'
    HAT = 'hat'
    PEDAL = 'pedal'
    HALF = 'half'
    OPEN = 'open'
    TOM = 'tom'
    RIDE = 'ride'
    BELL = 'bell'
    CRASH = 'crash'
    PERCUSSION = 'percussion'


class Use(StrEnum):
    """What a kit or a style file is used for. Nothing has two uses, so that nothing is judged that was learnt."""

    LEARNT = 'learnt'
    TUNED = 'tuned'
    """Thresholds are tuned on it."""
    JUDGED = 'judged'


HEARD_AS = {
    Part.KICK: Kind.KICK,
    **dict.fromkeys((Part.SNARE, Part.RIM, Part.CLAP), Kind.SNARE),
    **dict.fromkeys((Part.HAT, Part.PEDAL), Kind.HIHAT_CLOSED),
    **dict.fromkeys((Part.HALF, Part.OPEN), Kind.HIHAT_OPEN),
    Part.TOM: Kind.TOM,
    **dict.fromkeys((Part.RIDE, Part.BELL), Kind.RIDE),
    Part.CRASH: Kind.CRASH,
    Part.PERCUSSION: Kind.PERCUSSION,
}
INSTEAD = {
    Part.PEDAL: (Part.HAT,), Part.HALF: (Part.OPEN, Part.HAT), Part.OPEN: (Part.HALF, Part.HAT),
    Part.HAT: (Part.PEDAL,), Part.RIM: (Part.SNARE,), Part.CLAP: (Part.SNARE,), Part.SNARE: (Part.RIM,),
    Part.BELL: (Part.RIDE,), Part.RIDE: (Part.CRASH,),
}  # fmt: skip
"""What a kit plays that lacks a part."""
LOW, MIDDLE, HIGH = range(3)

_KEYS = {
    Part.KICK: (35, 36), Part.RIM: (37,), Part.SNARE: (38, 40), Part.CLAP: (39,), Part.TOM: (41, 43, 45, 47, 48, 50),
    Part.HAT: (42,), Part.PEDAL: (44,), Part.OPEN: (46,), Part.CRASH: (49, 52, 55, 57), Part.RIDE: (51, 59),
    Part.BELL: (53,), Part.PERCUSSION: (54, 56, *range(58, 59), *range(60, 83)),
}  # fmt: skip
OF_KEY = {key: part for part, keys in _KEYS.items() for key in keys}
"""General MIDI: which key of a drum track is which part."""
TOM_OF_KEY = {41: LOW, 43: LOW, 45: LOW, 47: MIDDLE, 48: MIDDLE, 50: HIGH}
KEY_OF_TOM = (41, 47, 50)
