"""The shell: masthead, the upload queue, and the place where screens change while the page stays."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from nicegui import ui
from nicegui.elements.sub_pages import SubPages

from app import accounts, areas, uploads
from app.config import settings
from app.errors import OUR_FAULT, ChooseAnew, LevelMixError, Paused
from app.jobs.progress import HUB
from components.account.sign_out import sign_out_button
from components.uploads.uploader import Arrived, Refusal, Uploader
from components.vocabulary.brand import LOGO, icon
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import problem
from components.vocabulary.theme import dress
from pages.shell.area_gate import GATE
from pages.shell.notices import BOARD
from pages.shell.page_state import PageState
from pages.shell.screens import Screens
from pages.shell.services import look, run_service, sentence
from pages.shell.session_guard import GUARD


def shell(areas_shown: Sequence[Screens], together: Mapping[str, str], routes: dict[str, Callable[..., Any]]) -> None:
    """Build the whole page around the screen of this address.

    `together` are the screens that show all areas together: their labels in the navigation by their addresses.
    """
    dress()
    GUARD.watch()
    page_state = PageState(areas_shown)
    link('Skip to the content', '#content', 'skip')
    tabs = _masthead(areas_shown, together)
    BOARD.hang()
    me = accounts.visitor().signed_in
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
        tabs.draw()
        moving = {path for shown in areas_shown if shown.area in areas_moved for path in shown.routes}
        place.show_anew(moving | set(together))

    GATE.watch(moved)
    with block('footer', tag='footer'):
        text('LevelMix')
        text('Your mixes stay on this server.' if settings().storage == 'folder' else 'Your mixes stay in our storage.')


def signed_out_shell(routes: dict[str, Callable[..., Any]]) -> None:
    """Build the page around a screen for people who are not signed in: no navigation, no uploads."""
    dress()
    link('Skip to the content', '#content', 'skip')
    with block('masthead', tag='header'), block('masthead-in'):
        with block('brand', tag='a', href='/sign-in', aria_label='LevelMix'):
            ui.html(LOGO, sanitize=False, tag='i')
            text('LevelMix')
        block('grow')
        _theme_button()
    with block('main', tag='main', id='content', tabindex='-1'):
        ScreenPlace(routes)
    with block('footer', tag='footer'):
        text('LevelMix')
        text('Your mixes stay on this server.' if settings().storage == 'folder' else 'Your mixes stay in our storage.')


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
            problem('There is no page at this address: the link is old, or it is mistyped.')

    def _render_error(self, _: Exception) -> None:
        problem(OUR_FAULT, bad=True)


def _masthead(areas_shown: Sequence[Screens], together: Mapping[str, str]) -> '_Tabs':
    router = ui.context.client.sub_pages_router
    with block('masthead', tag='header'), block('masthead-in'):
        with block('brand', tag='a', href='/', aria_label='LevelMix'):
            ui.html(LOGO, sanitize=False, tag='i')
            text('LevelMix')
        with block('nav', tag='nav', aria_label='Screens'):
            tabs = _Tabs(areas_shown, together)
        _theme_button()
        if accounts.visitor().signed_in is not None:
            sign_out_button('button bare square leave')
    here = _Here(tabs.links, router.current_path)
    router.on_path_changed(here.moved)
    return tabs


def _theme_button() -> None:
    toggle = block('button bare square', tag='button', type='button', data_theme_button='', data_testid='theme')
    toggle.props['aria-label'] = 'Theme'
    toggle.on('click', js_handler='() => levelmixTheme.next()')
    with toggle:
        icon('theme')


class _Tabs:
    """The links to the screens that are open to the visitor.

    First the first screen of each area, then the screens for all areas, the other screens of the areas, and account
    and admin.
    """

    def __init__(self, areas_shown: Sequence[Screens], together: Mapping[str, str]) -> None:
        me = accounts.visitor().signed_in
        mine = ({'/account': 'Account'} if me else {}) | ({'/admin': 'Admin'} if me and me.is_admin else {})
        every = [shown.area for shown in areas_shown]
        tabs = [([shown.area], list(shown.tabs.items())) for shown in areas_shown]
        ordered = [(of, tab) for of, own in tabs for tab in own[:1]]
        ordered += [(every, tab) for tab in together.items()]
        ordered += [(of, tab) for of, own in tabs for tab in own[1:]]
        self._of = [(of, *self._link(*tab)) for of, tab in ordered]
        self.links = {path: element for _, path, element in self._of} | dict(self._link(*tab) for tab in mine.items())
        self.draw()

    def draw(self) -> None:
        """Hide the links that lead to closed areas only."""
        for of, _, element in self._of:
            element.visible = any(map(GATE.is_open, of))

    @staticmethod
    def _link(path: str, label: str) -> tuple[str, ui.element]:
        return path, link(label, path, data_testid=f'nav-{label.lower()}')


class _Here:
    """Marks the screen that is shown, and moves the keyboard focus to a new one."""

    def __init__(self, links: dict[str, ui.element], address: str) -> None:
        self._links = links
        self._path = urlsplit(address).path
        self._mark()

    def moved(self, address: str) -> None:
        path = urlsplit(address).path
        if path == self._path:
            return
        self._path = path
        self._mark()
        ui.run_javascript("document.getElementById('content').focus({preventScroll: true})")

    def _mark(self) -> None:
        for path, element in self._links.items():
            under = path != '/' and self._path.startswith(f'{path}/')
            element.props.set_optional('aria-current', 'page' if path == self._path or under else None)


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
