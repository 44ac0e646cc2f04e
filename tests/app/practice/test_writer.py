"""Another engine may write the line of a piece: it passes the checks that ours pass, or ours is taken and says so."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.db import transaction
from app.errors import Refused
from app.practice import pieces
from app.practice.generator.making import generate
from app.practice.options import Kind, Options
from app.practice.score import Hand, Score
from app.practice.validator.gates import reasons
from app.practice.writer import lines, writing
from models import FeatureFlag

KEY = 'sk-very-secret'
Change = Callable[[str, object], None]


class Double(HTTPServer):
    """A server that talks like OpenAI's, as the story has it."""

    def __init__(self) -> None:
        super().__init__(('127.0.0.1', 0), _Handler)
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.status, self.content, self.raw = 200, list[str](), b''
        self.waits = threading.Event()
        self.slow = False

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.server_port}/v1'


class _Handler(BaseHTTPRequestHandler):
    server: Double

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers['content-length']))))
        content = self.server.content[min(len(self.server.asked), len(self.server.content)) - 1]
        self._answer(json.dumps({'choices': [{'message': {'content': content}}]}).encode())

    def do_GET(self) -> None:
        self._answer(b'{"data": []}')

    def _answer(self, body: bytes) -> None:
        self.server.keys.append(self.headers['authorization'])
        if self.server.slow:
            self.server.waits.wait(30)
        body = self.server.raw or body
        self.send_response(self.server.status)
        self.send_header('Location', 'http://127.0.0.1:1/')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def double(ann: str, change_setting: Change) -> Iterator[Double]:
    """It, named in the settings, with the flag on for everybody."""
    made = Double()
    thread = threading.Thread(target=made.serve_forever, kwargs={'poll_interval': 0.02})
    thread.start()
    change_setting('practice_writer_url', made.url)
    change_setting('practice_writer_model', 'bop-7b')
    change_setting('practice_writer_key', KEY)
    switch(True)
    yield made
    made.waits.set()
    made.shutdown()
    thread.join()
    made.server_close()


def switch(on: bool) -> None:
    with transaction() as session:
        flag = session.scalar(sa.select(FeatureFlag).where(col(FeatureFlag.name) == writing.FLAG))
        flag = flag or FeatureFlag(name=writing.FLAG)
        flag.is_enabled, flag.rollout_percentage = on, 100.0
        session.add(flag)


def line_of(score: Score) -> str:
    """The line of a piece, as a model tells one."""
    bars = [
        [[float(note.at), float(note.length), note.midi] for note in bar.notes if note.hand == Hand.RIGHT]
        for bar in score.bars
    ]
    return f'Here you are:\n```json\n{json.dumps({"bars": bars})}\n```'


def good() -> tuple[Options, str]:
    """A wish, and a line for it that passes."""
    for seed in range(1, 50):
        wish = Options(kind=Kind.JAZZ_LICK, key='Bb', seed=seed)
        score = generate(wish)
        if not reasons(lines.with_line(score, line_of(score))):
            return wish, line_of(score)
    raise AssertionError


def test_a_line_that_passes_is_taken_and_told(ann: str, double: Double) -> None:
    wish, said = good()
    double.content = [said]
    piece = pieces.create(ann, wish)
    assert 'by “bop-7b” and passed the checks' in piece.description
    score = pieces.score(ann, piece.id)
    assert (score.composer, score.version, reasons(score)) == ('bop-7b', writing.ELSEWHERE, [])
    (asked,) = double.asked
    assert asked['model'] == 'bop-7b'
    told = json.loads(asked['messages'][1]['content'])
    assert told['key'] == 'Bb'
    assert len(told['bars']) == len(score.bars)
    assert double.keys == [f'Bearer {KEY}']


def test_what_does_not_pass_is_told_to_it_and_written_anew(ann: str, double: Double) -> None:
    wish, said = good()
    double.content = [json.dumps({'bars': [[] for _ in generate(wish).bars]}), said]
    assert 'passed the checks' in pieces.create(ann, wish).description
    first, second = double.asked
    assert len(second['messages']) == len(first['messages']) + 2
    assert 'cannot be handed out' in second['messages'][-1]['content']


def scale(bars: int, start: float = 0.0, pitch: object = 60) -> str:
    return json.dumps({'bars': [[[start, 1, pitch]] for _ in range(bars)]})


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize(
    ('change', 'said'),
    [
        ({'status': 302}, 'has another address now'),
        ({'status': 401}, 'refuses the key'),
        ({'status': 429}, 'has too much to do'),
        ({'status': 500}, 'failed (500)'),
        ({'raw': b'<html>'}, 'cannot be read'),
        ({'raw': b'{}'}, 'no answer'),
        ({'raw': b' ' * 600_000}, 'more than is taken'),
        ({'content': ['I would rather not.']}, 'nothing that passed'),
        ({'content': ['{"bars": 3}']}, 'nothing that passed'),
        ({'content': [scale(1)]}, 'nothing that passed'),
        ({'content': [scale(4)]}, 'nothing that passed'),
        ({'content': [scale(4, 3.5)]}, 'nothing that passed'),
        ({'content': [scale(4, 0.0, 300)]}, 'nothing that passed'),
        ({'content': [scale(4, 0.0, 'C')]}, 'nothing that passed'),
        ({'slow': True}, 'did not answer within 0.5 s'),
    ],
)
def test_whatever_else_it_does_our_own_piece_is_made_and_says_why(
    ann: str, double: Double, change_setting: Change, change: dict[str, Any], said: str
) -> None:
    change_setting('practice_writer_seconds', 0.5 if 'slow' in change else 20.0)
    wish, line = good()
    double.content = [line]
    for name, value in change.items():
        setattr(double, name, value)
    piece = pieces.create(ann, wish)
    assert said in piece.description
    assert 'our own generator wrote this' in piece.description
    assert KEY not in piece.description
    own, kept = generate(wish), pieces.score(ann, piece.id)
    assert (kept.bars, kept.version) == (own.bars, own.version)


def test_nobody_is_asked_without_the_flag_an_address_or_a_line_to_write(
    ann: str, double: Double, change_setting: Change
) -> None:
    double.content = ['{}']
    pieces.create(ann, Options(kind=Kind.SCALE_PATTERN, seed=1))
    switch(False)
    pieces.create(ann, Options(seed=1))
    switch(True)
    change_setting('practice_writer_url', '')
    pieces.create(ann, Options(seed=1))
    assert double.asked == []


def test_the_admin_sees_how_it_is_and_nobody_else(ann: str, double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused):
        writing.health()
    monkeypatch.setattr('app.accounts.require_admin', lambda: None)
    found = writing.health()
    assert found is not None
    assert (found.name, found.ready) == ('bop-7b', True)
    double.status = 500
    found = writing.health()
    assert found is not None
    assert (found.ready, 'failed (500)' in found.what) == (False, True)
