"""The reference part of docs/command-line.md, from the parser itself, and all of that page as a manual page:
`python -m tests.manual` writes both anew.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import main
from app import cli
from tests.man_page import roff
from tests.places import ROOT

PAGE = ROOT / 'docs' / 'command-line.md'
MAN = ROOT / 'app' / 'cli' / 'levelmix.1'
"""Lies beside the program, so that `levelmix man` has it wherever that is installed."""
BEGIN = '<!-- written by python -m tests.manual from here on -->\n'


def reference() -> str:
    """Every command with its arguments and options, as `--help` has them."""
    assert main  # its import adds serve, worker, backup and restore
    return '\n'.join(_command(words, command) for words, command in commands())


def commands() -> list[tuple[str, Any]]:
    """Every command that is not an area's, by the words that call it."""
    return list(_inside('levelmix', typer.main.get_command(cli.app), top=True))


def _inside(words: str, command: Any, *, top: bool = False) -> Iterator[tuple[str, Any]]:
    found = getattr(command, 'commands', None)
    if found is None:
        yield words, command
        return
    for name in found:  # a group is loaded once it is asked for
        yield from _inside(f'{words} {name}', command.get_command(typer.Context(command), name))


def _command(words: str, command: Any) -> str:
    shown = [param for param in command.params if not getattr(param, 'hidden', False) and param.name != 'help']
    arguments = [param for param in shown if param.param_type_name == 'argument']
    named = ' '.join([words, *(_called(param) for param in arguments)])
    lines = [f'### {named}', '', ' '.join((command.help or '').split()), '']
    rows = [_row(param) for param in shown if getattr(param, 'help', None)]
    if rows:
        lines += ['| argument or option | what it does |', '|---|---|', *rows, '']
    return '\n'.join(lines)


def _called(argument: Any) -> str:
    name = str(argument.metavar or argument.name.upper())
    name += '...' if argument.nargs == -1 else ''
    return name if argument.required else f'[{name}]'


def _row(param: Any) -> str:
    if param.param_type_name == 'argument':
        name = f'`{_called(param)}`'
    else:
        value = '' if param.is_flag else ' …'
        longest_first = sorted(param.opts, key=len, reverse=True)
        name = ', '.join(f'`{one}{value}`' for one in longest_first + param.secondary_opts)
    return f'| {name} | {param.help} |'


def written(page: str) -> str:
    """The page with its reference as it is now."""
    return page.partition(BEGIN)[0] + BEGIN + '\n' + reference()


if __name__ == '__main__':
    Path(PAGE).write_text(written(PAGE.read_text()))
    Path(MAN).write_text(roff(PAGE.read_text()))
