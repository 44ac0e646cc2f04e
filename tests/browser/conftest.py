"""A real browser on a real server with a real worker."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.people import become_admin, newcomer
from tests.echo.building import build
from tests.servers import LevelMix
from tests.sites import Sites

ARGUMENTS = (
    '--no-sandbox',
    '--disable-gpu',
    '--font-render-hinting=none',  # letters as wide as in a browser with windows
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-device-for-media-stream',  # a microphone that beeps, and whom nobody asks
    '--use-fake-ui-for-media-stream',
)
PLACES = (
    'chromium-headless-shell',  # without windows: opening a page takes a fifth of the processor time
    'chromium',
    'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
)

PATIENCE_MS = 90_000
"""For one step of a page, in milliseconds; a busy machine may need it, and what is there is found at once."""
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker('browser')


@pytest.fixture(scope='package')
def browser() -> Iterator[Browser]:
    """One browser for all tests here; each test opens pages of its own in it.

    It ends before others begin, because as long as Playwright runs, nothing else in the process may run an event loop.
    """
    found = next((path for place in PLACES if (path := shutil.which(place))), None)
    assert found, 'no Chromium here: run tests/install.sh'
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS, timeout=PATIENCE_MS)
        launched.on('context', lambda context: context.set_default_timeout(PATIENCE_MS))
        # Animations are drawn sixty times a second, by the processor here, and these tests look at what a page says.
        launched.new_context = partial(launched.new_context, reduced_motion='reduce')  # type: ignore[method-assign]
        yield launched
        launched.close()


@pytest.fixture(scope='package')
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LevelMix with one more area, which nothing in the product knows about."""
    return build(tmp_path_factory.mktemp('built') / 'house')


@pytest.fixture(scope='module')
def site(sites: Sites) -> Iterator[LevelMix]:
    """A running LevelMix, with nothing in it, that the tests of one file share."""
    with sites.lent() as server:
        yield server


@pytest.fixture
def visit(browser: Browser, site: LevelMix) -> Iterator[Callable[..., Page]]:
    """Opens a path of the site as a new visitor; options are those of a Playwright context (viewport, color_scheme…).

    A script error on the page fails the test.
    """
    opened, errors = [], []

    def visit(path: str = '/', **options: object) -> Page:
        context = browser.new_context(base_url=site.url, **options)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.on('pageerror', lambda error: errors.append(str(error)))
        page.goto(path)
        return page

    yield visit
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The start page, as a new visitor sees it."""
    return visit('/')


@pytest.fixture(scope='module')
def people_site(sites: Sites) -> Iterator[LevelMix]:
    """A running LevelMix with accounts, and none made yet, that the tests of one file share."""
    with sites.lent(accounts='on') as server:
        yield server


@pytest.fixture(scope='module')
def admin(people_site: LevelMix, browser: Browser) -> Iterator[Page]:
    """Its admin, signed in."""
    page = become_admin(people_site, browser)
    yield page
    page.context.close()


@pytest.fixture
def ann(people_site: LevelMix, admin: Page, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The account page of somebody new there."""
    email = f'{abs(hash(request.node.name)) % 10**8}@example.org'
    with newcomer(people_site, browser, email) as page:
        expect(page.get_by_test_id('who')).to_contain_text(email)
        yield page
