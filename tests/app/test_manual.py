"""docs/command-line.md says what the program takes, and ends with."""

import re

from app.console import batch, exit_message, output
from app.console.exit_codes import WITH_WARNINGS
from tests.manual import PAGE, commands, written


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
    known = {
        word for _, command in commands() for param in command.params for word in (*param.opts, *param.secondary_opts)
    }
    shown = set(re.findall(r'(?<![\w-])--[a-z][a-z-]+', text))
    assert shown <= known, shown - known
