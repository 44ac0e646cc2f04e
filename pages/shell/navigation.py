"""The ways to all screens: a header where one area is open, and a rail beside the screens where several are.

The rail is a bar at the bottom of a phone: four places, and the rest behind More.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from nicegui import ui

from app import accounts
from components.account.face import Face
from components.account.sign_out import sign_out_button
from components.vocabulary.brand import LOGO, icon
from components.vocabulary.elements import block, link, text
from components.vocabulary.panel import panel, panel_button
from pages.shell.area_gate import GATE
from pages.shell.screens import Screens

HOME = '/home'
NEAR = 4
TAB_IN_SIGHT = (
    "document.querySelector('.masthead .nav a[aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'})"
)
"""How many places stand in the bar of a phone, beside More."""
Links = dict[str, ui.element]


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the rail; `shown` is whose screens it leads to, if it is an area."""

    path: str
    label: str
    icon: str
    shown: Screens | None = None

    def is_here(self, path: str) -> bool:
        """Whether a screen of this place is at this address."""
        within = self.shown.has(path) if self.shown is not None else path.startswith(f'{self.path}/')
        return path == self.path or within


class Navigation:
    """Draws header or rail, marks where the visitor is, and moves the keyboard focus to a new screen."""

    def __init__(self, areas_shown: Sequence[Screens], together: Mapping[str, str], tools: Callable[[], None]) -> None:
        self._areas, self._together = tuple(areas_shown), together
        self._marks: list[Callable[[str], None]] = []
        self._open: tuple[Screens, ...] | None = None
        router = ui.context.client.sub_pages_router
        self._path = urlsplit(router.current_path).path
        self._beside = block('contents')
        with block('masthead', tag='header'), block('masthead-in'):
            self._within = block('contents')
            with block('tools'):
                tools()
                self._at_end = block('contents')
                if (me := accounts.visitor().signed_in) is not None:
                    with link('', '/account', 'me', aria_label='Your account', data_testid='me'):
                        Face(me.picture, me.name or me.email, mine=True)
                    sign_out_button('button bare square leave')
        self.draw()
        router.on_path_changed(self._moved)

    def draw(self) -> None:
        """Draw it for the areas that are open to the visitor now."""
        open_now = tuple(shown for shown in self._areas if GATE.is_open(shown.area))
        if open_now == self._open:
            return
        self._open, self._marks = open_now, []
        for place in (self._beside, self._within, self._at_end):
            place.clear()
        if len(open_now) > 1:
            self._draw_rail(open_now)
        else:
            self._draw_header()
        self._mark()

    def _tab_of(self, path: str) -> str:
        return next((shown.tab_of(path) for shown in self._areas if shown.has(path)), path)

    def _draw_header(self) -> None:
        with self._within:
            brand('/')
            with block('nav', tag='nav', aria_label='Screens'):
                tabs = Tabs(self._areas, self._together)
        with self._at_end:
            theme_button()
        self._marks.append(lambda path: mark(tabs.links, self._tab_of(path)))

    def _draw_rail(self, open_now: Sequence[Screens]) -> None:
        with self._beside:
            rail = Rail(open_now, self._together)
        with self._within:
            brand(HOME)
            tabs = AreaTabs(open_now)
        self._marks += [rail.mark, tabs.mark]

    def _moved(self, address: str) -> None:
        path = urlsplit(address).path
        if path == self._path:
            return
        self._path = path
        self._mark()
        ui.run_javascript("document.getElementById('content').focus({preventScroll: true})")

    def _mark(self) -> None:
        for marked in self._marks:
            marked(self._path)
        ui.run_javascript(TAB_IN_SIGHT)


class Rail:
    """The areas, what shows all of them together, and below them what is the visitor's own."""

    def __init__(self, open_now: Sequence[Screens], together: Mapping[str, str]) -> None:
        areas = [Place(shown.start, shown.label, shown.icon, shown) for shown in open_now]
        all_of_them = [Place(path, label, label.lower()) for path, label in together.items()]
        near = [*areas[: NEAR - len(all_of_them)], *all_of_them]
        near += [place for place in areas if place not in near][: NEAR - len(near)]
        own = [Place(path, label, label.lower()) for path, label in own_screens().items()]
        self._far = [place for place in (*areas, *own) if place not in near]
        self._links: list[tuple[Place, ui.element]] = []
        with block('rail', tag='nav', aria_label='Areas'):
            brand(HOME)
            with block('rail-places', tag='ul'):
                self._draw(areas, near)
            with block('rail-places', tag='ul'):
                self._draw(all_of_them, near)
            with block('rail-places last', tag='ul'):
                self._draw(own, near)
                with block('far', tag='li'):
                    theme_button('rail-place', 'Theme')
                with block('rail-more', tag='li'):
                    self._more = panel_button(
                        'more', 'More', 'rail-place', icon='more', label='More', testid='nav-more'
                    )
        self._draw_more()

    def mark(self, path: str) -> None:
        """Mark the place of this address, also where it stands behind More."""
        for place, element in self._links:
            here = 'page' if path == place.path else 'true' if place.is_here(path) else None
            element.props.set_optional('aria-current', here)
        far = any(place.is_here(path) for place in self._far)
        self._more.props.set_optional('data-here', '' if far else None)

    def _draw(self, places: Sequence[Place], near: Sequence[Place]) -> None:
        for place in places:
            with block('near' if place in near else 'far', tag='li'):
                self._link(place, 'rail-place', f'nav-{place.label.lower()}')

    def _draw_more(self) -> None:
        with panel('more', 'More', 'panel-more'), block('more-places', tag='ul'):
            for place in self._far:
                with block(tag='li'):
                    self._link(place, 'more-place', f'more-{place.label.lower()}')
            with block(tag='li'):
                theme_button('more-place', 'Theme', testid='more-theme')

    def _link(self, place: Place, classes: str, testid: str) -> None:
        self._links.append((place, link(place.label, place.path, classes, icon=place.icon, data_testid=testid)))


class AreaTabs:
    """The screens of the area that the visitor is in, as tabs on top of the content."""

    def __init__(self, open_now: Sequence[Screens]) -> None:
        self._of: list[tuple[Screens, Links]] = []
        with block('nav', tag='nav', aria_label='Screens of this area'):
            for shown in open_now:
                if len(shown.tabs) > 1:
                    tabs = shown.tabs.items()
                    found = {path: link(label, path, data_testid=f'tab-{label.lower()}') for path, label in tabs}
                    self._of.append((shown, found))

    def mark(self, path: str) -> None:
        """Show those of the area that this address is in."""
        for shown, links in self._of:
            mark(links, shown.tab_of(path))
            for element in links.values():
                element.visible = shown.has(path)


class Tabs:
    """The links of the header to the screens that are open to the visitor.

    First the first screen of each area, then the screens for all areas, the other screens of the areas, and account
    and admin.
    """

    def __init__(self, areas_shown: Sequence[Screens], together: Mapping[str, str]) -> None:
        every = [shown.area for shown in areas_shown]
        tabs = [([shown.area], list(shown.tabs.items())) for shown in areas_shown]
        ordered = [(of, tab) for of, own in tabs for tab in own[:1]]
        ordered += [(every, tab) for tab in together.items()]
        ordered += [(of, tab) for of, own in tabs for tab in own[1:]]
        self._of = [(of, *self._link(*tab)) for of, tab in ordered]
        self.links = {path: element for _, path, element in self._of} | dict(
            self._link(*tab) for tab in own_screens().items()
        )
        self.draw()

    def draw(self) -> None:
        """Hide the links that lead to closed areas only."""
        for of, _, element in self._of:
            element.visible = any(map(GATE.is_open, of))

    @staticmethod
    def _link(path: str, label: str) -> tuple[str, ui.element]:
        return path, link(label, path, data_testid=f'nav-{label.lower()}')


def brand(href: str) -> None:
    """The mark and the name, which lead to the start."""
    with block('brand', tag='a', href=href, aria_label='LevelMix'):
        ui.html(LOGO, sanitize=False, tag='i')
        text('LevelMix')


def theme_button(classes: str = 'button bare square', label: str = '', *, testid: str = 'theme') -> None:
    """The button that changes between dark and light."""
    toggle = block(classes, tag='button', type='button', data_theme_button='', data_testid=testid)
    toggle.props['aria-label'] = 'Theme'
    toggle.on('click', js_handler='() => levelmixTheme.next()')
    with toggle:
        icon('theme')
        if label:
            text(label)


def own_screens() -> dict[str, str]:
    """Account and admin, where the visitor has them."""
    me = accounts.visitor().signed_in
    return ({'/account': 'Account'} if me else {}) | ({'/admin': 'Admin'} if me and me.is_admin else {})


def mark(links: Links, path: str) -> None:
    """Mark the link to the screen that is shown."""
    fitting = [target for target in links if path == target or (target != '/' and path.startswith(f'{target}/'))]
    here = max(fitting, key=len, default=None)  # one screen may stand below another one's address
    for target, element in links.items():
        element.props.set_optional('aria-current', 'page' if target == here else None)
