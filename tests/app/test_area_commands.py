"""Commands that an area brings along: `levelmix echo say hello`, and nothing loaded for them that nobody asked for."""

import subprocess
import sys
from dataclasses import replace

import pytest
import typer
from typer.testing import CliRunner

import main
from app import areas, cli
from tests.servers import ROOT


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, arguments)
    return done.exit_code, done.output


def loaded(asked: str) -> set[str]:
    """What a process has loaded that has imported this: the modules, and the packages that they are of."""
    program = f'import sys, main, {asked}; print(*{{name.split(".")[0] for name in sys.modules}}, *sys.modules)'
    done = subprocess.run([sys.executable, '-c', program], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_an_area_brings_commands_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    echo, asked = typer.Typer(help='What you say comes back.'), list[str]()

    @echo.command()
    def say(word: str) -> None:
        """Say it again."""
        sys.stdout.write(f'{word} {word}\n')

    def commands() -> typer.Typer:
        asked.append('echo')
        return echo

    main._load_areas()
    for name in ('echo', 'level'):
        monkeypatch.setitem(areas._areas, name, replace(areas._areas['leveling'], name=name, commands=commands))
    code, said = run('level', '--help')
    assert (code, 'The mix.' in said, asked) == (0, True, []), 'the product keeps its own commands'
    assert run('echo', 'say', 'hello') == (0, 'hello hello\n')
    code, said = run('--help')
    assert (code, 'What you say comes back.' in said, 'measure' in said) == (0, True, True)
    assert run('nowhere', 'say')[0] == 2


@pytest.mark.nightly
def test_a_worker_loads_no_web_server() -> None:
    assert {'nicegui', 'fastapi', 'uvicorn', 'pages', 'components'}.isdisjoint(loaded('tasks.consumer'))


@pytest.mark.nightly
def test_no_area_is_loaded_for_a_command_that_is_none_of_theirs() -> None:
    found = loaded('typer.main, app.cli; typer.main.get_command(app.cli.app).get_command(None, "measure")')
    assert {'sqlalchemy', 'sqlmodel', 'nicegui', 'tasks', 'models'}.isdisjoint(found)
    assert 'tasks' in loaded('typer.main, app.cli; typer.main.get_command(app.cli.app).get_command(None, "echo")')


def test_a_group_of_commands_is_loaded_once_one_of_it_is_asked_for() -> None:
    groups = {'app.cli.remote', 'app.cli.voice', 'app.cli.practice', 'app.cli.drums', 'app.cli.users', 'app.remote'}
    asked = 'typer.main, app.cli; typer.main.get_command(app.cli.app).get_command(None, "{}")'
    assert groups.isdisjoint(loaded(asked.format('level')))
    assert groups & loaded(asked.format('drums')) == {'app.cli.drums'}
    code, said = run('--help')
    assert code == 0
    assert [name for name in ('db', 'user', 'remote', 'voice', 'drums') if f'\n  {name} ' not in said] == []
    assert "Did you mean 'remote'?" in run('remot')[1]
