"""docs/command-line.md says what the program takes, and ends with."""

import re
import shutil
import subprocess

import pytest
import typer

from app import cli
from app.console import batch, exit_message, output
from app.console.exit_codes import WITH_WARNINGS
from tests.app.conftest import Run
from tests.man_page import roff
from tests.manual import MAN, PAGE, commands, written


def test_the_page_has_every_command_and_option_as_the_program_has_it() -> None:
    assert PAGE.read_text() == written(PAGE.read_text()), 'run python -m tests.manual'
    named = {words for words, _ in commands()}
    assert {'levelmix level', 'levelmix watch', 'levelmix serve', 'levelmix user create'} <= named


def test_the_page_names_every_code_that_is_ended_with() -> None:
    rows = re.findall(r'^\| ([\d, ]+) \| ', PAGE.read_text(), flags=re.MULTILINE)
    told = {int(code) for row in rows for code in row.split(',')}
    ended_with = {
        0, exit_message.FAULT, exit_message.BAD_INPUT, exit_message.INTERRUPTED, output.UNTOLD, batch.SOME_FAILED,
        batch.NONE_DONE, WITH_WARNINGS, 129, 143,
    }  # fmt: skip
    assert told == ended_with


def test_what_the_page_shows_are_words_that_the_program_knows() -> None:
    text = PAGE.read_text()
    of_all = typer.main.get_command(cli.app)
    known = {
        word
        for command in (of_all, *(command for _, command in commands()))
        for param in command.params
        for word in (*param.opts, *param.secondary_opts)
    }
    shown = set(re.findall(r'(?<![\w-])--[a-z][a-z-]+', text))
    assert shown <= known, shown - known


def test_the_manual_page_says_what_the_page_says(run: Run) -> None:
    assert MAN.read_text() == roff(PAGE.read_text()), 'run python -m tests.manual'
    code, out, _ = run('man')
    assert (code, out) == (0, MAN.read_text())
    for words in ('.SH "EXIT CODES"', '.SS "levelmix remote level FILES..."', '\\fB\\-\\-parallel ...\\fR'):
        assert words in out


@pytest.mark.skipif(shutil.which('man') is None, reason='there is no man here')
def test_the_manual_page_is_shown_without_a_complaint() -> None:
    shown = subprocess.run(
        ['man', '-l', '--warnings', str(MAN)],
        capture_output=True,
        text=True,
        check=True,
        env={'PATH': '/usr/bin:/bin', 'MANWIDTH': '200', 'LC_ALL': 'C.UTF-8', 'MANPAGER': 'cat'},
    )
    assert shown.stderr == ''
    assert 'levelmix remote level mix.wav louder.flac --to spotify' in shown.stdout
    assert '`' not in shown.stdout
    assert '**' not in shown.stdout


@pytest.mark.parametrize(
    ('markdown', 'told'),
    [
        ('.hidden stays a text', '\\&.hidden stays a text'),
        ('a `--word-too` and **this**', 'a \\fB\\-\\-word\\-too\\fR and \\fBthis\\fR'),
        ('see [levelling](levelling.md)', 'see levelling'),
        ('a back\\slash', 'a back\\eslash'),
    ],
)
def test_what_would_mean_something_else_there_is_written_as_it_is_meant(markdown: str, told: str) -> None:
    assert roff(f'# X\n\n{markdown}\n').splitlines()[-1] == told
