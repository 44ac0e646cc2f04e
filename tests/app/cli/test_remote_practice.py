"""`levelmix remote practice …`: in the words of `levelmix practice`, asked of a server, which keeps what is made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app import accounts, remote
from app.accounts import Visitor
from app.api.v1 import rates
from app.practice import journal, own_takes, piece_lists, pieces
from app.practice.expecting import expected
from app.remote.connection import Halt
from tests.app.accounts_support import person
from tests.app.api.programs import Program
from tests.app.cli.test_remote import options, said
from tests.app.conftest import Run
from tests.app.remote_support import asking

FOR_FILES_HERE = {'generate': set[str](), 'score': {'content'}}
FOR_SERVERS = {'generate': set[str](), 'score': {'piece'}}
LICK = ('remote', 'practice', 'generate', '--key', 'Gb', '--difficulty', 'EXPERT', '--seed', '7')


@pytest.fixture
def ann(with_accounts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker: Callable[[], int]) -> Program:
    """Ann, whose server's worker is quick."""
    import tasks  # noqa: F401

    monkeypatch.setenv('XDG_CONFIG_HOME', str(tmp_path / 'config'))
    monkeypatch.setenv('XDG_STATE_HOME', str(tmp_path / 'state'))
    accounts.let_in(Visitor())
    rates.forget()
    program = Program(person(), 'practice:write')

    def work(request: httpx2.Request, answer: httpx2.Response) -> None:
        if request.method == 'POST':
            worker()

    def client(server: str = '', halt: Halt | None = None) -> remote.Client:
        return asking(program, program.key, halt=halt, then=work)

    monkeypatch.setattr(remote, 'client', client)
    return program


def mine(ann: Program) -> list[Any]:
    return piece_lists.mine_behind(ann.user_id, piece_lists.Wanted(), None, 100)


@pytest.mark.parametrize('command', FOR_FILES_HERE)
def test_a_server_is_told_in_the_words_of_the_local_command(command: str) -> None:
    here, there = options('practice', command), options('remote', 'practice', command)
    assert here.keys() - there.keys() == FOR_FILES_HERE[command]
    assert there.keys() - here.keys() == FOR_SERVERS[command]
    shared = here.keys() & there.keys()
    assert {name: said(here[name]) for name in shared} == {name: said(there[name]) for name in shared}


def test_a_piece_is_written_there_and_its_files_come_here(run: Run, ann: Program, tmp_path: Path) -> None:
    code, told, err = run(*LICK, '--bars', '2', '--out', tmp_path / 'licks', '--json')
    assert code == 0, err
    facts = json.loads(told)
    (piece,) = mine(ann)
    assert (facts['id'], facts['key'], facts['difficulty']) == (piece.id, 'Gb', 'EXPERT')
    begins = {'musicxml': b'<?xml', 'mid': b'MThd', 'pdf': b'%PDF', 'svg': b'<', 'mix': b'fLaC', 'bass': b'fLaC'}
    for form, begin in begins.items():
        assert Path(facts['files'][form]).read_bytes().startswith(begin), form
    assert [path.name for path in tmp_path.rglob('*.part')] == []
    code, _, err = run(*LICK, '--out', tmp_path / 'licks', '--no-sound')
    assert (code, 'is there already' in err, len(mine(ann))) == (2, True, 1), 'nothing was asked for'


def test_the_same_words_write_the_same_notes_here_and_there(run: Run, ann: Program, tmp_path: Path) -> None:
    for where, words in (('there', LICK), ('here', LICK[1:])):
        code, _, err = run(*words, '--out', tmp_path / where, '--no-sound')
        assert code == 0, err
    files = [(tmp_path / where / 'jazz_lick-Gb-7.musicxml').read_bytes() for where in ('there', 'here')]
    assert files[0] == files[1]


def test_a_piece_that_is_there_is_listed_and_fetched(run: Run, ann: Program, tmp_path: Path) -> None:
    run(*LICK, '--out', tmp_path, '--no-sound')
    (piece,) = mine(ann)
    code, told, _ = run('remote', 'practice', 'list', '--type', 'jazz_lick')
    assert (code, piece.id in told, piece.title in told) == (0, True, True)
    assert run('remote', 'practice', 'list', '--type', 'MELODY')[1] == ''
    code, told, err = run('remote', 'practice', 'get', piece.id, '--out', tmp_path / 'again', '--no-sound', '--json')
    assert code == 0, err
    assert set(json.loads(told)['files']) == {'musicxml', 'mid', 'svg', 'pdf'}
    code, _, err = run('remote', 'practice', 'get', 'none', '--out', tmp_path / 'again', '--no-sound')
    assert (code, bool(err)) == (2, True)


def test_a_take_on_a_keyboard_is_scored_and_kept(run: Run, ann: Program, tmp_path: Path) -> None:
    run(*LICK, '--out', tmp_path, '--no-sound')
    (piece,) = mine(ann)
    notes = expected(pieces.score(ann.user_id, piece.id))
    assert notes
    file = tmp_path / 'jazz_lick-Gb-7.mid'
    code, told, err = run('remote', 'practice', 'score', file, '--piece', piece.id, '--json')
    assert code == 0, err
    facts = json.loads(told)
    (take,) = own_takes.of_piece(ann.user_id, piece.id)
    assert (facts['id'], facts['score'], facts['source']) == (take.id, take.score, 'midi')
    code, told, _ = run('remote', 'practice', 'score', file, '--piece', piece.id)
    assert (code, 'of 100' in told) == (0, True)


@pytest.mark.nightly
def test_a_recording_that_is_silent_is_refused_in_a_sentence(run: Run, ann: Program, tmp_path: Path) -> None:
    import numpy as np
    import soundfile

    run(*LICK, '--out', tmp_path, '--no-sound')
    (piece,) = mine(ann)
    soundfile.write(tmp_path / 'take.wav', np.zeros(44_100), 44_100)
    code, told, err = run('remote', 'practice', 'score', tmp_path / 'take.wav', '--piece', piece.id)
    assert (code, told) == (2, '')
    assert 'Traceback' not in err
    (take,) = own_takes.of_piece(ann.user_id, piece.id)
    assert take.error
    assert take.error in err


def test_a_session_is_written_down_and_what_went_badly_is_due(
    run: Run, ann: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*LICK, '--out', tmp_path, '--no-sound')
    (piece,) = mine(ann)
    code, told, err = run('remote', 'practice', 'log', '25', '--piece', f'{piece.id}=40', '--rating', '3', '--json')
    assert code == 0, err
    (sitting,) = journal.behind(ann.user_id, None, 10)
    assert (json.loads(told)['id'], sitting.minutes, sitting.rating) == (sitting.id, 25, 3)
    assert sitting.id in run('remote', 'practice', 'sessions')[1]
    assert run('remote', 'practice', 'due')[1] == '', 'tomorrow'
    from app.practice import reviews
    from models.types import utc_now

    later = utc_now().replace(year=utc_now().year + 1)
    monkeypatch.setattr(reviews, 'utc_now', lambda: later)
    assert f'{piece.title}, 40 of 100 last time' in run('remote', 'practice', 'due')[1]
    code, _, err = run('remote', 'practice', 'log', '25', '--piece', f'{piece.id}=well')
    assert (code, 'is no score' in err) == (2, True)
