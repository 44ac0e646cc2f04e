"""Programs have texts said, hear them while they are made, and keep a dictionary."""

import struct
from collections.abc import Callable

import pytest

from app import accounts
from app.accounts import Visitor
from app.api.v1 import rates
from app.voice import listening
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.app.voice.clips_support import TEXT, Humming, humming

SOON = {'text': TEXT, 'voice': 'hum'}


@pytest.fixture
def engine(with_accounts: None, monkeypatch: pytest.MonkeyPatch) -> Humming:
    rates.forget()
    return humming(monkeypatch)


@pytest.fixture
def ann(engine: Humming) -> Program:
    accounts.let_in(Visitor())
    return Program(person(), 'voice:write')


def test_a_text_is_said_and_its_clip_taken_along(ann: Program, engine: Humming, worker: Callable[[], int]) -> None:
    made = ann.ask('POST', '/voice/speak', json=SOON)
    assert (made.status_code, made.json()['area'], made.json()['kind']) == (201, 'voice', 'voice.speak')
    clip_id = made.json()['id']
    assert problem(ann.get(f'/voice/clips/{clip_id}/subtitles/srt')) == (404, 'not-found')
    worker()
    clip = ann.get(f'/voice/clips/{clip_id}').json()
    assert (clip['status'], clip['tool'], clip['text'], clip['engine']) == ('completed', 'speak', TEXT, 'humming')
    assert clip['loudness_lufs'] == pytest.approx(-19.0, abs=0.1)
    assert ann.get(f'/jobs/{clip_id}/result').content[:4] == b'RIFF'
    subtitles = ann.get(f'/voice/clips/{clip_id}/subtitles/vtt')
    assert subtitles.headers['content-type'].startswith('text/vtt')
    assert 'The boat left early.' in subtitles.text
    assert [one['id'] for one in ann.get('/voice/clips?tool=speak').json()['items']] == [clip_id]
    assert ann.get('/voice/clips?tool=effect').json()['items'] == []


def test_the_headings_of_a_text_are_chapters(ann: Program, engine: Humming, worker: Callable[[], int]) -> None:
    book = {'text': '# One\nSome words.\n\n# Two\nAnd more.', 'voice': 'hum'}
    assert [one['title'] for one in ann.ask('POST', '/voice/read', json=book).json()['chapters']] == ['One', 'Two']
    clip_id = ann.ask('POST', '/voice/speak', json=book).json()['id']
    assert ann.get(f'/voice/clips/{clip_id}').json()['chapters'] == []
    worker()
    told = ann.get(f'/voice/clips/{clip_id}').json()['chapters']
    assert told == [{'title': 'One', 'start_s': 0.0}, {'title': 'Two', 'start_s': 0.65}]


def test_a_clip_is_heard_while_it_is_made_and_nothing_of_it_is_left_out(
    ann: Program, engine: Humming, worker: Callable[[], int]
) -> None:
    clip_id = ann.ask('POST', '/voice/speak', json=SOON).json()['id']
    heard: list[bytes] = []

    def listen(place: int) -> None:
        if place == 0:
            take, more = listening.look(ann.user_id, clip_id, 0)
            assert take is not None
            assert more, 'the rest is still to come'
            heard.append(take.sound)

    engine.meanwhile = listen
    worker()
    assert len(heard) == 1
    sent = ann.get(f'/voice/clips/{clip_id}/stream')
    assert sent.content[:4] == b'RIFF', 'of one that is done, the clip itself'


def test_the_head_of_an_endless_sound_is_one_that_players_read() -> None:
    head = listening.head(24_000)
    assert (len(head), head[:4], head[8:16]) == (44, b'RIFF', b'WAVEfmt ')
    assert struct.unpack('<HHIIHH', head[20:36]) == (1, 1, 24_000, 48_000, 2, 16)


def test_what_cannot_be_said_is_a_problem_and_costs_nothing(ann: Program, engine: Humming) -> None:
    for wish in ({'text': '', 'voice': 'hum'}, {'text': TEXT, 'voice': 'nobody'}, {**SOON, 'speed': 9.0}):
        assert problem(ann.ask('POST', '/voice/speak', json=wish)) == (400, 'not-allowed')
    assert problem(ann.ask('POST', '/voice/speak', json={**SOON, 'tone': 1})) == (422, 'invalid')
    read = ann.ask('POST', '/voice/read', json={'text': 'It cost $5.', 'voice': 'hum'}).json()
    assert (read['spoken'], read['engine']) == (['It cost five dollars.'], 'humming')
    assert ann.get('/voice/clips').json()['items'] == []


def test_voices_are_told_of_engines_that_work(ann: Program, engine: Humming) -> None:
    assert [one['id'] for one in ann.get('/voice/voices?engine=humming').json()['items']] == ['hum', 'low']
    states = {one['id']: one['state'] for one in ann.get('/voice/engines').json()['items']}
    assert states['humming'] == 'ready'


def test_a_word_is_said_as_somebody_wants_it_from_then_on(
    ann: Program, engine: Humming, worker: Callable[[], int]
) -> None:
    made = ann.ask('POST', '/voice/dictionary', json={'word': 'Geis', 'said': 'gice'})
    assert made.status_code == 201
    again = ann.ask('POST', '/voice/dictionary', json={'word': 'geis', 'said': 'guys'})
    assert problem(again) == (422, 'invalid')
    wish = {'text': 'My name is Geis.', 'voice': 'hum'}
    assert ann.ask('POST', '/voice/read', json=wish).json()['spoken'] == ['My name is gice.']
    where = f'/voice/dictionary/{made.json()["id"]}'
    assert ann.ask('PUT', where, json={'word': 'Geis', 'said': 'guys'}).json()['said'] == 'guys'
    eve = Program(person('eve@example.org'), 'voice:write')
    assert problem(eve.get(where)) == (404, 'not-found')
    assert ann.ask('DELETE', where).status_code == 204
    assert ann.ask('POST', '/voice/read', json=wish).json()['spoken'] == ['My name is Geis.']
