"""What the environment says to a client: which server, which key, and where a user's files of this kind lie."""

import os
from pathlib import Path

NAME = 'levelmix'


def server() -> str:
    """The server that is meant unless another one is named; empty without one."""
    return os.environ.get('LEVELMIX_SERVER', '').strip()


def key() -> str:
    """The key to use instead of a stored one; empty without one.

    It comes by the environment alone: whatever stands on a command line is seen by everybody on the machine.
    """
    return os.environ.get('LEVELMIX_KEY', '').strip()


def config_folder() -> Path:
    """Where what a user has set lies (XDG base directories)."""
    return _folder('XDG_CONFIG_HOME', '.config')


def state_folder() -> Path:
    """Where lies what is to be remembered until it is done."""
    return _folder('XDG_STATE_HOME', '.local/state')


def data_folder() -> Path:
    """Where lies what a user has made and wants to find again."""
    return _folder('XDG_DATA_HOME', '.local/share')


def _folder(variable: str, usual: str) -> Path:
    given = os.environ.get(variable, '')
    return (Path(given) if Path(given).is_absolute() else Path(os.path.expanduser('~')) / usual) / NAME  # noqa: PTH111
