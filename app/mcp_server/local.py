"""Over stdin and stdout, for an assistant on this machine: tools for files below the folders that are allowed."""

import logging
from collections.abc import Sequence
from pathlib import Path

import anyio

from app import areas
from app.tools import Call, Folders, Toolbox


class LocalHost:
    """This machine: whoever started the program may use all of it, but only below these folders."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._boxes = tuple((area.name, area.local_tools()) for area in areas.each())

    @property
    def instructions(self) -> str:
        """What an assistant is told at the beginning."""
        return (
            'LevelMix measures audio files and makes copies of them that are exactly as loud as chosen. Paths are on '
            f'the machine of the user; only files below these folders are open: {self._folders.told}. Loudness is in '
            'LUFS (integrated, EBU R 128), peaks in dBTP. Originals are never changed.'
        )

    def toolboxes(self) -> Sequence[tuple[str, Toolbox]]:
        """What the areas bring for files."""
        return self._boxes

    def offers(self, area: str, *, writes: bool) -> bool:
        """All of it."""
        return True

    def admit(self, area: str, *, writes: bool) -> Call:
        """Begin a call."""
        return Call(areas=(area,), folders=self._folders)


def serve(allowed: Sequence[Path]) -> None:
    """Answer until stdin ends. Whatever else would print to stdout meanwhile goes to stderr.

    Raises
    ------
    NotFound : one of the folders is none.
    """
    host = LocalHost(Folders(allowed))
    logging.getLogger('mcp').setLevel(logging.WARNING)
    anyio.run(_serve, host)


async def _serve(host: LocalHost) -> None:
    from mcp.server.stdio import stdio_server

    from app.mcp_server.protocol import create

    server = create(host)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
