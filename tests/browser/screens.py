"""The screens as a visitor uses them; the browser tests are written with these."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Locator, Page, expect

FINISHED = re.compile('completed|failed|cancelled')
PATIENCE_MS = 240_000
"""For a mix that is sent, levelled or heard."""


def slow_uploads(page: Page, bytes_per_second: float) -> CDPSession:
    """Let the page's connection send no faster than this, until the session is detached.

    Choose it so slow that even a busy machine is done with what has to happen meanwhile.
    """
    session = page.context.new_cdp_session(page)
    session.send('Network.enable')
    limits = {'offline': False, 'latency': 0, 'downloadThroughput': -1, 'uploadThroughput': bytes_per_second}
    session.send('Network.emulateNetworkConditions', limits)
    return session


def full_speed(session: CDPSession) -> None:
    """Remove the limit of `slow_uploads`; any change of it lets through at once what is held back."""
    limits = {'offline': False, 'latency': 0, 'downloadThroughput': -1, 'uploadThroughput': -1}
    session.send('Network.emulateNetworkConditions', limits)


def share(row: Locator) -> int:
    """How much of a file has been sent, in percent."""
    return int(row.get_by_role('progressbar').get_attribute('aria-valuenow') or 0)


def moved(page: Page, row: Locator, percent: int) -> None:
    """Wait until so much of a file has been sent."""
    page.wait_for_function(
        '([row, least]) => Number(row.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")) >= least',
        arg=[row.element_handle(), percent],
    )


def watching_place(found: Locator) -> Callable[[], bool]:
    """Watches at every frame from now on where on the page something is; returns what says if it has stood still."""
    seen = found.evaluate_handle(
        """it => {
            const seen = new Set();
            const look = () => {
                seen.add(Math.round(it.getBoundingClientRect().top + scrollY));
                requestAnimationFrame(look);
            };
            look();
            return seen;
        }"""
    )
    return lambda: bool(seen.evaluate('seen => seen.size === 1'))


class Screen:
    """What every screen has."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, name: str) -> None:
        """Move to another screen by the navigation: level, history, or presets, which is a tab of its area."""
        way = self.page.locator(f'[data-testid=nav-{name}]:visible, [data-testid=tab-{name}]:visible').first
        if not way.count() and self.page.get_by_test_id('nav-more').is_visible():
            self.page.get_by_test_id('nav-more').click()
            way = self.page.get_by_test_id(f'more-{name}')
        way.click()
        expect(way).to_have_attribute('aria-current', 'page')

    @property
    def cards(self) -> Locator:
        """The jobs in the list of this screen."""
        return self.page.get_by_test_id('job-card')

    def card(self, name: str) -> Locator:
        """The jobs of one file."""
        return self.cards.filter(has=self.page.get_by_test_id('job-link').filter(has_text=name))

    def answer(self, yes: bool) -> None:
        """Answer the question before something is deleted."""
        self.page.get_by_test_id('confirm-yes' if yes else 'confirm-no').click()
        expect(self.page.get_by_test_id('confirm')).to_have_count(0)


class Level(Screen):
    """Drop, choose, start."""

    def drop(self, *paths: Path) -> None:
        """Give files to the page as its file dialog does."""
        expect(self.page.get_by_test_id('start')).to_be_visible()
        self.page.get_by_test_id('file-input').set_input_files(list(paths))

    def choose(self, preset: str) -> None:
        """Press the chip of a preset."""
        chip = self.page.get_by_test_id('preset-chip').filter(has_text=preset)
        chip.click()
        expect(chip).to_have_attribute('aria-pressed', 'true')

    def start(self) -> None:
        """Press the big button, once it offers to level something."""
        button = self.page.get_by_test_id('start')
        expect(button).to_contain_text('mix')
        button.click()

    def upload(self, name: str) -> Locator:
        """The row of one file in the queue."""
        return self.page.get_by_test_id('upload').filter(has_text=name)

    def level(self, *paths: Path, preset: str = 'Spotify') -> None:
        """Drop, choose, start, and wait for the finished results."""
        self.drop(*paths)
        self.choose(preset)
        self.start()
        for path in paths:
            card = self.card(path.name).first
            expect(card).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
            expect(card, card.inner_text()).to_have_attribute('data-status', 'completed')


def job_path(card: Locator) -> str:
    """The address of a card's job."""
    href = card.get_by_test_id('job-link').get_attribute('href')
    assert href is not None
    return href


def texts(found: Locator) -> Sequence[str]:
    """What some elements say, in their order."""
    return [text.strip() for text in found.all_inner_texts()]
