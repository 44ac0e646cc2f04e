"""An upload whose bytes the server has lost by its second request: the page sends it again, without a message."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.screens import PATIENCE_MS, Level
from tests.sounds import write_mix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


def test_an_upload_that_the_server_has_just_lost_begins_anew(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/')
    level = Level(page)
    mix, lost = write_mix(tmp_path / 'lost.wav', 2), list[str]()

    def lose(route: Route) -> None:
        if route.request.method == 'PATCH' and not lost:
            lost.append(route.request.url)
            route.fulfill(status=404)
        else:
            route.continue_()

    page.route('**/files/uploads/*', lose)
    level.drop(mix)
    expect(level.upload(mix.name)).to_have_attribute('data-state', 'ready', timeout=PATIENCE_MS)
    assert lost
