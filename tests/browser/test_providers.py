"""Signing in with Google and Apple in a real browser, against providers that run here."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.fake_apple import FakeApple, fake_apple, settings_for
from tests.servers import ROOT, LevelMix, free_port, serving
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module')
def apple() -> Iterator[FakeApple]:
    """Apple, which is another site to a browser."""
    with fake_apple() as provider:
        yield provider


@pytest.fixture(scope='module')
def google() -> Iterator[str]:
    """An OpenID provider in a process of its own, with Google's shape; returns its address."""
    port = free_port()
    people = [{'sub': 'g-bea', 'email': 'bea@gmail.example', 'email_verified': True, 'name': 'Bea Bloom'}]
    claims = [part for person in people for part in ('--user-claims', json.dumps(person))]
    command = [str(Path(sys.executable).parent / 'oidc-provider-mock'), '-p', str(port), '-n', 'true', *claims]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as mock:
        address = f'http://127.0.0.1:{port}'
        until(lambda: _answers(address), seconds=120, what='the provider')
        yield address
        mock.terminate()


@pytest.fixture(scope='module')
def company_port() -> int:
    """The port on which the company's provider will listen."""
    return free_port()


@pytest.fixture(scope='module')
def company(site: LevelMix, company_port: int) -> Iterator[None]:
    """The provider from npm, which follows the standard strictly."""
    if not (ROOT / '.tools/oidc/node_modules').exists():
        pytest.skip('no OpenID provider of npm here: run tests/oidc/install.sh where there is npm')
    command = ['node', 'tests/oidc/provider.mjs', str(company_port), f'{site.url}/auth/oidc/oidc/callback']
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as provider:
        until(lambda: _answers(f'http://127.0.0.1:{company_port}'), seconds=120, what='the provider of npm')
        yield
        provider.terminate()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f'{address}/.well-known/openid-configuration', timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope='module')
def site(
    tmp_path_factory: pytest.TempPathFactory, apple: FakeApple, google: str, company_port: int
) -> Iterator[LevelMix]:
    """A LevelMix with all three providers."""
    discovery, company = (
        f'{at}/.well-known/openid-configuration' for at in (google, f'http://127.0.0.1:{company_port}')
    )
    work = {'oidc_client_id': 'levelmix', 'oidc_client_secret': 'secret', 'oidc_discovery': company}
    keys = work | {'google_client_id': 'levelmix', 'google_client_secret': 'secret', 'google_discovery': discovery}
    data = tmp_path_factory.mktemp('site') / 'data'
    with serving(data, accounts='on', **settings_for(apple), **keys) as server:
        yield server


@pytest.fixture
def page(site: LevelMix, browser: Browser) -> Iterator[Page]:
    """The sign-in of a new visitor."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto('/sign-in')
    yield page
    context.close()


def inside(page: Page) -> None:
    expect(page.get_by_test_id('start')).to_be_visible()


def test_with_google_there_and_back(page: Page) -> None:
    page.goto('/history')
    page.get_by_test_id('with-google').click()
    page.get_by_role('button', name='g-bea').click()
    expect(page.get_by_role('heading', name='History')).to_be_visible()
    page.get_by_test_id('sign-out').click()
    expect(page.get_by_test_id('with-google')).to_be_visible()


@pytest.mark.nightly
def test_with_apple_whose_answer_comes_by_a_post_from_another_site(page: Page, apple: FakeApple) -> None:
    page.get_by_test_id('with-apple').click()
    page.get_by_role('button', name='Continue').click()
    inside(page)
    page.get_by_test_id('sign-out').click()
    page.get_by_test_id('with-apple').click()
    page.get_by_role('button', name='Continue').click()
    inside(page)
    assert apple.refused == []


@pytest.mark.nightly
def test_apples_answer_signs_nobody_out_who_is_in(page: Page, site: LevelMix) -> None:
    """A cross-site POST carries no cookie, and an answer that sets a new one would replace the one there is."""
    page.get_by_test_id('with-apple').click()
    page.get_by_role('button', name='Continue').click()
    inside(page)
    other = page.context.new_page()
    other.goto('/auth/oidc/apple')
    other.get_by_role('button', name='Cancel').click()
    other.wait_for_url(f'{site.url}/**')
    page.reload()
    inside(page)


@pytest.mark.nightly
def test_whoever_says_no_there_is_told_that_nothing_happened(page: Page) -> None:
    page.get_by_test_id('with-google').click()
    page.get_by_role('button', name='Deny').click()
    expect(page.get_by_test_id('note')).to_contain_text('broken off')
    page.get_by_test_id('with-apple').click()
    page.get_by_role('button', name='Cancel').click()
    expect(page.get_by_test_id('note')).to_contain_text('broken off')


@pytest.mark.nightly
def test_two_tabs_begin_and_both_come_back(page: Page) -> None:
    other = page.context.new_page()
    other.goto('/sign-in')
    for tab in (page, other):
        tab.get_by_test_id('with-apple').click()
        expect(tab.get_by_role('button', name='Continue')).to_be_visible()
    for tab in (page, other):
        tab.get_by_role('button', name='Continue').click()
        inside(tab)


@pytest.mark.nightly
def test_a_way_back_that_was_never_begun_here_or_is_walked_twice_is_told(page: Page, browser: Browser) -> None:
    page.goto('/auth/oidc/google/callback?state=forged&code=stolen')
    expect(page.get_by_test_id('note')).to_contain_text('Begin again')
    backs: list[str] = []
    page.on('request', lambda request: backs.append(request.url) if '/callback?' in request.url else None)
    page.get_by_test_id('with-google').click()
    page.get_by_role('button', name='g-bea').click()
    inside(page)
    thief = browser.new_page()
    thief.goto(backs[-1])
    expect(thief.get_by_test_id('note')).to_contain_text('Begin again')
    thief.close()


@pytest.mark.nightly
def test_a_provider_that_does_not_answer_is_told_at_once(page: Page, apple: FakeApple) -> None:
    metadata = apple.metadata
    apple.metadata = dict  # type: ignore[method-assign]
    started = time.monotonic()
    try:
        page.get_by_test_id('with-apple').click()
        expect(page.get_by_test_id('note')).to_contain_text('Apple does not answer')
    finally:
        apple.metadata = metadata  # type: ignore[method-assign]
    assert time.monotonic() - started < 30


@pytest.mark.nightly
@pytest.mark.usefixtures('company')
def test_a_provider_that_keeps_strictly_to_the_standard(page: Page) -> None:
    """It gives the address only to requests with the access token, and it asks for consent."""
    page.get_by_test_id('with-oidc').click()
    page.locator('[name=login]').fill('cleo')
    page.locator('[name=password]').fill('anything')
    page.locator('[type=submit]').click()
    page.get_by_role('button', name='Continue').click()
    inside(page)
    page.get_by_test_id('nav-account').click()
    expect(page.get_by_test_id('who')).to_contain_text('cleo@work.example')
    expect(page.get_by_test_id('profile-name')).to_have_value('Worker cleo')
    page.get_by_test_id('sign-out').click()
    page.get_by_test_id('with-oidc').click()
    inside(page)


@pytest.mark.nightly
def test_another_way_in_is_connected_and_disconnected_on_the_account_page(page: Page, apple: FakeApple) -> None:
    page.get_by_test_id('with-google').click()
    page.get_by_role('button', name='g-bea').click()
    inside(page)
    page.get_by_test_id('nav-account').click()
    ways = page.get_by_test_id('connected')
    expect(ways).to_have_count(1)
    page.get_by_test_id('disconnect').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('toast')).to_contain_text('only way to sign in')
    apple.email = 'another@privaterelay.example'
    apple.subject = 'apple.of.bea'
    page.get_by_test_id('connect-apple').click()
    page.get_by_role('button', name='Continue').click()
    expect(page).to_have_url(re.compile('/account$'))
    expect(ways).to_have_count(2)
    page.get_by_test_id('sign-out').click()
    page.get_by_test_id('with-apple').click()
    page.get_by_role('button', name='Continue').click()
    inside(page)
    page.get_by_test_id('nav-account').click()
    expect(page.get_by_test_id('who')).to_contain_text('bea@gmail.example')
    ways.filter(has_text='Apple').get_by_test_id('disconnect').click()
    page.get_by_test_id('confirm-yes').click()
    expect(ways).to_have_count(1)


@pytest.mark.nightly
def test_a_session_that_ended_meanwhile_is_a_clear_page_after_the_way_back(page: Page, site: LevelMix) -> None:
    """Connecting takes a while; somebody who was signed out by then is told, and nobody else gets the identity."""
    page.get_by_test_id('with-google').click()
    page.get_by_role('button', name='g-bea').click()
    inside(page)
    page.goto('/account')
    page.get_by_test_id('connect-apple').click()
    expect(page.get_by_role('button', name='Continue')).to_be_visible()
    cookies = [cookie for cookie in page.context.cookies() if cookie['name'] != 'levelmix']
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role('button', name='Continue').click()
    expect(page.get_by_test_id('note')).to_contain_text('signed out')
    expect(page.get_by_test_id('form-sign-in')).to_be_visible()
