"""Takes as people hand them in: scored by a worker, written into their progress, theirs alone."""

from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.errors import NotAllowed, NotFound
from app.practice import journal, own_takes, pieces, progress, reviews
from app.practice.accompaniment.trio import perform
from app.practice.expecting import expected
from app.practice.generator.making import generate
from app.practice.options import Kind, Options
from app.practice.own_takes import TakeOptions
from app.practice.playing import turns
from app.practice.sound.instruments import RATE
from app.practice.sound.stems import render
from app.practice.sound.tempo import timing
from models import Status
from models.types import utc_now
from tests.app.limits_support import uploaded

LICK = Options(kind=Kind.JAZZ_LICK, key='C', tempo=120, seed=4)


@pytest.fixture
def lick(ann: str) -> str:
    """A lick of hers."""
    return pieces.create(ann, LICK).id


def on_keyboard(user_id: str, content_id: str, steps: int = 0) -> list[dict[str, object]]:
    """The piece as a keyboard sends it, every note in its place, perhaps so many semitones off."""
    notes = expected(pieces.score(user_id, content_id))
    return [
        {'at': 0.5 + one.at, 'length': one.length, 'pitch': one.pitch + steps, 'velocity': one.velocity}
        for one in notes
    ]


def test_a_take_on_a_keyboard_is_scored_and_becomes_progress(ann: str, lick: str, worker: Callable[[], int]) -> None:
    sitting = journal.start(ann)
    take = own_takes.submit_keyboard(ann, on_keyboard(ann, lick), lick)
    worker()
    found = own_takes.get(ann, take)
    assert (found.status, found.source) == (Status.COMPLETED, 'midi')
    assert found.score is not None
    assert found.score >= 95
    assert found.result is not None
    assert {note.id for note in found.result.notes} == {one.id for one in expected(pieces.score(ann, lick))}
    (point,) = progress.points(ann, sitting.started_at)
    assert (point.skill, point.score, point.content_id) == ('improvisation', found.score, lick)
    assert reviews.due(ann, at=utc_now()) == [], 'it went well: it is due some other day'
    assert [one.id for one in own_takes.of_piece(ann, lick)] == [take]


def test_a_take_on_a_keyboard_with_the_band_tells_how_far_behind_it_was(
    ann: str, lick: str, worker: Callable[[], int]
) -> None:
    with_band = TakeOptions(band=True, began_ms=400, delay_ms=30)
    late = own_takes.submit_keyboard(ann, on_keyboard(ann, lick), lick, with_band)
    unknown = own_takes.submit_keyboard(ann, on_keyboard(ann, lick), lick, replace(with_band, delay_ms=None))
    worker()
    told, untold = own_takes.get(ann, late).result, own_takes.get(ann, unknown).result
    assert told is not None
    assert untold is not None
    assert 'you are 70 ms behind the band' in told.hints[0]
    assert not [hint for hint in untold.hints if 'the band' in hint], 'nothing is told where the delay is not known'
    assert told.score == untold.score


def test_a_recording_is_heard_and_scored(ann: str, lick: str, worker: Callable[[], int], tmp_path: Path) -> None:
    score = pieces.score(ann, lick)
    wave = render(perform(score), timing(score), ('melody',)).stems['melody']
    file = tmp_path / 'take.wav'
    soundfile.write(file, np.concatenate([np.zeros((RATE // 2, 2)), wave]), RATE)
    upload_id = uploaded(ann, 'take.wav', file.read_bytes())
    take = own_takes.submit_recording(ann, upload_id, lick)
    assert own_takes.submit_recording(ann, upload_id, lick) == take, 'sent twice, it is one take'
    worker()
    found = own_takes.get(ann, take)
    assert found.score is not None, found.error
    assert found.score >= 85
    key, _ = own_takes.recording(ann, take)
    assert key


def test_what_is_no_take_of_this_piece_says_so_and_changes_nothing(
    ann: str, lick: str, worker: Callable[[], int]
) -> None:
    silence = [{'at': 0.0, 'length': 0.1, 'pitch': 60, 'velocity': 1}]
    take = own_takes.submit_keyboard(ann, silence, lick)
    worker()
    found = own_takes.get(ann, take)
    assert found.status == Status.FAILED
    assert found.error is not None
    assert 'kept' in found.error
    assert progress.strengths(ann, utc_now().replace(year=2020)) == {}


def test_nobody_hears_the_takes_of_others_or_plays_what_they_cannot_see(
    ann: str, bea: str, lick: str, worker: Callable[[], int]
) -> None:
    with pytest.raises(NotFound):
        own_takes.submit_keyboard(bea, on_keyboard(ann, lick), lick)
    take = own_takes.submit_keyboard(ann, on_keyboard(ann, lick), lick)
    worker()
    for deed in (own_takes.get, own_takes.recording):
        with pytest.raises(NotFound):
            deed(bea, take)
    assert own_takes.of_piece(bea, lick) == []


@pytest.mark.parametrize(
    'wrong',
    [
        [],
        [{'at': 0}],
        [{'at': 'x', 'length': 1, 'pitch': 60}],
        [{'at': -1, 'length': 1, 'pitch': 60}],
        [{'at': 0, 'length': 1, 'pitch': 128}],
        [{'at': float('nan'), 'length': 1, 'pitch': 60}],
        [{'at': 0, 'length': 1, 'pitch': 60, 'velocity': 0}],
    ],
)
def test_what_no_keyboard_sends_is_refused_in_a_sentence(ann: str, lick: str, wrong: list[dict[str, object]]) -> None:
    with pytest.raises(NotAllowed):
        own_takes.submit_keyboard(ann, wrong, lick)
    assert own_takes.of_piece(ann, lick) == []


@pytest.mark.parametrize(
    'wrong', [{'tempo': 20}, {'transpose': 13}, {'first': 1}, {'last': 1}, {'first': 2, 'last': 1}]
)
def test_nothing_is_held_against_what_nobody_can_play(ann: str, lick: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed):
        own_takes.submit_keyboard(ann, on_keyboard(ann, lick), lick, replace(TakeOptions(), **wrong))


def test_bars_that_were_repeated_are_held_against_themselves_alone(
    ann: str, lick: str, worker: Callable[[], int]
) -> None:
    options = TakeOptions(tempo=90, transpose=2, first=1, last=2)
    notes = expected(pieces.score(ann, lick), 90, 2, (1, 2))
    assert notes
    assert min(one.at for one in notes) < 2.8
    assert {one.bar for one in notes} <= {2, 3}
    sent = [{'at': 1 + one.at, 'length': one.length, 'pitch': one.pitch, 'velocity': one.velocity} for one in notes]
    take = own_takes.submit_keyboard(ann, sent, lick, options)
    worker()
    found = own_takes.get(ann, take)
    assert found.score is not None, found.error
    assert found.score >= 95
    assert asdict(found.options) == asdict(options)


def test_bars_that_are_played_twice_are_told_apart() -> None:
    """Else what was played in the second time through would be told of the last bar."""
    score = generate(Options(kind=Kind.COMPLETE_PIECE, key='F', seed=11))
    assert len(turns(score)) > len(score.bars), 'it has repeats'
    notes = expected(score)
    assert [one.bar for one in notes] == sorted(one.bar for one in notes)
    assert max(one.bar for one in notes) > len(score.bars)
