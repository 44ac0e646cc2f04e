"""Two versions of a map below each other, with what is different."""

from nicegui import ui

from app import accounts
from app.drums import differences, for_browser, maps, versions
from components.drums.compare import DrumCompare
from components.drums.words import map_address
from components.vocabulary.elements import block, link, text
from pages.drums.sounds import sounds_of
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen


@screen
async def compare_page(page_state: PageState, map_id: str, before: str = '', after: str = '') -> None:
    """The versions of these ids."""
    user = await run_service(accounts.current_user)
    shown = await run_service(maps.get, map_id, user.id)
    old = await run_service(versions.get, before, user.id)
    new = await run_service(versions.get, after or shown.version_id or '', user.id)
    found = await run_service(versions.compare, old.id, new.id, user.id)
    ui.page_title(f'{shown.title} – LevelMix')
    with block('pagehead'):
        text(f'{shown.title}: version {old.number} and version {new.number}', 'wrap-any', tag='h1')
        with block('meta row'):
            text(differences.summary(found), 'number', data_testid='summary')
            link('Back to the map', map_address(map_id))
    DrumCompare(
        f'/files/drums/versions/{old.id}/map',
        f'/files/drums/versions/{new.id}/map',
        f'{shown.title}, versions {old.number} and {new.number}',
        for_browser.marks(found),
        **await sounds_of(user.id, shown.song_id, new),
    )
