"""`levelmix remote`: in the words of the local commands, with commands of areas, and nothing loaded for a server."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import typer
from typer.testing import CliRunner

import main
from app import areas, cli, remote
from app.cli.remote.together import each
from app.remote import remembered
from app.remote.connection import Halt
from app.remote.objects import Job
from tests.app.conftest import Run
from tests.servers import ROOT

FOR_FILES_HERE = {'keep_video', 'stems', 'join', 'dual_mono', 'remove_dc', 'jobs', 'tell_progress'}
"""What the local command can be told and a server cannot: see docs/command-line.md."""
FOR_SERVERS = {'parallel', 'detach'}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, folder in (('XDG_CONFIG_HOME', 'config'), ('XDG_STATE_HOME', 'state')):
        monkeypatch.setenv(name, str(tmp_path / folder))
    for name in ('LEVELMIX_SERVER', 'LEVELMIX_KEY'):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def options(*words: str) -> dict[str, Any]:
    command: Any = typer.main.get_command(cli.app)
    for word in words:
        command = command.get_command(typer.Context(command), word)
    return {param.name: param for param in command.params if param.name != 'help'}


def said(param: Any) -> tuple[Any, ...]:
    flag = getattr(param, 'is_flag', None)
    return (param.opts, param.secondary_opts, param.help, param.default, type(param.type).__name__, flag)


def test_a_server_is_told_in_the_words_of_the_local_command() -> None:
    here, there = options('level'), options('remote', 'level')
    assert here.keys() - there.keys() == FOR_FILES_HERE
    assert there.keys() - here.keys() == FOR_SERVERS
    shared = (here.keys() & there.keys()) - {'files'}
    assert {name: said(here[name]) for name in shared} == {name: said(there[name]) for name in shared}
    assert len(shared) > 10


def test_an_area_brings_remote_commands_by_its_record(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    echo, asked = typer.Typer(help='What you say comes back from there.'), list[str]()

    @echo.command()
    def say(ctx: typer.Context, word: str) -> None:
        """Say it there."""
        with ctx.obj() as client:
            sys.stdout.write(f'{client.server} {word}\n')

    @echo.command()
    def listen() -> None:
        """Another one."""

    def commands() -> typer.Typer:
        asked.append('echo')
        return echo

    main._load_areas()
    for name in ('echo', 'list'):
        record = replace(areas._areas['leveling'], name=name, remote_commands=commands)
        monkeypatch.setitem(areas._areas, name, record)
    runner = CliRunner()
    done = runner.invoke(cli.app, ['remote', 'list', '--help'])
    assert (done.exit_code, 'newest first' in done.output, asked) == (0, True, []), 'the product keeps its own commands'
    done = runner.invoke(cli.app, ['remote', '--server', 'mix.example.org', 'echo', 'say', 'hello'])
    assert done.output == 'https://mix.example.org hello\n'
    assert 'comes back from there' in runner.invoke(cli.app, ['remote', '--help']).output
    assert runner.invoke(cli.app, ['echo', 'say', 'hello']).exit_code == 2, 'it has none for here'


def test_a_client_loads_nothing_that_a_server_is_made_of() -> None:
    program = (
        'import sys, main, typer.main; from app import cli; '
        'typer.main.get_command(cli.app).get_command(None, "remote").get_command(None, "level"); '
        'print(*sorted({name.split(".")[0] for name in sys.modules}))'
    )
    done = subprocess.run([sys.executable, '-c', program], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {'sqlalchemy', 'sqlmodel', 'nicegui', 'fastapi', 'numpy', 'numba', 'av', 'models', 'tasks', 'pages'}
    assert heavy.isdisjoint(done.stdout.split())
    alone = 'import sys; from app.remote import downloading, following, uploading; print(*sys.modules)'
    done = subprocess.run([sys.executable, '-c', alone], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name.startswith('app.')}
    assert all(name.startswith('app.remote') or name in ('app.errors', 'app.version') for name in loaded), loaded
    assert {'pydantic', 'typer', 'rich', *heavy}.isdisjoint(done.stdout.split())


@pytest.mark.parametrize(
    ('words', 'offered'),
    [
        (('remote', 'lo'), {'login', 'logout'}),
        (('remote', 'voice', 'sp'), {'speak'}),
        (('level', '--to', 'sp'), {'spotify'}),
        (('remote', 'level', '--preset', 'ap'), {'apple-music'}),
        (('remote', 'get', '019'), {'019-mine'}),
        (('remote', 'level', '--par'), {'--parallel'}),
    ],
)
def test_a_shell_completes_words_without_a_server_or_an_area(
    home: Path, words: tuple[str, ...], offered: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded() -> None:
        raise AssertionError('areas take a second to load')

    monkeypatch.setattr('app.cli.areas._load', [loaded])
    (home / 'mix.wav').write_bytes(b'x')
    work = remembered.work('https://mix.example.org', home / 'mix.wav', {})
    work.job_id = '019-mine'
    work.keep()
    line = ' '.join(['levelmix', *words])
    shell = {'_LEVELMIX_COMPLETE': 'complete_bash', 'COMP_WORDS': line, 'COMP_CWORD': str(len(words))}
    done = CliRunner().invoke(cli.app, [], prog_name='levelmix', env=shell)
    assert set(done.output.split('\n')) - {''} == offered, done.output


Answering = Callable[[httpx2.Request], httpx2.Response]


@pytest.fixture
def answering(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Answering], None]:
    """Has a function answer in the place of the server."""

    def prepare(answer: Answering) -> None:
        def client(server: str = '', halt: Halt | None = None) -> remote.Client:
            wire = httpx2.MockTransport(answer)
            return remote.Client(remote.Connection('https://mix.example.org', 'lmx_test', halt=halt, transport=wire))

        monkeypatch.setattr(remote, 'client', client)

    return prepare


@pytest.mark.parametrize(
    ('words', 'sentence'),
    [
        (('level', '{mix}', 'out.wav'), 'either --target LUFS or --preset NAME'),
        (('level', '{mix}', 'out.wav', '--target', '3'), 'between -40 and -3 LUFS'),
        (('level', '{mix}', 'out.wav', '--to', 'Radio'), 'There is no preset called “Radio”'),
        (('level', '{mix}', '--target', '-14'), 'Say where the result goes'),
        (('level', '{mix}', '{mix}2', 'out.wav', '--target', '-14'), 'There are several inputs'),
        (('level', '{folder}', '-o', 'out', '--target', '-14'), 'is a folder: give --recursive'),
        (('level', '-', 'out.wav', '--target', '-14'), 'write it to a file first'),
        (('level', '{mix}*.flac', '-o', 'out', '--target', '-14'), 'Nothing is called like'),
        (('level', 'gone.wav', '-o', 'out', '--target', '-14'), 'gone.wav cannot be opened'),
        (('level', '{mix}', '{mix}', '--target', '-14'), 'The result would replace the original'),
        (('delete', 'j1'), 'say --yes'),
        (('login', 'ftp://x'), 'is no address of a server'),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_before_anything_is_sent(
    run: Run, home: Path, answering: Callable[[Answering], None], words: tuple[str, ...], sentence: str
) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        assert request.method == 'GET', 'something was sent'
        return httpx2.Response(404, json={'detail': 'There is nothing here.'})

    answering(answer)
    (home / 'mix.wav').write_bytes(b'RIFF')
    places = {'mix': home / 'mix.wav', 'folder': home}
    code, out, err = run('remote', *(word.format(**places) for word in words))
    assert (code, sentence in ' '.join((out + err).split())) == (2, True), out + err
    assert 'Traceback' not in err


def test_a_preset_of_ones_own_at_the_server_has_its_ceiling(
    run: Run, home: Path, answering: Callable[[Answering], None]
) -> None:
    metadata: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith('/presets'):
            mine = {'name': 'Basement', 'target_lufs': -9.5, 'ceiling_dbtp': -0.5}
            return httpx2.Response(200, json={'items': [mine], 'next': None})
        metadata.append(request.headers['upload-metadata'])
        return httpx2.Response(403, json={'detail': 'This API key may only read.'})

    answering(answer)
    (home / 'mix.wav').write_bytes(b'RIFF')
    code, out, _ = run('remote', 'level', home / 'mix.wav', home / 'out.wav', '--to', 'basement')
    assert (code, 'This API key may only read.' in out) == (2, True)
    import base64

    sent = {part.split()[0]: base64.b64decode(part.split()[1]).decode() for part in metadata[0].split(',')}
    assert sent['choice'] == '{"target_lufs": -9.5, "ceiling_dbtp": -0.5, "preset_name": "Basement"}'
    assert sent['filename'] == 'mix.wav'


def test_the_name_of_a_result_is_a_name_and_no_place() -> None:
    def named(name: str) -> str:
        return Job.of({'id': 'j1', 'result': {'name': name}}).own_name

    assert named('Mix (-14 LUFS).wav') == 'Mix (-14 LUFS).wav'
    assert named('../../etc/passwd') == 'passwd'
    assert named('..\\x\n.wav') == 'x.wav'
    assert named('...') == named('') == 'j1'


def test_one_that_fails_by_a_fault_ends_all_and_is_told() -> None:
    halt, begun = Halt(), list[int]()

    def do(number: int) -> int:
        begun.append(number)
        if number == 1:
            raise ZeroDivisionError
        return number

    assert each([5, 6, 7], str, 2, halt) == ['5', '6', '7']
    with pytest.raises(ZeroDivisionError):
        each([0, 1, 2, 3], do, 1, halt)
    assert begun == [0, 1]


@pytest.mark.parametrize(('warnings', 'code'), [([], 0), (['The file is cut short.'], 3)])
def test_a_result_of_a_damaged_original_ends_with_the_code_of_the_local_command(
    run: Run, home: Path, answering: Callable[[Answering], None], warnings: list[str], code: int
) -> None:
    result = {'name': 'mix.wav', 'size_bytes': 4, 'loudness_lufs': -14.0}
    job = {'id': 'j1', 'status': 'completed', 'result': result}

    def answer(request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix('/api/v1')
        if path == '/leveling/jobs/j1':
            return httpx2.Response(200, json={'id': 'j1', 'measured': {'before': {'warnings': warnings}}})
        if path == '/jobs/j1/result':
            return httpx2.Response(200, content=b'RIFF')
        return httpx2.Response(200, json=job)

    answering(answer)
    (home / 'mix.wav').write_bytes(b'RIFF')
    wish = {'target_lufs': -14.0, 'ceiling_dbtp': -1.0}
    work = remembered.work('https://mix.example.org', home / 'mix.wav', wish)
    work.job_id = 'j1'
    work.keep()
    ended, out, err = run('remote', 'level', home / 'mix.wav', home / 'out.wav', '--target', '-14')
    assert (ended, 'The file is cut short.' in out) == (code, bool(warnings)), out + err
    assert (home / 'out.wav').read_bytes() == b'RIFF'
