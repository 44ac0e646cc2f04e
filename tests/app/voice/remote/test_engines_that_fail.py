"""What an engine at an address may do wrong: told in one sentence, without its key, and nobody waits for long."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from app.voice.engines import remote
from app.voice.engines.port import EffectWish, Speech, Transcript
from app.voice.engines.remote import asking
from app.voice.errors import EngineAway
from tests.engine_doubles import (
    KEY,
    TEXT,
    Double,
    Said,
    posts,
    recording,
    speech,
    tone,
    wav,
)
from tests.receivers import Asked


def test_an_engine_that_is_down_is_told_in_one_sentence_and_lists_nobody(engine: Double) -> None:
    place = engine.place(url='http://127.0.0.1:9')
    gone = remote.that_speaks(place)
    assert gone.voices() == []
    assert gone.health().what == 'The engine “gpu” does not answer: it refused the connection.'
    with pytest.raises(EngineAway, match=r'refused the connection\. Nothing was made and nothing is'):
        list(gone.speak(Speech(TEXT, 'gpu-andreas')))


FAULTS: dict[str, tuple[Said, int, str]] = {
    'its key': ((401, {}, KEY.encode()), 1, 'refuses the key that it is asked with'),
    'its own': ((500, {}, b'Traceback'), 2, 'failed. Nothing'),
    'too much to do': ((429, {}, b''), 2, 'has too much to do'),
    'no such voice': ((404, {}, b'{}'), 1, r'refused what it was asked for \(404\)'),
    'somewhere else': ((307, {'Location': 'http://other.example/'}, b''), 1, 'has another address now'),
    'a page': ((200, {'Content-Type': 'text/html'}, b'<html>Welcome'), 1, 'answered with something that'),
    'nothing': ((200, {'Content-Type': 'audio/wav'}, b''), 1, 'answered with something that'),
    'noise': ((200, {'Content-Type': 'audio/wav'}, b'\1\2\3\4' * 99), 1, 'answered with something that'),
    'half of it': ((200, {'Content-Type': 'audio/wav', 'Content-Length': '99999'}, tone(1.0)[:999]), 1, 'broke off'),
    'without end': ((200, {'Content-Length': str(10**12)}, b'RIFF'), 1, 'answered with more than is taken at once'),
}


@pytest.mark.parametrize('kind', FAULTS)
def test_what_an_engine_may_do_wrong_is_told_and_never_its_key(
    kind: str, engine: Double, caplog: pytest.LogCaptureFixture
) -> None:
    fault, tries, sentence = FAULTS[kind]
    engine.faults = [fault] * tries
    with caplog.at_level(logging.DEBUG), pytest.raises(EngineAway, match=sentence) as error:
        speech(engine, 'Hello there.')
    said = str(error.value)
    assert 'Nothing was made and nothing is taken' in said
    assert len(posts(engine)) == tries
    assert 'engine gpu' in caplog.text
    for secret in (KEY, str(engine.server.port), 'other.example', 'Traceback'):
        assert secret not in said + caplog.text
    assert KEY not in repr(engine.place())


def test_one_bad_moment_is_not_noticed(engine: Double) -> None:
    engine.faults = [(503, {}, b'')]
    assert speech(engine, 'Hello there.')
    assert len(posts(engine)) == 2


def test_an_answer_that_goes_on_and_on_is_cut(plain: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, 'MOST_SOUND', 5000)
    plain.faults = [
        (200, {'Transfer-Encoding': 'chunked'}, b'1000\r\n' + b'a' * 4096 + b'\r\n' + b'1000\r\n' + b'a' * 4096)
    ]
    with pytest.raises(EngineAway, match='answered with more than is taken at once'):
        speech(plain, 'Hello there.')


@pytest.fixture
def held() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def waiting(held: threading.Event) -> Callable[[Asked], Said]:
    def answer(asked: Asked) -> Said:
        held.wait(60)
        return wav(1.0)

    return answer


def test_a_slow_engine_is_given_up_and_not_asked_twice(plain: Double, held: threading.Event) -> None:
    plain.faults = [waiting(held)]
    with pytest.raises(EngineAway, match=r'did not answer within 0\.3 s'):
        speech(plain, 'Hello there.', seconds=0.3)
    assert len(posts(plain)) == 1


def test_who_stops_does_not_wait_for_an_answer(plain: Double, held: threading.Event) -> None:
    stop = threading.Event()

    def answer(asked: Asked) -> Said:
        stop.set()
        return waiting(held)(asked)

    plain.faults = [wav(1.0), answer]
    engine = remote.that_speaks(plain.place())
    chunks = list(engine.speak(Speech(TEXT, 'gpu-andreas'), stop))
    assert [chunk.text for chunk in chunks] == ['Doors open at 7:30pm.']


def test_a_recording_that_comes_back_far_shorter_is_refused(plain: Double) -> None:
    engine = remote.that_converts(plain.place())
    with pytest.raises(EngineAway, match=r'made 2.0 s of a recording of 5.0 s'):
        list(engine.convert(recording(5.0), Transcript('', ()), 'gpu-woman'))


def test_a_sound_of_silence_is_refused(plain: Double) -> None:
    quiet = tone(1.0)[:44] + bytes(48_000)
    plain.faults = [(200, {'Content-Type': 'audio/wav'}, quiet)]
    with pytest.raises(EngineAway, match='answered with silence'):
        remote.that_makes_effects(plain.place()).effect(EffectWish('rain'))


def test_a_wish_that_is_stopped_is_not_waited_for(plain: Double, held: threading.Event) -> None:
    stop = threading.Event()
    stop.set()
    plain.faults = [waiting(held)]
    with pytest.raises(asking.Stopped), suppress(EngineAway):
        remote.that_makes_effects(plain.place()).effect(EffectWish('rain'), stop)


def test_nobody_waits_for_news_of_an_engine_that_hangs(plain: Double, held: threading.Event) -> None:
    engine = remote.that_speaks(plain.place())
    assert engine.health().state == 'ready'
    looked = threading.Event()

    def hang(asked: Asked) -> Said:
        looked.set()
        return waiting(held)(asked)

    plain.server.answers = hang
    engine._health._fresh_s = 0.0  # type: ignore[attr-defined]
    assert [engine.health().state for _ in range(3)] == ['ready'] * 3
    assert looked.wait(30), 'it is asked for anew all the same'
    assert sum(asked.path == '/health' for asked in plain.asked) == 2, 'by one at a time'
