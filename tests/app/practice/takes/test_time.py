"""A take in its own time: late devices, another tempo, a late start, an early end, several times round."""

from dataclasses import replace

import pytest

from app.practice.takes.notes import Played
from app.practice.takes.result import VerdictKind
from app.practice.takes.scoring import score_keyboard, score_sound
from tests.app.practice.takes.sounds import as_written, lick, moved, sounding

LINE = lick(bars=8)
PASS_S = 16.0


@pytest.mark.parametrize('late_s', [-0.45, 0.0, 0.18, 0.4, 0.6, 7.3])
def test_whenever_it_begins_the_score_is_the_same(late_s: float) -> None:
    result = score_keyboard(moved(as_written(LINE, 1.0), late_s), LINE)
    assert result.score >= 98
    assert abs(result.latency_ms - 1000 * (1.0 + late_s)) < 12


@pytest.mark.parametrize('tempo', [0.93, 0.97, 1.04, 1.08])
def test_another_tempo_is_followed_and_told(tempo: float) -> None:
    notes = [Played(1 + note.at / tempo, note.length / tempo, note.pitch, 80) for note in LINE]
    result = score_keyboard(notes, LINE)
    assert result.score >= 95
    assert abs(result.tempo_percent - 100 * tempo) < 0.6
    assert any('than asked for' in hint for hint in result.hints)


def test_a_slow_drift_is_no_matter_of_timing_but_told() -> None:
    notes = [Played(1 + note.at + 0.3 * (note.at / 16) ** 2, note.length, note.pitch, 80) for note in LINE]
    result = score_keyboard(notes, LINE)
    assert result.parts[1].points >= 24
    assert 200 < result.drift_ms < 330


def test_what_was_not_come_to_is_not_counted() -> None:
    for kept, bars in ((slice(0, 30), range(6, 9)), (slice(18, None), range(1, 4))):
        result = score_keyboard(as_written(LINE)[kept], LINE)
        assert result.score >= 97
        assert result.completion == round(100 * len(LINE[kept]) / len(LINE))
        silent = [bar for bar in result.bars if bar.bar in bars]
        assert all(bar.words == f'Bar {bar.bar} was not played.' for bar in silent)


def test_a_bar_left_out_in_the_middle_is_missing() -> None:
    notes = [note for note, asked in zip(as_written(LINE), LINE, strict=True) if asked.bar != 4]
    result = score_keyboard(notes, LINE)
    assert result.completion == 100
    assert result.score < 92
    assert result.hints[0].startswith('Loop bar 4')


def test_each_time_round_is_scored_and_the_best_is_told() -> None:
    poor = [replace(note, pitch=note.pitch + (1 if place % 3 else 0)) for place, note in enumerate(as_written(LINE))]
    better = as_written(LINE)
    slower = [Played(1 + note.at * 1.03 + 2 * PASS_S, note.length, note.pitch, 80) for note in LINE[:40]]
    result = score_keyboard([*poor, *moved(better, PASS_S), *slower], LINE, pass_s=PASS_S)
    assert [one.of for one in result.passes] == [len(LINE)] * 3
    assert result.best == 1
    assert result.score >= 97
    assert result.passes[0].score < 60
    assert result.passes[2].hits == 40


def test_rounds_are_found_by_ear_too() -> None:
    short = lick(bars=2)
    notes = [*as_written(short), *moved(as_written(short), 4.0)]
    result = score_sound(sounding(notes), short, pass_s=4.0)
    assert len(result.passes) == 2
    assert min(one.score for one in result.passes) >= 90


def test_late_notes_are_late_by_so_much() -> None:
    notes = as_written(LINE)
    for place in (7, 22, 37):
        notes[place] = replace(notes[place], at=notes[place].at + 0.07)
    notes[30] = replace(notes[30], at=notes[30].at + 0.2)
    result = score_sound(sounding(notes), LINE)
    for place in (7, 22, 37):
        late = result.notes[place].late_ms
        assert late is not None
        assert abs(late - 70) < 20
        assert 'ms late' in result.notes[place].words
    assert result.notes[30].kind == VerdictKind.OFF


def test_who_rushes_the_off_beats_reads_that() -> None:
    notes = [
        replace(note, at=note.at - (0.035 if asked.beat % 1 else 0))
        for note, asked in zip(as_written(LINE), LINE, strict=True)
    ]
    result = score_keyboard(notes, LINE)
    assert any('You rush the off-beats' in hint for hint in result.hints)


def test_fast_repeated_notes_each_find_their_own() -> None:
    again = [replace(note, at=0.1 * place, pitch=67, length=0.08) for place, note in enumerate(LINE[:24])]
    notes = [replace(note, at=note.at + 0.04 * (place % 2)) for place, note in enumerate(as_written(again))]
    result = score_keyboard(notes, again)
    assert all(note.kind == VerdictKind.HIT for note in result.notes)
    assert result.extras == ()
