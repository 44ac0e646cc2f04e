"""Tells which part of a kit a sample is by what its maker called it."""

import re

from bench.drums.parts import HIGH, LOW, MIDDLE, Part

_RULES = tuple(
    (part, re.compile(pattern))
    for part, pattern in (
        (
            Part.PERCUSSION,
            r'roll|zap|fx|whistle|shak|maraca|tamb|cowbell|conga|bongo|clav|wood|djembe|sangban|dunun|kenkeni|agogo|'
            r'triangle|guiro|water|finger|cajon|vinyl|click|^drum \d|breaks drum',
        ),
        (Part.CLAP, r'clap'),
        (Part.RIM, r'stick|rim click|side ?st|^rim|nasty_rim'),
        (Part.KICK, r'kick|bass ?drum|^bd|bass_(hard|soft)|nasty_bass'),
        (Part.PEDAL, r'(hat|hh).*(pedal|foot| pd)|pedal ?(hh|hat)|cymbal_pedal'),
        (Part.HALF, r'semi'),
        (Part.OPEN, r'(hat|hh).*(open|\bop\b)|open(ed)? ?(hh|hat)|cymbal_open|ohh| op$|swish|hi hat free'),
        (Part.HAT, r'hat|hh|cymbal_closed'),
        (Part.SNARE, r'snare|sn_|redo'),
        (Part.TOM, r'(?<!s)tom'),
        (Part.BELL, r'bell|ride-cup|\bcup'),
        (Part.CRASH, r'crash|china|splash|cymbal_hard|cymbal_soft'),
        (Part.RIDE, r'ride|flink'),
        (Part.CRASH, r'cymbal'),
    )
)  # fmt: skip


def part_of(name: str) -> Part | None:
    """The first rule that fits; makers of kits have no common language."""
    return next((part for part, rule in _RULES if rule.search(name.lower())), None)


def height_of(name: str) -> int:
    """Of a tom: how high it is among the toms of its kit."""
    if re.search(r'floor|low|lo_|16"', name.lower()):
        return LOW
    return MIDDLE if re.search(r'mid|tom 2|13"', name.lower()) else HIGH
