"""The band recorded as files: a stem a part, a mix, and no work twice."""

from collections.abc import Callable
from io import BytesIO

import pytest
import soundfile

from app import storage
from app.errors import NotAllowed, NotFound
from app.jobs import feed
from app.practice import pieces, play_alongs
from app.practice.options import Kind, Options
from app.practice.play_alongs import SoundOptions
from models import Status

TUNE = Options(kind=Kind.CHORD_PROGRESSION, key='F', bars=4, seed=5)


def test_a_piece_becomes_a_mix_and_a_stem_for_each_part(ann: str, worker: Callable[[], int]) -> None:
    made = pieces.create(ann, TUNE)
    sound = play_alongs.submit(ann, made.id, SoundOptions(tempo=200))
    worker()
    found = play_alongs.get(ann, sound)
    assert found.status == Status.COMPLETED
    assert {'melody', 'bass', 'drums', 'click'} <= set(found.stems)
    lengths = set()
    for part in ('mix', *found.stems):
        key, name = play_alongs.stem(ann, sound, part)
        wave, rate = soundfile.read(BytesIO(b''.join(storage.read(key))), always_2d=True)
        assert (rate, name) == (44_100, f'{made.title} ({part}).flac')
        assert 0.01 < abs(wave).max() <= 1.0
        lengths.add(len(wave))
    assert len(lengths) == 1, 'a mixer can start all of them together'
    assert pieces.get(ann, made.id).title in {one.title for one in feed.feed(ann).found}
    assert play_alongs.result(ann, sound)[0] == play_alongs.stem(ann, sound, 'mix')[0]


def test_what_was_recorded_already_is_not_recorded_again_until_the_piece_changes(
    ann: str, worker: Callable[[], int]
) -> None:
    made = pieces.create(ann, TUNE)
    first = play_alongs.submit(ann, made.id)
    assert play_alongs.submit(ann, made.id) == first, 'while it waits'
    worker()
    assert play_alongs.submit(ann, made.id) == first
    assert play_alongs.submit(ann, made.id, SoundOptions(transpose=2)) != first
    pieces.change(ann, made.id, lambda score: score)
    with pytest.raises(NotFound):
        play_alongs.get(ann, first)
    assert worker() is not None


def test_others_hear_nothing_of_it_and_a_band_that_is_not_there_is_told(
    ann: str, bea: str, worker: Callable[[], int]
) -> None:
    made = pieces.create(ann, TUNE)
    with pytest.raises(NotFound):
        play_alongs.submit(bea, made.id)
    sound = play_alongs.submit(ann, made.id, SoundOptions(band='NoSuchBand'))
    worker()
    found = play_alongs.get(ann, sound)
    assert found.status == Status.FAILED
    assert found.error is not None
    assert 'band' in found.error
    with pytest.raises(NotFound):
        play_alongs.get(bea, sound)
    with pytest.raises(NotFound):
        play_alongs.stem(ann, sound, 'mix')


@pytest.mark.parametrize('wrong', [SoundOptions(tempo=39), SoundOptions(transpose=13), SoundOptions(choruses=9)])
def test_nothing_is_played_that_no_band_plays(ann: str, wrong: SoundOptions) -> None:
    made = pieces.create(ann, TUNE)
    with pytest.raises(NotAllowed):
        play_alongs.submit(ann, made.id, wrong)
    assert play_alongs.of_piece(ann, made.id) == []
