"""Over stdin and stdout, for an assistant on this machine: tools for files below the folders that are allowed.

Where the user is logged in to a LevelMix server, what that offers stands beside them.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import anyio

from app import areas
from app.mcp_server import transfers
from app.tools import Call, Folders, Toolbox

SERVER = 'server'
"""What stands for an area where files go to a server."""
LOUD = ('httpx2', 'httpcore2', 'mcp')
"""They would write addresses to the log."""
INSTRUCTIONS = (
    'LevelMix measures audio files and makes copies of them that are exactly as loud as chosen. Paths are on the '
    'machine of the user; only files below these folders are open: {folders}. Loudness is in LUFS (integrated, EBU '
    'R 128), peaks in dBTP. Originals are never changed.'
)
WITH_SERVER = (
    ' If tools are listed that begin with server_, the user is logged in to a LevelMix server as well, with jobs and a '
    'library of its own: send_file takes a file there, server_level starts a job for it, server_get_job follows that, '
    'fetch_result brings the result. Without being asked to use the server, work on this machine.'
)


class LocalHost:
    """This machine: whoever started the program may use all of it, but only below these folders.

    Parameters
    ----------
    folders : whose files may be used.
    has_server : whether there is a server, which answers.
    """

    def __init__(self, folders: Folders, has_server: Callable[[], bool]) -> None:
        self._folders, self._has_server = folders, has_server
        own = [(area.name, area.local_tools()) for area in areas.each()]
        self._boxes = (*own, (SERVER, transfers.toolbox()))

    @property
    def instructions(self) -> str:
        """What an assistant is told at the beginning."""
        return INSTRUCTIONS.format(folders=self._folders.told) + WITH_SERVER

    def toolboxes(self) -> Sequence[tuple[str, Toolbox]]:
        """What the areas bring for files, and the ways to and from a server."""
        return self._boxes

    def offers(self, area: str, *, writes: bool) -> bool:
        """All of it, but nothing that needs a server where there is none."""
        return area != SERVER or self._has_server()

    def admit(self, area: str, *, writes: bool) -> Call:
        """Begin a call."""
        return Call(areas=(area,), folders=self._folders)


def serve(allowed: Sequence[Path]) -> None:
    """Answer until stdin ends. Whatever else would print to stdout meanwhile goes to stderr.

    Raises
    ------
    NotFound : one of the folders is none.
    """
    folders = Folders(allowed)
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.ERROR)
    anyio.run(_serve, folders)


async def _serve(folders: Folders) -> None:
    from mcp.server.stdio import stdio_server

    from app.mcp_server.elsewhere import Elsewhere
    from app.mcp_server.protocol import create

    elsewhere = Elsewhere()
    server = create(LocalHost(folders, lambda: bool(elsewhere.offer.tools)), elsewhere)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
