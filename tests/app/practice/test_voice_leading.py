"""Hands that take chords move little; no chord is silence; a bass walks into the next bar."""

import itertools
import random

from app.practice.generator.bass import walking
from app.practice.generator.charts import chart
from app.practice.generator.ground import Ground
from app.practice.generator.hands import Accompanist, Register
from app.practice.music.chord_names import read_chord
from app.practice.music.keys import read_key, read_time
from app.practice.music.voicings import Room, voiced
from app.practice.options import Difficulty, Style

C, FOUR = read_key('C'), read_time('4/4')


def ground(text: str, style: Style = Style.SWING) -> Ground:
    return Ground(chart(text, C, FOUR), C, FOUR, style, Difficulty.ADVANCED)


def test_a_two_five_one_moves_by_steps() -> None:
    """Dm9 G13 Cmaj7: at most two semitones a voice, the top voice a whole step."""
    before: tuple[int, ...] = ()
    for name in ('Dm9', 'G13', 'Cmaj7'):
        notes = voiced(read_chord(name), C, 'rootless', before, Room(48, 72))
        if before:
            assert max(abs(a - b) for a, b in zip(notes, before, strict=True)) <= 2
            assert abs(notes[-1] - before[-1]) <= 2
        before = notes


def test_rootless_voicings_have_third_and_seventh_and_no_root() -> None:
    for name, wanted in (
        ('Dm9', {5, 0, 4, 9}),
        ('G13', {11, 5, 9, 4}),
        ('G7b9', {11, 5, 8, 2}),
        ('Cmaj9', {4, 7, 11, 2}),
    ):
        assert {midi % 12 for midi in voiced(read_chord(name), C, 'rootless', (), Room(48, 72))} == wanted


def test_no_chord_is_silence_for_every_hand() -> None:
    two = ground('IIm7 | - | V7 | Imaj7')
    for hand in (Accompanist(two, random.Random(1), Register()).play([]), walking(two, random.Random(1))):
        assert hand
        assert not [one for one in hand if 48 <= one.at < 96]
        assert not [one for one in hand if one.at < 48 < one.end]


def test_what_is_struck_ahead_of_the_beat_belongs_to_the_next_chord() -> None:
    """A chord on the second half of beat 2, held over beat 3, where the chord changes."""
    hand = Accompanist(ground('IIm9 V13 | Imaj9'), random.Random(1), Register(), comping=True)
    hand.words = ['. .V - .']
    first = {one.midi % 12 for one in hand.play([]) if one.at == 18}
    assert 11 in first, 'the third of G13'
    assert 0 not in first, 'the seventh of Dm9'


def test_a_bass_walks_a_step_into_each_bar_and_never_stands() -> None:
    notes = walking(ground('IIm7 | V7 | Imaj7 | VI7 | IIm7 | V7 | Imaj7 | %'), random.Random(5))
    firsts = [one for one in notes if one.at % 48 == 0]
    lasts = [one for one in notes if one.at % 48 == 36]
    assert [one.midi % 12 for one in firsts[:6]] == [2, 7, 0, 9, 2, 7]
    assert all(0 < abs(b.midi - a.midi) <= 2 for a, b in zip(lasts, firsts[1:], strict=False))
    assert all(a.midi != b.midi for a, b in itertools.pairwise(notes))
