"""Takes with which scoring of other programs was fooled: none gets points for what was not played."""

import random
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from app.practice.takes.errors import OtherPiece
from app.practice.takes.net import RATE, Sound
from app.practice.takes.notes import Expected, Played, from_keyboard
from app.practice.takes.result import TakeResult, VerdictKind
from app.practice.takes.scoring import score_keyboard, score_sound, scored
from tests.app.practice.takes.sounds import as_written, lick, moved, sounding

LINE, BOTH = lick(), lick(chords=True)
pytestmark = pytest.mark.slow


def both_ways(notes: Sequence[Played], expected: Sequence[Expected]) -> tuple[TakeResult, TakeResult]:
    """By ear and by keyboard."""
    return score_sound(sounding(notes), expected), score_keyboard(notes, expected)


def test_what_is_played_as_written_gets_nearly_everything() -> None:
    for piece in (LINE, BOTH):
        for result in both_ways(as_written(piece), piece):
            assert result.score >= 95, result.parts
            assert result.completion == 100
            assert abs(result.tempo_percent - 100) < 0.5
            assert abs(result.latency_ms - 500) < 30


def test_the_right_notes_in_the_wrong_order_are_not_right() -> None:
    notes = as_written(LINE)
    pitches = [note.pitch for note in notes]
    random.Random(3).shuffle(pitches)
    shuffled = [replace(note, pitch=pitch) for note, pitch in zip(notes, pitches, strict=True)]
    for result in both_ways(shuffled, LINE):
        assert result.score <= 40


def test_everything_a_semitone_off_is_not_right_and_is_named() -> None:
    for result in both_ways(moved(as_written(LINE), keys=1), LINE):
        assert result.score <= 40
        assert result.remark == 'Everything was played a semitone too high.'


def test_notes_among_which_some_fit_by_chance_are_not_the_piece_elsewhere_on_the_keyboard() -> None:
    there = moved(as_written(LINE), keys=6)
    kept = [note for place, note in enumerate(there) if place % 3]
    besides = [replace(note, at=note.at + 0.11, pitch=note.pitch + step) for note in there for step in (4, 9)]
    try:
        result = score_keyboard(sorted([*kept, *besides], key=lambda note: note.at), LINE)
    except OtherPiece:
        return
    assert result.remark == ''


def test_one_note_of_each_chord_is_not_enough() -> None:
    chords = [note for note in BOTH if note.hand == 'L']
    top = {note.at: note.pitch for note in chords}
    alone = as_written([note for note in chords if top[note.at] == note.pitch])
    for result in both_ways(alone, chords):
        assert result.score <= 50
        assert sum(note.kind == VerdictKind.MISSING for note in result.notes) >= 0.7 * len(chords)


def test_an_octave_lower_is_half_of_it_and_is_named() -> None:
    for result in both_ways(moved(as_written(LINE), keys=-12), LINE):
        assert 20 <= result.score <= 60
        assert result.remark == 'Everything was played an octave too low.'
        octaves = [note for note in result.notes if note.kind == VerdictKind.OCTAVE]
        assert len(octaves) > 0.8 * len(LINE)
        assert octaves[0].words.endswith('was played an octave lower.')


def test_staccato_has_its_notes_and_is_told_of_its_lengths() -> None:
    slow = lick(tempo=90)
    for result in both_ways(moved(as_written(slow), length=0.35), slow):
        notes, _, _, touch = result.parts
        assert notes.points >= 57
        assert touch.points < 3.5
        assert 'too early' in touch.words
        assert any('Hold the notes' in hint for hint in result.hints)


def test_a_late_device_a_loudspeaker_and_the_pedal_change_the_score_by_five_at_most() -> None:
    clean = score_sound(sounding(as_written(BOTH)), BOTH)
    bass = [Expected(beat * 0.5, 0.45, 36 + (beat * 5) % 12, 80, beat // 4 + 1) for beat in range(16)]
    held = [Played(n.at + 0.18, 1.4, n.pitch, n.velocity) for n in as_written(BOTH)]
    sound = sounding(held)
    beside = sounding(moved(as_written(bass), 0.18))
    sound[: len(beside)] += quieter_than(sound, beside, 9)[: len(sound)]
    awkward = score_sound(sound, BOTH, beside=bass)
    assert abs(awkward.score - clean.score) <= 5
    assert abs(awkward.latency_ms - clean.latency_ms - 180) < 15


def test_what_the_loudspeaker_plays_is_no_mistake_once_it_is_known() -> None:
    bass = [Expected(beat * 0.5, 0.45, 36 + (beat * 5) % 12, 80, beat // 4 + 1) for beat in range(16)]
    heard = from_keyboard([*as_written(LINE), *as_written(bass)])
    unknown, known = (scored(heard, LINE, beside, None, 8.0) for beside in ((), bass))
    assert len(unknown.extras) >= 10
    assert known.extras == ()
    assert known.score > unknown.score


def quieter_than(sound: Sound, beside: Sound, by_db: float) -> Sound:
    """Another sound so much below the first."""
    loud = np.sqrt(np.mean(sound**2) / np.mean(beside**2)) * 10 ** (-by_db / 20)
    return np.asarray(beside * loud, np.float32)


def test_half_of_the_notes_wrong_is_half_of_the_notes() -> None:
    notes = [
        replace(note, pitch=note.pitch + (2 if place % 2 else 0)) for place, note in enumerate(as_written(lick(bars=6)))
    ]
    for result in both_ways(notes, lick(bars=6)):
        assert 45 <= result.parts[0].points / 0.6 <= 55
        wrong = [note for note in result.notes if note.kind == VerdictKind.WRONG]
        assert len(wrong) >= 14
        assert all(note.played == note.pitch + 2 for note in wrong)


def test_a_wrong_octave_of_one_note_and_a_note_too_many_are_placed() -> None:
    notes = as_written(LINE)
    notes[8] = replace(notes[8], pitch=notes[8].pitch - 12)
    notes.append(Played(notes[15].at + 0.12, 0.1, 85, 80))
    for result in both_ways(notes, LINE):
        assert [note.kind for note in result.notes].count(VerdictKind.OCTAVE) == 1
        assert result.notes[8].kind == VerdictKind.OCTAVE
        assert [(extra.pitch, extra.bar) for extra in result.extras] == [(85, LINE[15].bar)]


def test_silence_around_a_take_does_not_matter() -> None:
    sound = sounding(as_written(LINE))
    padded = np.concatenate([np.zeros(3 * RATE, np.float32), sound, np.zeros(4 * RATE, np.float32)])
    assert abs(score_sound(padded, LINE).score - score_sound(sound, LINE).score) <= 2
