"""A line as it is asked for, and an answer as notes of a piece."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.practice.editing.refitting import in_order, respelled
from app.practice.generator.fingering import with_fingers
from app.practice.music.pitches import SHARPS, at_midi
from app.practice.score import TICKS, Bar, Hand, Note, Score, quarters, ticks
from app.practice.validator.gates import GATES, SPANS
from app.practice.writer.chat import Message, WriterAway

MOST_NOTES = 48
"""In a bar: more than anybody plays."""
FEWEST = 0.5
"""Of as many notes as our own line has: the gates have nothing to say about a line that hardly is one."""
LOWEST, HIGHEST = 36, 96
ON_THE_BEAT, BETWEEN = 84, 76
TASK = (
    'You write one melodic jazz line over given chords, for a pianist to practise. Answer with JSON alone, without '
    'words around it: {"bars": [[[start, length, pitch], ...], ...]}, one list for each bar. start and length are in '
    'quarters from the beginning of that bar, in steps of a twelfth; pitch is a MIDI number. Notes of a bar do not '
    'overlap and end within it. A line breathes: leave rests, take up a motif again, aim at thirds and sevenths.'
)


def asked(score: Score) -> list[Message]:
    """What is asked for a piece whose chords are laid out."""
    middle = _middle(score)
    reach = int(SPANS[score.difficulty]) // 2
    wish = {
        'key': str(score.key),
        'time': str(score.time),
        'tempo': score.tempo,
        'style': str(score.style),
        'level': str(score.difficulty).lower(),
        'quarters_in_a_bar': float(score.time.bar),
        'lowest': max(LOWEST, middle - reach),
        'highest': min(HIGHEST, middle + reach),
        'bars': [[[float(one.at), str(one.chord)] for one in bar.chords] for bar in score.bars],
        'wanted': [
            f'{gate.words}: {low:g} to {high:g}'
            for gate in GATES
            if score.kind in gate.kinds
            for low, high in [gate.bounds(score.difficulty, score.kind)]
        ],
    }
    return [{'role': 'system', 'content': TASK}, {'role': 'user', 'content': json.dumps(wish)}]


def again(messages: Sequence[Message], said: str, wrong: Sequence[str]) -> list[Message]:
    """The same once more, with what was wrong."""
    told = f'That cannot be handed out: {"; ".join(wrong[:6])}. Write the whole line anew, as JSON alone.'
    return [*messages, {'role': 'assistant', 'content': said}, {'role': 'user', 'content': told}]


def with_line(score: Score, said: str) -> Score:
    """The piece with the line of an answer in place of its own; raises WriterAway for what is none."""
    bars = _bars(said)
    if len(bars) != len(score.bars):
        raise WriterAway(f'wrote {len(bars)} bars where {len(score.bars)} were asked for')
    if sum(len(one) for one in bars if isinstance(one, list)) < FEWEST * _count(score):
        raise WriterAway('wrote hardly any notes')
    fingered = any(note.finger for bar in score.bars for note in bar.notes)
    made = tuple(_bar(bar, notes) for bar, notes in zip(score.bars, bars, strict=True))
    written = respelled(replace(score, bars=made))
    return replace(written, bars=with_fingers(written.bars)) if fingered else written


def _bars(said: str) -> list[Any]:
    """What stands between the outermost braces, because models like to explain."""
    try:
        told = json.loads(said[said.index('{') : said.rindex('}') + 1])
    except (ValueError, RecursionError):
        raise WriterAway('answered with something that is no line') from None
    bars = told.get('bars') if isinstance(told, dict) else None
    if not isinstance(bars, list):
        raise WriterAway('answered with something that is no line')
    return bars


def _bar(bar: Bar, told: Any) -> Bar:
    if not isinstance(told, list) or len(told) > MOST_NOTES:
        raise WriterAway('answered with something that is no line')
    left = [note for note in bar.notes if note.hand == Hand.LEFT]
    return replace(bar, notes=in_order([*(_note(one, bar.length) for one in told), *left]))


def _note(told: Any, most: Fraction) -> Note:
    if not isinstance(told, list) or len(told) != 3:
        raise WriterAway('wrote a note that is none')
    start, length = (_ticks(one) for one in told[:2])
    midi = told[2]
    if isinstance(midi, bool) or not isinstance(midi, int) or not LOWEST <= midi <= HIGHEST:
        raise WriterAway('wrote a pitch that is none')
    if length <= 0 or start + length > ticks(most):
        raise WriterAway('wrote a note that does not fit its bar')
    velocity = BETWEEN if start % TICKS else ON_THE_BEAT
    return Note(quarters(start), quarters(length), at_midi(SHARPS[midi % 12], midi), velocity=velocity)


def _ticks(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int | float) or not math.isfinite(told) or not 0 <= told <= 64:
        raise WriterAway('wrote a time that is none')
    return round(told * TICKS)


def _count(score: Score) -> int:
    return sum(note.hand == Hand.RIGHT for bar in score.bars for note in bar.notes)


def _middle(score: Score) -> int:
    """Where our own line lies."""
    own = [note.midi for bar in score.bars for note in bar.notes if note.hand == Hand.RIGHT]
    return (min(own) + max(own)) // 2 if own else 69
