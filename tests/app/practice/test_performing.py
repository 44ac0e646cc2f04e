"""What a browser is told to play: everything that sounds, in order, at any tempo, with the page beside it."""

import pytest

from app.errors import NotAllowed
from app.practice import performing
from app.practice.generator.making import generate
from app.practice.options import Kind, Options, Style
from app.practice.playing import sounding
from app.practice.score import Score, note_id


@pytest.fixture(scope='module')
def score() -> Score:
    return generate(Options(kind=Kind.COMPLETE_PIECE, key='F', style=Style.SWING, seed=11))


def test_every_part_plays_recordings_that_there_are(score: Score) -> None:
    told = performing.performance(score, 140)
    starts = [event['at'] for event in told['events']]
    assert starts == sorted(starts)
    assert {event['part'] for event in told['events']} >= {'melody', 'bass', 'drums', 'click'}
    names = performing.names()
    for event in told['events']:
        if event['part'] == 'drums':
            assert f'drum.{event["sound"]}' in names
        elif event['part'] != 'click':
            assert 21 <= event['sound'] <= 108
            assert event['length'] > 0


def test_every_written_note_is_found_on_the_page_when_it_sounds(score: Score) -> None:
    told = performing.performance(score, 140)
    named = [name for _, _, ids in told['notes'] for name in ids]
    assert set(named) == {note_id(bar, place) for bar, place, _ in score.placed_notes()}
    assert len(told['notes']) == len(sounding(score))
    assert all(start < end <= start + told['longest'] + 1e-3 for start, end, _ in told['notes'])


def test_another_tempo_is_as_much_longer_and_another_key_is_as_much_higher(score: Score) -> None:
    usual, slow = performing.performance(score, 200), performing.performance(score, 100)
    assert slow['length'] == pytest.approx(2 * usual['length'], abs=0.01)
    melody = [event['sound'] for event in usual['events'] if event['part'] == 'melody']
    higher = performing.performance(score, 200, 2)
    assert [event['sound'] for event in higher['events'] if event['part'] == 'melody'] == [n + 2 for n in melody]


def test_bars_begin_where_beats_do_and_each_has_its_clicks(score: Score) -> None:
    told = performing.performance(score, 120)
    assert len(told['beats']) == len(told['bars']) * told['beats_a_bar']
    firsts = {beat['bar']: beat['at'] for beat in reversed(told['beats'])}
    assert [firsts[n] for n in range(len(told['bars']))] == [bar[0] for bar in told['bars']]
    clicks = [event for event in told['events'] if event['part'] == 'click']
    assert [click['at'] for click in clicks] == [beat['at'] for beat in told['beats']]
    assert sum(click['strong'] for click in clicks) == len(told['bars'])


def test_tempi_and_keys_without_sense_are_refused_in_a_sentence(score: Score) -> None:
    for tempo, semitones in ((39, 0), (301, 0), (120, 13)):
        with pytest.raises(NotAllowed, match=r'Choose a tempo|Transpose by'):
            performing.performance(score, tempo, semitones)
