"""docs/mcp.md names every tool and every address that there is, and says of each whether it changes something."""

import re

import pytest

from app import leveling
from app.artist.area import AREA as ARTIST
from app.drums.area import AREA as DRUMS
from app.leveling.area import AREA
from app.mcp_server import job_tools, transfers
from app.practice.area import AREA as PRACTICE
from app.studio.area import AREA as STUDIO
from app.tools import Toolbox
from tests.places import ROOT

assert leveling
PAGE = (ROOT / 'docs' / 'mcp.md').read_text()
HERE, _, ON_A_SERVER = PAGE.partition('## On a server')
SERVER = (AREA.tools(), job_tools.toolbox(), PRACTICE.tools(), DRUMS.tools(), STUDIO.tools(), ARTIST.tools())


@pytest.mark.parametrize(
    ('text', 'boxes'),
    [(HERE, (AREA.local_tools(), transfers.toolbox())), (ON_A_SERVER, SERVER)],
    ids=['here', 'server'],
)
def test_the_page_lists_every_tool_and_what_it_changes(text: str, boxes: tuple[Toolbox, ...]) -> None:
    told = dict(re.findall(r'^\| `(\w+)` \| (yes|no) \|', text, re.MULTILINE))
    assert told == {tool.name: 'yes' if tool.writes else 'no' for box in boxes for tool in box.tools}


def test_the_page_lists_every_address() -> None:
    here = {resource.address for resource in AREA.local_tools().resources}
    server = {resource.address for box in SERVER for resource in box.resources}
    told = {address: where for address, where in re.findall(r'^\| `(levelmix:\S+)` \| (\w+) \|', PAGE, re.MULTILINE)}
    assert told == {address: 'both' if address in here else 'server' for address in server | here}


def test_the_page_names_every_prompt() -> None:
    prompts = {prompt.name for box in (*SERVER, AREA.local_tools()) for prompt in box.prompts}
    assert prompts == {'master'}
    assert '`master`' in PAGE
