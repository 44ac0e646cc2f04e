"""`levelmix remote drums …`: in the words of `levelmix drums`, asked of a server, which knows songs and keeps maps."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx2
import numpy as np
import pytest
import soundfile
import sqlalchemy as sa
from sqlmodel import col

from app import accounts, remote
from app.accounts import Visitor
from app.api.v1 import rates
from app.db import reading
from app.drums import maps, proposals, song_lists
from app.drums.drum_map import DrumMap, Lane
from app.drums.formats import bsm, bsm_writing, midi
from app.remote.connection import Halt
from models import Upload
from tasks.drums import transcribe
from tests.app.accounts_support import person
from tests.app.api.programs import Program
from tests.app.cli.test_remote import options, said
from tests.app.conftest import Run
from tests.app.drums.community import BEAT, with_hits
from tests.app.drums.test_transcriptions import recording
from tests.app.remote_support import asking

FOR_SERVERS = {'map': {'easier', 'anew'}}
FIXED = with_hits(BEAT, (1_000, Lane.SNARE))


@pytest.fixture
def ann(with_accounts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: Callable[[], int]) -> Program:
    """Ann, at whose server a drum machine has played, and the worker is quick."""

    def drafted(samples: np.ndarray, *, progress: Callable[[str, float], None], **_: object) -> DrumMap:
        progress('listening', 0.5)
        return BEAT

    monkeypatch.setattr(transcribe, 'draft', drafted)
    monkeypatch.setenv('XDG_CONFIG_HOME', str(tmp_path / 'config'))
    monkeypatch.setenv('XDG_STATE_HOME', str(tmp_path / 'state'))
    accounts.let_in(Visitor())
    rates.forget()
    program = Program(person(name='Ann'), 'drums:write')

    def work(request: httpx2.Request, answer: httpx2.Response) -> None:
        if request.method == 'POST':
            worker()

    def client(server: str = '', halt: Halt | None = None) -> remote.Client:
        return asking(program, program.key, halt=halt, then=work)

    monkeypatch.setattr(remote, 'client', client)
    return program


@pytest.mark.parametrize('command', FOR_SERVERS)
def test_a_server_is_told_in_the_words_of_the_local_command(command: str) -> None:
    here, there = options('drums', command), options('remote', 'drums', command)
    assert here.keys() - there.keys() == set()
    assert there.keys() - here.keys() == FOR_SERVERS[command]
    assert {name: said(here[name]) for name in here} == {name: said(there[name]) for name in here}


@pytest.mark.nightly
def test_a_song_is_written_down_once_and_known_the_next_time(run: Run, ann: Program, tmp_path: Path) -> None:
    song = recording(tmp_path, 5, 'The Testers - Slow')
    code, told, err = run('remote', 'drums', 'map', song, tmp_path / 'a.bsm', '--midi', tmp_path / 'a.mid', '--json')
    assert code == 0, err
    facts = json.loads(told)
    assert (facts['title'], facts['artist'], facts['known']) == ('Slow', 'The Testers', False)
    assert bsm.read((tmp_path / 'a.bsm').read_bytes()).hits == BEAT.hits
    assert len(midi.read((tmp_path / 'a.mid').read_bytes()).hits) == len(BEAT.hits)

    again = recording(tmp_path, 5, 'the same softer', gain=0.4, form='ogg')
    code, told, err = run('remote', 'drums', 'map', again, tmp_path / 'b.chart', '--json')
    assert code == 0, err
    assert (json.loads(told)['known'], json.loads(told)['id']) == (True, facts['id'])
    assert (tmp_path / 'b.chart').read_text().startswith('[Song]')
    assert song_lists.listed(ann.user_id).total == 1
    with reading() as session:
        left = session.scalars(sa.select(Upload).where(col(Upload.user_id) == ann.user_id)).all()
    assert list(left) == [], 'what was sent for nothing is gone'

    code, _, err = run('remote', 'drums', 'map', again, tmp_path / 'b.chart')
    assert (code, 'is there already' in err) == (2, True), 'nothing was asked for'
    code, told, _ = run('remote', 'drums', 'map', again, tmp_path / 'c.bsm', '--anew', '--easier', 'Easy', '--json')
    assert (code, json.loads(told)['known']) == (0, False)
    song_id = json.loads(told)['song_id']
    assert [one.difficulty for one in maps.of_song(song_id)] == ['Easy', 'Expert', 'Expert']


@pytest.mark.nightly
def test_a_recording_is_recognised_by_its_fingerprint_alone(run: Run, ann: Program, tmp_path: Path) -> None:
    song = recording(tmp_path, 6, 'Known')
    assert 'A new song' in run('remote', 'drums', 'recognise', song)[1]
    run('remote', 'drums', 'map', song, tmp_path / 'a.bsm')
    code, told, _ = run('remote', 'drums', 'recognise', song, '--json')
    assert (code, json.loads(told)['song']['title'], json.loads(told)['bit_error']) == (0, 'Known', 0.0)
    soundfile.write(tmp_path / 'silent.wav', np.zeros(44_100 * 6), 44_100)
    code, _, err = run('remote', 'drums', 'recognise', tmp_path / 'silent.wav')
    assert (code, 'nothing to hear' in err) == (2, True)


@pytest.mark.parametrize('form', ['bsm', 'mid', 'chart'])
def test_a_map_is_brought_listed_fetched_and_put_right(run: Run, ann: Program, tmp_path: Path, form: str) -> None:
    file = tmp_path / f'mine.{form}'
    (tmp_path / 'mine.bsm').write_bytes(bsm_writing.write(BEAT))
    run('drums', 'convert', tmp_path / 'mine.bsm', file)
    code, told, err = run('remote', 'drums', 'bring', file, '--title', 'Brought', '--json')
    assert code == 0, err
    brought = json.loads(told)
    assert (brought['title'], brought['hit_count']) == ('Brought', len(BEAT.hits))
    code, told, _ = run('remote', 'drums', 'list', '--search', 'brou')
    assert (code, brought['song_id'] in told) == (0, True)
    code, told, _ = run('remote', 'drums', 'bring', file, '--song', brought['song_id'], '--difficulty', 'Hard')
    assert (code, 'Hard' in told) == (0, True)
    code, told, _ = run('remote', 'drums', 'maps', brought['song_id'])
    assert len(told.splitlines()) == 2
    code, _, err = run('remote', 'drums', 'get', brought['id'], tmp_path / 'back.bsm')
    assert code == 0, err
    assert len(bsm.read((tmp_path / 'back.bsm').read_bytes()).hits) == len(BEAT.hits)
    (tmp_path / 'fixed.bsm').write_bytes(bsm_writing.write(FIXED))
    code, told, err = run(
        'remote', 'drums', 'suggest', tmp_path / 'fixed.bsm', '--map', brought['id'], '--words', 'The snare on two'
    )  # fmt: skip
    assert (code, '+1' in told) == (0, True), err
    assert proposals.mine(ann.user_id).found[0].summary == 'The snare on two'


def test_what_is_no_map_is_refused_before_it_is_sent(run: Run, ann: Program, tmp_path: Path) -> None:
    (tmp_path / 'note.bsm').write_text('hello')
    code, _, err = run('remote', 'drums', 'bring', tmp_path / 'note.bsm')
    assert (code, 'no drum map that can be read' in err) == (2, True)
    code, _, err = run('remote', 'drums', 'get', 'none', tmp_path / 'x.wav')
    assert (code, '.bsm, .mid' in err) == (2, True)
