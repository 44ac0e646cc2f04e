"""Practice among people: a teacher and a student in two browsers, and a published piece that is reported."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.people import newcomer, shoot_all_ways
from tests.servers import LevelMix

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture
def bea(people_site: LevelMix, admin: Page, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Somebody else."""
    email = f'bea-{abs(hash(request.node.name)) % 10**8}@example.org'
    with newcomer(people_site, browser, email, '/practice/classes', name='Bea') as page:
        yield page


def test_a_teacher_shares_a_collection_and_sees_who_joined(ann: Page, bea: Page) -> None:
    ann.goto('/practice')
    ann.get_by_test_id('create').click()
    ann.get_by_test_id('save').click()
    ann.get_by_test_id('collection').fill('Mondays')
    ann.get_by_test_id('save-go').click()
    expect(ann.get_by_test_id('save')).to_have_text('Saved in Mondays')
    title = ann.get_by_test_id('piece-title').inner_text()
    piece = ann.url
    ann.goto('/practice/classes')
    ann.get_by_test_id('class-name').fill('Friday group')
    ann.get_by_test_id('open-class').click()
    ann.get_by_test_id('share-collection').click()
    expect(ann.get_by_test_id('share-collection')).to_have_attribute('aria-pressed', 'true')
    code = ann.get_by_test_id('code').inner_text().removeprefix('Code ')

    bea.get_by_test_id('class-code').fill(code)
    bea.get_by_test_id('join').click()
    expect(bea.get_by_test_id('joined')).to_contain_text('Mondays')
    bea.get_by_test_id('shared-piece').click()
    expect(bea).to_have_url(piece)
    expect(bea.get_by_test_id('piece-title')).to_have_text(title)
    expect(bea.get_by_test_id('publish')).to_have_count(0)

    ann.reload()
    ann.get_by_test_id('students').click()
    expect(ann.get_by_test_id('student')).to_contain_text('Bea')
    shoot_all_ways(ann, 'practice-students')


def test_a_published_piece_has_a_public_page_until_an_admin_takes_it_down(ann: Page, bea: Page, admin: Page) -> None:
    ann.goto('/practice')
    ann.get_by_test_id('create').click()
    ann.get_by_test_id('publish').click()
    expect(ann.get_by_test_id('public-page')).to_be_visible()
    piece, public = ann.url, ann.get_by_test_id('public-page').get_attribute('href') or ''
    stranger = ann.context.browser.new_page(base_url=ann.url.partition('/practice')[0])  # type: ignore[union-attr]
    stranger.goto(public)
    expect(stranger.get_by_test_id('public-title')).to_be_visible()
    shoot_all_ways(stranger, 'practice-public')

    bea.goto(piece)
    bea.get_by_test_id('like').click()
    expect(bea.get_by_test_id('like')).to_contain_text('1')
    bea.get_by_test_id('report').click()
    bea.get_by_test_id('ask-line').fill('It is copied.')
    bea.get_by_test_id('ask-go').click()
    admin.goto('/admin/practice')
    expect(admin.get_by_test_id('report')).to_contain_text('It is copied.')
    admin.get_by_test_id('report-down').click()
    admin.get_by_test_id('confirm-yes').click()
    expect(admin.get_by_test_id('no-reports')).to_be_visible()

    assert stranger.goto(public).status == 404  # type: ignore[union-attr]
    stranger.close()
    ann.reload()
    expect(ann.get_by_text('reported and taken down')).to_be_visible()
    expect(ann.get_by_test_id('publish')).to_have_count(0)
