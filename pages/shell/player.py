"""Hangs the player into the shell."""

from collections.abc import Sequence

from app import accounts
from components.audio.player_bar import PlayerBar
from pages.shell.screens import Screens


def hang(areas_shown: Sequence[Screens]) -> None:
    """Put the player of this visitor at the bottom of the page that is being built."""
    me = accounts.visitor().signed_in
    PlayerBar(me.user_id if me else 'local', job_pages(areas_shown))


def job_pages(areas_shown: Sequence[Screens]) -> dict[str, str]:
    """The address of the page of a job by area, with `{job_id}` in it, where an area has one."""
    each = ((shown.area, path) for shown in areas_shown for path in shown.routes)
    return {area: path for area, path in each if '{job_id}' in path}
