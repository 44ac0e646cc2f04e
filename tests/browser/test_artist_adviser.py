"""A newcomer asks the adviser, follows a number to its row, tells it something and takes that back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from app import accounts
from app.artist import series
from app.artist.series import Point
from app.db import transaction
from models.types import utc_now
from tests.browser.axe import barriers
from tests.browser.people import shoot_all_ways
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


@pytest.fixture
def numbers(site: LevelMix) -> str:
    """988 followers on the day before yesterday, one more each day before."""
    today = utc_now().date()
    with inside(site), transaction() as session:
        me = accounts.ensure_local_owner()
        days = [today - timedelta(days=2 + ago) for ago in range(40)]
        points = [Point('spotify', 'followers', day, 988.0 - ago) for ago, day in enumerate(days)]
        series.write(session, me, points, 'manual')
    return (today - timedelta(days=2)).isoformat()


def ask(page: Page, question: str) -> None:
    page.get_by_test_id('ask').fill(question)
    page.get_by_test_id('ask-go').click()


def test_a_question_is_asked_and_its_number_followed_to_its_row(visit: Callable[..., Page], numbers: str) -> None:
    page = visit('/artist/adviser')
    expect(page.get_by_test_id('no-messages')).to_be_visible()
    shoot_all_ways(page, 'adviser-empty')
    assert barriers(page) == []
    expect(page.get_by_test_id('clear-talk')).to_have_count(0)
    ask(page, 'How many followers do I have on Spotify?')
    answer = page.get_by_test_id('answer').last
    expect(answer).to_contain_text('988 on')
    expect(page.get_by_test_id('clear-talk')).to_be_visible()
    expect(page.get_by_test_id('who').last).to_have_text('LevelMix')
    ask(page, 'How many listeners on Apple Music?')
    expect(page.get_by_test_id('answer').last).to_contain_text('nothing from Apple Music')
    ask(page, 'Remember that my drummer is called Tom')
    expect(page.get_by_test_id('answer').last).to_contain_text('I keep this: “my drummer is called Tom”')
    known = page.get_by_test_id('known')
    expect(known).to_contain_text('my drummer is called Tom')
    shoot_all_ways(page, 'adviser-talk')
    assert barriers(page) == []
    page.get_by_test_id('offer').filter(has_text='Undo').click()
    expect(page.get_by_test_id('answer').last).to_have_text('It is forgotten.')
    expect(known).to_contain_text('Nothing yet')
    expect(known).not_to_contain_text('drummer')
    page.get_by_test_id('offer').filter(has_text='Undo').last.click()
    expect(page.get_by_test_id('answer').last).to_have_text('I know it again.')
    expect(page.get_by_test_id('answer').last).to_be_in_viewport()
    expect(known).to_contain_text('my drummer is called Tom')
    expect(page.get_by_text('went wrong on our side')).to_have_count(0)
    page.get_by_test_id('memory-link').click()
    expect(page.get_by_test_id('fact')).to_contain_text('my drummer is called Tom')
    shoot_all_ways(page, 'adviser-memory')
    assert barriers(page) == []
    page.get_by_test_id('fact-forget').click()
    page.get_by_test_id('fact-undo').click()
    expect(page.get_by_test_id('fact')).to_contain_text('my drummer is called Tom')
    page.goto('/artist/adviser')
    expect(page.get_by_test_id('answer').last).to_be_in_viewport()
    figure = page.get_by_test_id('figure').filter(has_text='988').first
    expect(figure).to_have_attribute(
        'href', f'/artist/numbers?platform=spotify&metric=followers&first={numbers}&last={numbers}'
    )
    figure.click()
    page.wait_for_url('**/artist/numbers?**')
