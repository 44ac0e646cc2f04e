"""Speech as OpenAI's interface asks for it, of a real server: heard while it is made, and made for who hangs up."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from tests.engine_doubles import KEY, Double, Said, double
from tests.receivers import Asked
from tests.servers import LevelMix
from tests.sites import Sites
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.nightly]
TEXT = 'The boat left the harbor early in the morning, before anybody was awake. ' * 3
WISH = {'input': TEXT, 'voice': 'gpu-andreas', 'model': 'gpu', 'response_format': 'wav'}


@contextmanager
def held(gpu: Double) -> Iterator[threading.Event]:
    """All answers but the first wait until somebody lets them go."""
    go_on, first, answer = threading.Event(), threading.Event(), gpu.answer

    def later(asked: Asked) -> Said:
        if asked.path == '/generate':
            if first.is_set():
                go_on.wait(60)
            first.set()
        return answer(asked)

    gpu.server.answers = later
    try:
        yield go_on
    finally:
        go_on.set()


@pytest.fixture
def gpu() -> Iterator[Double]:
    with double('plain') as made:
        yield made


@pytest.fixture
def site(sites: Sites, gpu: Double) -> Iterator[LevelMix]:
    place = {'name': 'gpu', 'shape': 'plain', 'url': gpu.server.url('').rstrip('/')}
    with sites.lent(voice_engines=json.dumps([place]), voice_engine_keys=json.dumps({'gpu': KEY})) as server:
        yield server


def clips(site: LevelMix) -> list[dict[str, str]]:
    return list(httpx2.get(f'{site.url}/api/v1/voice/clips', timeout=30).json()['items'])


def test_a_speech_is_heard_while_the_rest_is_still_made(site: LevelMix, gpu: Double) -> None:
    with held(gpu) as go_on, httpx2.stream('POST', f'{site.url}/v1/audio/speech', json=WISH, timeout=60) as answer:
        assert (answer.status_code, answer.headers['content-type']) == (200, 'audio/wav')
        pieces = answer.iter_raw()
        first = next(pieces)
        assert first[:4] == b'RIFF'
        assert len(first) > 44, 'there is sound in it'
        assert clips(site)[0]['status'] == 'processing'
        go_on.set()
        rest = b''.join(pieces)
    assert len(rest) > len(first) / 4
    until(lambda: clips(site)[0]['status'] == 'completed', seconds=60, what='the clip')
    assert 'Traceback' not in site.log


def test_the_clip_of_who_hangs_up_is_made_all_the_same(site: LevelMix, gpu: Double) -> None:
    with held(gpu) as go_on:
        with httpx2.stream('POST', f'{site.url}/v1/audio/speech', json=WISH, timeout=60) as answer:
            next(answer.iter_raw())
        go_on.set()
        until(lambda: clips(site)[0]['status'] == 'completed', seconds=60, what='the clip')
    assert 'Traceback' not in site.log


def test_a_speech_that_breaks_off_ends_the_connection(site: LevelMix, gpu: Double) -> None:
    with (
        held(gpu) as go_on,
        httpx2.stream('POST', f'{site.url}/v1/audio/speech', json=WISH, timeout=60) as answer,
    ):
        pieces = answer.iter_raw()
        next(pieces)
        gpu.server.answers = lambda asked: (500, {}, b'')
        gpu.faults = [(500, {}, b'')] * 9
        go_on.set()
        with pytest.raises(httpx2.RemoteProtocolError):
            b''.join(pieces)
    assert clips(site)[0]['status'] == 'failed'
    assert 'ended too early: The engine “gpu” failed.' in site.log
    assert 'Traceback' not in site.log
