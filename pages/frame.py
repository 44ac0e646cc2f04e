"""The shell: masthead, the upload queue, and the place where screens change while the page stays."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.elements.sub_pages import SubPages

from app import accounts, areas, uploads
from app.config import settings
from app.errors import OUR_FAULT, ChooseAnew, LevelMixError, Paused
from app.jobs.progress import HUB
from components.uploads.uploader import Arrived, Refusal, Uploader
from components.vocabulary.elements import block, link, text
from components.vocabulary.local_time import go_by
from components.vocabulary.packing import ask_early
from components.vocabulary.theme import dress
from pages.shell import player
from pages.shell.area_gate import GATE
from pages.shell.bell import Bell
from pages.shell.navigation import HOME, Navigation, brand, theme_button
from pages.shell.notices import BOARD
from pages.shell.page_state import PageState
from pages.shell.screens import Screens
from pages.shell.services import look, run_service, sentence
from pages.shell.session_guard import GUARD
from pages.shell.tray import Tray
from pages.shell.ways_back import instead

AT_ONCE = ('levelmix-uploads', 'levelmix-player')
"""The packages of scripts that the shell itself needs."""


def shell(areas_shown: Sequence[Screens], together: Mapping[str, str], routes: dict[str, Callable[..., Any]]) -> None:
    """Build the whole page around the screen of this address.

    `together` are the screens that show all areas together: their labels in the navigation by their addresses.
    """
    dress()
    ui.add_head_html(ask_early(*AT_ONCE))
    _one_main()
    GUARD.watch()
    page_state = PageState(areas_shown)
    link('Skip to the content', '#content', 'skip')
    navigation = Navigation(areas_shown, together, _tools)
    BOARD.hang()
    me = accounts.visitor().signed_in
    if me is not None:
        go_by(me.time_zone, me.language)
    known = settings()
    page_state.uploader = Uploader(
        me.user_id if me else 'local',
        known.max_upload_bytes,
        known.s3_direct,
        areas.accepts(),
        _note_choice,
        partial(_make_job, page_state),
        page_state.queue_changed,
    )
    with block('main', tag='main', id='content', tabindex='-1'):
        place = ScreenPlace(routes, data={'page_state': page_state})

    def moved(areas_moved: frozenset[str]) -> None:
        navigation.draw()
        moving = {path for shown in areas_shown if shown.area in areas_moved for path in shown.routes}
        place.show_anew({*moving, *together, HOME})

    GATE.watch(moved)
    _footer()
    player.hang(areas_shown)


def _one_main() -> None:
    """Leave the content of the page to `#content`: what NiceGUI puts around everything is a `main`, too."""
    for element in ui.context.client.layout.descendants():
        if element.tag == 'q-page':
            element.tag = 'div'


def _tools() -> None:
    """What stands at the end of the header on every screen."""
    Tray()
    Bell()


def signed_out_shell(routes: dict[str, Callable[..., Any]]) -> None:
    """Build the page around a screen for people who are not signed in: no navigation, no uploads."""
    dress()
    _one_main()
    link('Skip to the content', '#content', 'skip')
    with block('masthead', tag='header'), block('masthead-in'):
        brand('/sign-in')
        block('grow')
        theme_button()
    with block('main', tag='main', id='content', tabindex='-1'):
        ScreenPlace(routes)
    _footer()


def _footer() -> None:
    with block('footer', tag='footer'):
        text('LevelMix')
        text('Your files stay on this server.' if settings().storage == 'folder' else 'Your files stay in our storage.')


class ScreenPlace(SubPages):
    """Where screens change; for an unknown address, or if a screen fails, it shows a message instead."""

    def show_anew(self, routes: set[str]) -> None:
        """Build the current screen once more if it is one of these."""
        if self._match is not None and self._match.pattern in routes:
            self.refresh()

    def _render_404(self) -> None:
        ui.page_title('Not found – LevelMix')
        with block('stack'):
            text('There is nothing here', tag='h1')
            instead('There is no page at this address: the link is old, or it is mistyped.')

    def _render_error(self, _: Exception) -> None:
        instead(OUR_FAULT, bad=True)


async def _note_choice(arrived: Arrived) -> None:
    """Tell the server what to make of an upload while it still arrives, so that the page may be closed."""
    with suppress(LevelMixError):  # it is tried again when the upload is complete, and shown then
        user = await run_service(accounts.current_user)
        await run_service(uploads.choose, user.id, arrived.id, arrived.area, arrived.choice)


async def _make_job(page_state: PageState, arrived: Arrived) -> Refusal | None:
    """Make a job of a complete upload, unless it is one already; what is wrong with it is shown beside the file."""
    page_state.handed.add(arrived.id)
    try:
        user = await run_service(accounts.current_user)
        await look(user.id, uploads.choose, user.id, arrived.id, arrived.area, arrived.choice)
    except (Paused, ChooseAnew) as error:
        return Refusal(str(error), again=True)
    except LevelMixError as error:
        return Refusal(str(error), again=False)
    except Exception as error:
        return Refusal(sentence(error), again=True)
    HUB.poke()
    return None
