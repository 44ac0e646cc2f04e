"""Bands of MMA: what it is told, what comes back straight, and what happens where it is not there or does not fit."""

import shutil
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from app.practice.accompaniment import mma
from app.practice.accompaniment.mma import NoBand, available, bands, perform_with
from app.practice.accompaniment.mma_text import mma_text, named
from app.practice.music.chord_names import read_chord
from app.practice.options import Style
from app.practice.playing import harmony, turns
from app.practice.score import Score
from app.practice.sound.midi_file import DRUM_CHANNEL, MidiFile, MidiNote, MidiTrack, write
from tests.app.practice.pieces import blues, everything

BAR, BEAT = 768, 192


def band_that_plays(score: Score, folder: Path, bar: int = BAR, swings: bool = True) -> tuple[str, ...]:
    """A stand-in for MMA: checks that it gets two files, and answers with a file like those of MMA."""
    late = 128 if swings else 96
    drums, bass, piano = [], [], []
    for n in range(len(turns(score))):
        drums += [
            MidiNote(n * bar + beat * BEAT + off, 51, 20, 80, DRUM_CHANNEL) for beat in range(4) for off in (0, late)
        ]
        bass += [MidiNote(max(0, n * bar + beat * BEAT - 3), 36 + beat, 180, 80, 3) for beat in range(4)]
        piano += [MidiNote(n * bar + BEAT + late, pitch, 90, 70, 4) for pitch in (64, 70)]
    marks = tuple((n * bar, 'B') for n in range(len(turns(score))))
    answer = write(
        MidiFile(
            [
                MidiTrack('Marks', (), 0, marks),
                MidiTrack('Drum', tuple(drums)),
                MidiTrack('Walk', tuple(bass), 32),
                MidiTrack('Chord', tuple(piano), 0),
            ],
            140,
            ticks=BEAT,
        )
    )
    (folder / 'answer.mid').write_bytes(answer)
    program = folder / 'band.py'
    told, played = folder / 'told', folder / 'answer.mid'
    program.write_text(
        'import shutil, sys\nassert sys.argv[2] == "-f"\n'
        f'shutil.copy({str(played)!r}, sys.argv[3])\nshutil.copy(sys.argv[1], {str(told)!r})\n'
    )
    return (sys.executable, str(program))


def test_what_swings_there_swings_here_by_our_own_curve(tmp_path: Path) -> None:
    score = blues()
    band = perform_with(score, command=band_that_plays(score, tmp_path))
    assert {one.at % 1 for one in band.drums} == {Fraction(0), Fraction(1, 2)}, 'written as straight eighths'
    assert [one.at for one in band.bass[:5]] == [0, 1, 2, 3, 4], 'what is played just before a beat is on it'
    assert {one.at % 4 for one in band.piano} == {Fraction(3, 2)}
    assert len(band.melody) == 3 * len(score.bars)


def test_what_is_straight_there_stays_so(tmp_path: Path) -> None:
    from app.practice.score import Feel

    score = blues(Style.BOSSA, feel=Feel.STRAIGHT)
    band = perform_with(score, command=band_that_plays(score, tmp_path, swings=False))
    assert {one.at % 1 for one in band.drums} == {Fraction(0), Fraction(1, 2)}


def test_it_is_told_every_chord_in_its_own_words(tmp_path: Path) -> None:
    score = blues(changes='Dm7b5 G7alt Cm(maj7) N.C.')
    perform_with(score, command=band_that_plays(score, tmp_path))
    told = (tmp_path / 'told').read_text().splitlines()
    assert 'Groove SwingWalk' in told
    assert [line for line in told if line[0].isdigit()] == ['1 Dm7b5', '2 G7#5#9', '3 CmM7', '4 z!']
    assert told.count('MidiMark B') == 4


def test_chords_that_share_a_bar_stand_on_their_beats() -> None:
    score = everything()
    bars = [turn for turn in turns(score) if turn.length == score.time.bar]
    text = mma_text('SwingWalk', 140, 1, bars, harmony(score), score.time.beat)
    assert '1 Dm7b5 G7b9@3' in text
    assert '2 CmM7 F#m7b5/E@3' not in text
    assert '2 CmM7 F#m7/E@3' in text


@pytest.mark.parametrize(
    ('name', 'told'),
    [
        ('Cmaj7', 'CM7'),
        ('C6/9', 'C6(add9)'),
        ('Bb13', 'Bb13'),
        ('F#dim7', 'F#dim7'),
        ('C7#9b13', 'C7'),
        ('G/Eb', 'GM/Eb'),
    ],
)
def test_a_chord_that_it_does_not_know_becomes_the_plainer_one(name: str, told: str) -> None:
    assert named(read_chord(name)) == told


@pytest.mark.parametrize('groove', ['Nope; rm', '../x', 'A\nTempo 1', 'x' * 41])
def test_a_band_whose_name_is_none_is_never_called(groove: str, tmp_path: Path) -> None:
    with pytest.raises(NoBand, match='no band called'):
        perform_with(blues(), groove, command=band_that_plays(blues(), tmp_path))
    assert not (tmp_path / 'told').exists()


def test_every_groove_that_is_installed_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / 'stdlib').mkdir()
    (tmp_path / 'stdlib' / 'swing.mma').write_text('DefGroove SwingWalk Words.\nBegin Drum\nEnd\nDefGroove  Swing1\n')
    (tmp_path / 'stdlib' / 'bossa.mma').write_bytes(b'// \xe9\nDefGroove bossa\n')
    assert bands(tmp_path) == ('bossa', 'Swing1', 'SwingWalk')
    assert bands(tmp_path / 'nothing') == ()


def test_where_it_is_not_installed_a_sentence_says_who_plays_instead() -> None:
    assert not available('no-such-program-here')
    with pytest.raises(NoBand, match='band of the house'):
        perform_with(blues(), command=('no-such-program-here',))


def test_a_groove_that_it_does_not_have_is_told() -> None:
    with pytest.raises(NoBand, match='choose another one'):
        perform_with(blues(), 'Nothing', command=('true',))


def test_a_band_in_another_time_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoBand, match='does not play in 4/4'):
        perform_with(blues(), command=band_that_plays(blues(), tmp_path, bar=576))


def test_a_band_that_never_comes_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mma, 'PATIENCE_S', 0.5)
    slow = tmp_path / 'slow.py'
    slow.write_text('import time\ntime.sleep(600)\n')
    with pytest.raises(NoBand, match='too long'):
        perform_with(blues(), command=(sys.executable, str(slow)))


@pytest.mark.skipif(shutil.which('mma') is None, reason='MMA is not installed')
@pytest.mark.parametrize('style', [one for one in Style if one != Style.WALTZ])
def test_where_it_is_installed_each_style_has_a_band(style: Style) -> None:
    band = perform_with(blues(style))
    assert band.bass or band.piano
