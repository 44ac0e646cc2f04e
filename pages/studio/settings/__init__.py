"""The settings of a studio, a part on each screen."""

from collections.abc import Awaitable, Callable

from app.studio import people
from app.studio.studios import StudioView
from components.vocabulary.elements import block, link
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.place import Here, at_work, head
from pages.studio.settings.away import draw_away
from pages.studio.settings.blocks import draw_blocks
from pages.studio.settings.calendars import draw_calendars
from pages.studio.settings.coupons import draw_coupons
from pages.studio.settings.hours import draw_hours
from pages.studio.settings.policy import draw_policy
from pages.studio.settings.prices import draw_prices
from pages.studio.settings.rooms import draw_rooms
from pages.studio.settings.studio import draw_studio

PATH = '/studio/settings'
Part = Callable[[Here, StudioView], Awaitable[None]]
PARTS: dict[str, tuple[str, Part]] = {
    '': ('Studio', draw_studio),
    'hours': ('Hours', draw_hours),
    'rooms': ('Rooms and engineers', draw_rooms),
    'prices': ('Prices', draw_prices),
    'coupons': ('Coupons', draw_coupons),
    'policy': ('Policy', draw_policy),
    'blocks': ('Blocked times', draw_blocks),
    'away': ('Days off', draw_away),
    'calendars': ('Calendars', draw_calendars),
}
OF_ENGINEERS = ('blocks', 'away', 'calendars')
"""What engineers set; all else is decided by the owner, and shown to nobody else as a form."""


@screen
async def settings_page(page_state: PageState, part: str = '', studio: str = '') -> None:
    """One part of the settings."""
    found, one = await at_work(studio)
    head(found, PATH, 'Settings')
    owns = await run_service(people.owns, found.user_id, one.id)
    offered = [*PARTS] if owns else [*OF_ENGINEERS]
    known = part if part in offered else offered[0]
    with block('chips', tag='nav', aria_label='Parts of the settings'):
        for name in offered:
            label = PARTS[name][0]
            here = 'true' if name == known else None
            address = found.at(f'{PATH}/{name}' if name else PATH)
            link(label, address, 'chip', aria_current=here, data_testid=f'part-{name or "studio"}')
    await PARTS[known][1](found, one)
