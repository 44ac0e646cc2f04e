"""A voice is learnt by the real engine, in a few trials: nearer than the nearest, spoken with, and stopped."""

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from app import storage
from app.config import settings
from app.voice import engines, own_voices, queries, service
from app.voice.engines import learnt, pitch, search, speakers, styles, weights
from app.voice.engines.colour import BANDS
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.port import Recording, Speech, Transcript
from app.voice.errors import BadRecording, Stopped
from app.voice.options import SpeakOptions
from app.voice.rates import at_rate
from models import Status
from tests.app.leveling_support import upload
from tests.app.voice.learning_support import AGREED

MODELS = settings().models_dir
PLACE = Path(tempfile.mkdtemp()) / 'somebody.voice'
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not weights.there(MODELS, weights.KOKORO, weights.SPEAKERS, *weights.WHISPER),
        reason='make setup without SLIM=1 brings the voices',
    ),
]


def kokoro() -> Kokoro:
    engine = engines.that_speaks('kokoro', MODELS)
    assert isinstance(engine, Kokoro)
    return engine


@cache
def somebody() -> Recording:
    """Ten seconds of somebody who is not in the list: two of them in one, and higher."""
    mixed = (styles.every()[styles.ids().index('am_adam')] + styles.every()[styles.ids().index('af_bella')]) / 2
    model = learnt.Model(mixed.astype(np.float16), 1.15, np.zeros(BANDS, np.float32), 'en-us')
    PLACE.write_bytes(learnt.written(model))
    text = 'The old market opens at seven, and by eight there is no bread left, because everybody here bakes badly.'
    chunks = list(kokoro().speak(Speech(text, str(PLACE))))
    return Recording(np.concatenate([chunk.sound for chunk in chunks]), chunks[0].rate)


@pytest.mark.nightly
def test_a_voice_that_is_learnt_is_nearer_than_any_in_the_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(search, 'TRIALS', 14)
    told: list[float] = []
    found = engines.that_learns('kokoro', MODELS).learn([somebody()], told.append)
    assert found.similarity > found.nearest[1] + 0.03
    assert found.nearest[0] in styles.ids()
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) >= 10

    (tmp_path / 'one.voice').write_bytes(found.model)
    chunks = list(kokoro().speak(Speech('Good evening, everybody, here I am.', str(tmp_path / 'one.voice'))))
    sound = np.concatenate([chunk.sound for chunk in chunks])
    wanted = pitch.usual(somebody().sound, somebody().rate)
    assert pitch.usual(sound, chunks[0].rate) == pytest.approx(wanted, rel=0.15)
    assert [word.text for chunk in chunks for word in chunk.words] == [
        'Good',
        'evening,',
        'everybody,',
        'here',
        'I',
        'am.',
    ]


@pytest.mark.nightly
def test_a_job_learns_it_from_an_upload_and_a_text_is_said_with_it(
    owner: str, worker: Callable[[], int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import tasks  # noqa: F401

    monkeypatch.setattr(search, 'TRIALS', 1)  # how near it comes is told above
    soundfile.write(tmp_path / 'me.flac', somebody().sound, somebody().rate)
    (report,), _ = own_voices.check_samples(owner, [upload(owner, tmp_path / 'me.flac')])
    assert (report.faults, report.seconds > 4) == ((), True)
    voice_id = service.submit_learn(owner, [upload(owner, tmp_path / 'me.flac')], AGREED)
    worker()
    found = own_voices.get(owner, voice_id)
    assert (found.status, found.error, found.language) == ('ready', None, 'en-us')
    assert storage.exists(own_voices.preview(owner, voice_id))
    clip_id = service.submit_speak(owner, SpeakOptions(text='Here I am.', voice=voice_id))
    worker()
    assert (queries.get(owner, clip_id).status, queries.get(owner, clip_id).error) == (Status.COMPLETED, None)


@pytest.mark.nightly
def test_who_stops_it_waits_for_one_trial_at_most() -> None:
    stop, told = Event(), list[float]()

    def report(done: float) -> None:
        told.append(done)
        stop.set()

    with pytest.raises(Stopped, match='nothing of it was kept'):
        engines.that_learns('kokoro', MODELS).learn([somebody()], report, stop)
    assert len(told) == 1


def test_samples_that_do_not_do_are_not_learnt_from() -> None:
    silence = Recording(np.zeros(160_000, np.float32), 16_000)
    with pytest.raises(BadRecording, match='This recording is silent'):
        engines.that_learns('kokoro', MODELS).learn([silence], lambda done: None)


@pytest.mark.nightly
def test_a_recording_is_brought_into_a_voice_that_was_learnt() -> None:
    said = list(engines.that_speaks('instant', MODELS).speak(Speech('The boat left the harbor early.', 'instant')))
    recording = Recording(np.concatenate([chunk.sound for chunk in said]), said[0].rate)
    words = tuple(word for chunk in said for word in chunk.words)
    somebody()
    change = engines.that_converts('change', MODELS)
    changed = change.convert(recording, Transcript('en', words), str(PLACE))
    sound = np.concatenate([chunk.sound for chunk in changed])
    assert len(sound) == pytest.approx(len(recording.sound), abs=2)
    tells = speakers.that_tells(MODELS)
    wanted, before, after = (
        tells.of(search.levelled(at_rate(one, recording.rate, speakers.RATE)))
        for one in (somebody().sound, recording.sound, sound)
    )
    assert speakers.likeness(wanted, after) > speakers.likeness(wanted, before) + 0.1


@pytest.mark.nightly
def test_a_pitch_moves_the_voice_and_not_its_timing() -> None:
    engine = kokoro()
    ids = [50, 83, 54, 156, 57, 135, 4]
    style = styles.style('af_heart', len(ids))
    low, steps = engine.said(ids, style, pitch=0.8)
    high, again = engine.said(ids, style, pitch=1.2)
    assert np.array_equal(steps, again)
    assert len(low) == len(high)
    assert pitch.usual(high, engine.rate) / pitch.usual(low, engine.rate) == pytest.approx(1.5, rel=0.1)
