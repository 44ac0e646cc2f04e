"""The fixes that were suggested to a map."""

from app.drums import proposals
from app.drums.maps import MapView
from components.drums.cards import proposal_row
from components.vocabulary.elements import block, text
from pages.shell.services import run_service


async def draw_fixes(user_id: str, shown: MapView) -> None:
    """List them, those that wait first; nothing where there are none."""
    found = await run_service(proposals.of_map, shown.id, user_id)
    if not found.found:
        return
    with block(tag='details', data_testid='fixes'):
        text(f'Fixes that were suggested ({found.total})', tag='summary')
        with block('rows', tag='ul'):
            for one in found.found:
                proposal_row(one)
