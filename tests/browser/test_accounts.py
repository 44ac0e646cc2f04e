"""Accounts in a real browser: the first admin, signing up by mail, who sees what, and being signed out."""

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.screens import Level
from tests.databases import opened
from tests.servers import LevelMix, serving
from tests.sounds import write_mix
from tests.waiting import until

pytestmark = pytest.mark.browser
PASSWORD = 'four tin whistles sing'


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LevelMix]:
    """A LevelMix with accounts, whose admin has just become one."""
    with serving(tmp_path_factory.mktemp('site') / 'data', accounts='on') as server:
        yield server


def mailed_link(site: LevelMix, subject: str) -> str:
    """The last link with this subject; without a mail server it is in the log."""
    pattern = re.escape(f'“{subject}”: ') + r'(\S+)'
    until(lambda: re.search(pattern, site.log), seconds=120, what=f'the mail “{subject}”')
    return str(re.findall(pattern, site.log)[-1])


def fill(page: Page, **values: str) -> None:
    """Fill the form in and send it."""
    for name, value in values.items():
        page.get_by_test_id(f'field-{name}').fill(value)
    page.get_by_test_id('submit').click()


def admitted(page: Page) -> None:
    expect(page.get_by_test_id('start')).to_be_visible()


@pytest.fixture(scope='module')
def admin(site: LevelMix, browser: Browser) -> Iterator[Page]:
    """The admin's page, made by the link that the server printed."""
    until(lambda: 'no admin yet' in site.log, seconds=120, what='the link for the admin')
    (link,) = re.findall(r'once: (\S+/welcome#\S+)', site.log)
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    page.goto(link)
    fill(page, email='admin@example.org', password=PASSWORD)
    admitted(page)
    yield page
    context.close()


@pytest.fixture
def bea(site: LevelMix, admin: Page, browser: Browser) -> Iterator[Page]:
    """A page of somebody else, signed in; they sign up the first time."""
    context = browser.new_context(base_url=site.url)
    page = context.new_page()
    with opened(site.data_dir) as cursor:
        known = cursor.execute("SELECT 1 FROM users WHERE email = 'bea@example.org'").fetchone()
    if not known:
        page.goto('/sign-up')
        fill(page, email='bea@example.org')
        expect(page.get_by_test_id('told')).to_contain_text('sent a mail to bea@example.org')
        page.goto(mailed_link(site, 'Finish your sign-up'))
        page.wait_for_url(re.compile('/confirm$'))
        fill(page, name='Bea', password='short')
        expect(page.get_by_test_id('wrong')).to_contain_text('at least 12')
        fill(page, name='Bea', password=PASSWORD)
    else:
        page.goto('/sign-in')
        fill(page, email='bea@example.org', password=PASSWORD)
    admitted(page)
    yield page
    context.close()


@pytest.mark.nightly
def test_nobody_sees_anything_but_the_way_in(site: LevelMix, browser: Browser) -> None:
    page = browser.new_context(base_url=site.url).new_page()
    for path in ('/history', '/presets', '/jobs/1'):
        page.goto(path)
        expect(page.get_by_test_id('form-sign-in')).to_be_visible()
        expect(page.get_by_test_id('nav-history')).to_have_count(0)
    page.goto('/history?status=failed')
    assert 'next=%2Fhistory%3Fstatus%3Dfailed' in page.url
    for method, path in (('POST', '/files/uploads'), ('GET', '/files/results/1'), ('DELETE', '/files/uploads/1')):
        request = urllib.request.Request(site.url + path, method=method, headers={'X-Filename': 'a.wav'})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, data=b'x' if method == 'POST' else None)
        assert refused.value.code == 401
        refused.value.close()
    page.context.close()


@pytest.mark.nightly
def test_the_sign_in_says_what_is_wrong_and_leads_where_one_wanted_to_go(bea: Page) -> None:
    bea.get_by_test_id('sign-out').click()
    expect(bea.get_by_test_id('form-sign-in')).to_be_visible()
    bea.goto('/history')
    fill(bea, email='bea@example.org', password='not the password')
    expect(bea.get_by_test_id('wrong')).to_contain_text('do not match')
    fill(bea, password=PASSWORD)
    expect(bea.get_by_role('heading', name='History')).to_be_visible()
    (cookie,) = [c for c in bea.context.cookies() if c['name'] == 'levelmix']
    assert cookie['httpOnly']
    assert cookie['sameSite'] == 'Lax'
    assert cookie['value'] not in bea.evaluate('document.cookie')
    assert [c['httpOnly'] for c in bea.context.cookies() if c['name'] == 'levelmix-known'] == [True], 'since before'


@pytest.mark.nightly
def test_nobody_opens_the_mix_of_another(admin: Page, bea: Page, tmp_path: Path) -> None:
    level = Level(bea)
    mix = write_mix(tmp_path / 'Hers.wav', 6)
    level.level(mix)
    download = level.card(mix.name).get_by_test_id('download').get_attribute('href')
    assert download is not None
    assert bea.request.get(download).status == 200
    answer = admin.request.get(download)
    assert answer.status == 404, 'not even the admin'
    job = level.card(mix.name).get_by_test_id('job-link').get_attribute('href')
    admin.goto(job or '')
    expect(admin.get_by_text('does not exist')).to_be_visible()
    admin.goto('/history')
    expect(admin.get_by_test_id('no-jobs')).to_be_visible()
    expect(admin.get_by_test_id('job-card')).to_have_count(0)


@pytest.mark.nightly
def test_a_session_that_ends_elsewhere_closes_this_page(bea: Page, site: LevelMix) -> None:
    other = bea.context.new_page()
    other.goto('/presets')
    expect(other.get_by_test_id('preset-new')).to_be_visible()
    bea.get_by_test_id('sign-out').click()
    expect(bea.get_by_test_id('form-sign-in')).to_be_visible()
    expect(other.get_by_test_id('form-sign-in')).to_be_visible()


def test_another_site_cannot_sign_anybody_in_or_out(site: LevelMix, admin: Page) -> None:
    for headers in ({'Origin': 'http://evil.example', 'Content-Type': 'application/json'},
                    {'Content-Type': 'text/plain'}):  # fmt: skip
        body = json.dumps({'email': 'admin@example.org', 'password': PASSWORD}).encode()
        request = urllib.request.Request(f'{site.url}/auth/sign-in', data=body, headers=headers)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code in (400, 403)
        refused.value.close()
    admin.goto('/sign-in?next=//evil.example')
    expect(admin.get_by_test_id('start')).to_be_visible()


@pytest.mark.nightly
def test_a_new_password_by_mail(bea: Page, site: LevelMix) -> None:
    bea.context.clear_cookies()
    bea.goto('/forgot')
    fill(bea, email='bea@example.org')
    expect(bea.get_by_test_id('told')).to_be_visible()
    bea.goto(mailed_link(site, 'Set a new password'))
    for typed, level in (('massimiliano', '1'), ('seven copper kettles hum', '4')):
        bea.get_by_test_id('field-password').fill(typed)
        expect(bea.get_by_test_id('strength')).to_have_attribute('data-level', level)
    fill(bea, password='seven copper kettles hum')
    expect(bea.get_by_test_id('note')).to_contain_text('new password is set')
    fill(bea, email='bea@example.org', password='seven copper kettles hum')
    admitted(bea)
