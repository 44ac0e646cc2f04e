"""How often the links of a release were followed, as a table; counted anew at the press of a button."""

from functools import partial

from nicegui import ui

from app.artist import clicks, public_words
from app.artist.release_views import ReleaseView
from components.vocabulary.confirm import confirm
from components.vocabulary.elements import block, button, text
from pages.shell.services import run_service, toast_errors

DAYS = 28


async def draw_figures(user_id: str, release: ReleaseView) -> None:
    """The last four weeks."""
    with block('panel stack', tag='section', aria_label='Clicks', data_testid='clicks') as place:
        await _fill(place, user_id, release)


async def _fill(place: ui.element, user_id: str, release: ReleaseView) -> None:
    found = await run_service(clicks.figures, user_id, release.id, DAYS)
    names = {one['id']: one['label'] for one in release.custom}
    place.clear()
    with place:
        text(f'Clicks in {DAYS} days', tag='h2')
        if not found.total and not found.views:
            text('Nobody has followed a link yet. Share the page, and it is counted here.', 'quiet', tag='p')
        else:
            with block('numbers-table', tag='table'), block(tag='tbody'):
                for name, count in {'': found.views, **found.by_link}.items():
                    label = names.get(name) or public_words.service_label(name) if name else 'Looked at the page'
                    with block(tag='tr'):
                        text(label, tag='th', scope='row')
                        text(f'{count:,}', tag='td', data_testid=f'clicks-{name or "views"}')
        said = f'By days in {found.zone}. Robots, previews and your own visits are left out; a second press within ten '
        text(f'{said}seconds is one. Nothing is kept of who it was.', 'small quiet', tag='p')
        if found.total or found.views:
            button('Count anew', partial(_reset, place, user_id, release), 'bare', data_testid='clicks-reset')


async def _reset(place: ui.element, user_id: str, release: ReleaseView) -> None:
    if await confirm('Count anew?', 'What was counted so far for this release is deleted.', 'Count anew'):
        with toast_errors():
            await run_service(clicks.reset, user_id, release.id)
            await _fill(place, user_id, release)
