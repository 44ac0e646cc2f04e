"""Three people in three browsers: one brings a map, one suggests a fix, one decides; all of them see what follows."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col

from app.db import reading
from models import User
from tests.app.drums.community import becomes
from tests.browser.people import newcomer, shoot_all_ways
from tests.browser.test_drums_play import SONG, bring
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = [pytest.mark.browser, pytest.mark.nightly]


class People:
    """Who brought the map, who suggests, and who decides."""

    def __init__(self, owner: Page, fixer: Page, verifier: Page) -> None:
        self.owner, self.fixer, self.verifier = owner, fixer, verifier


@pytest.fixture(scope='module')
def people(people_site: LevelMix, admin: Page, browser: Browser) -> Iterator[People]:
    """Three people, the third of whom is a verifier."""
    with ExitStack() as here:
        owner, fixer, verifier = (
            here.enter_context(newcomer(people_site, browser, f'{name.lower()}@example.org', '/drums', name=name))
            for name in ('Olga', 'Fred', 'Vera')
        )
        with inside(people_site), reading() as session:
            vera = session.scalars(sa.select(User).where(col(User.email) == 'vera@example.org')).one().id
        with inside(people_site):
            becomes(vera, 'verifier')
        yield People(owner, fixer, verifier)


def suggest(page: Page, address: str, words: str) -> None:
    """Open the editor of a map, put in a hit, and suggest it with some words."""
    page.goto(address)
    page.get_by_test_id('edit').click()
    roll = page.get_by_test_id('drum-roll')
    expect(roll).to_have_attribute('data-hits', str(len(SONG.hits)))
    roll.focus()
    page.keyboard.press('ArrowRight')
    page.keyboard.press('9')
    page.get_by_test_id('edit-suggest').click()
    expect(page.get_by_test_id('edit-says')).to_have_text('Say what you changed, and why.')
    page.get_by_test_id('edit-words').fill(words)
    page.get_by_test_id('edit-suggest').click()
    expect(page).to_have_url(re.compile('/drums/proposals/'))


def test_a_fix_is_suggested_sent_back_changed_and_accepted(people: People) -> None:
    owner, fixer, verifier = people.owner, people.fixer, people.verifier
    bring(owner)
    address = owner.url
    suggest(fixer, address, 'The ride is played, too')
    expect(fixer.get_by_test_id('fix-words')).to_have_text('+1')
    expect(fixer.get_by_test_id('deciding')).to_have_count(0)

    verifier.goto('/drums/reviews')
    expect(verifier.get_by_test_id('waiting')).to_have_text('1 fix waits')
    verifier.get_by_test_id('proposal').get_by_role('link').click()
    expect(verifier.get_by_test_id('tab-review')).to_have_attribute('aria-current', 'page')
    expect(verifier.get_by_test_id('differences')).to_contain_text('Ride, bar 1, beat 1.25: added')
    verifier.get_by_test_id('hear-before').click()
    shoot_all_ways(verifier, 'drums-review')
    verifier.get_by_test_id('needs-changes').click()
    expect(verifier.get_by_test_id('toast')).to_contain_text('Say why')
    verifier.get_by_test_id('decision-notes').fill('It comes on every beat')
    verifier.get_by_test_id('needs-changes').click()
    expect(verifier.get_by_test_id('decision')).to_contain_text('It comes on every beat')

    fixer.reload()
    expect(fixer.get_by_test_id('decision')).to_contain_text('Vera asks for changes')
    fixer.get_by_test_id('revise').click()
    roll = fixer.get_by_test_id('drum-roll')
    expect(roll).to_have_attribute('data-hits', str(len(SONG.hits) + 1))
    roll.focus()
    for _ in range(5):
        fixer.keyboard.press('ArrowRight')
    fixer.keyboard.press('9')
    fixer.get_by_test_id('edit-words').fill('The ride on every beat')
    fixer.get_by_test_id('edit-again').click()
    expect(fixer.get_by_test_id('fix-words')).to_have_text('+2')

    verifier.reload()
    expect(verifier.get_by_test_id('fix-summary')).to_have_text('The ride on every beat')
    verifier.get_by_test_id('verifies').click()
    verifier.get_by_test_id('approve').click()
    expect(verifier.get_by_test_id('decision')).to_contain_text('accepted it')

    owner.goto(address)
    expect(owner.get_by_text('found right by Vera')).to_be_visible()
    owner.get_by_test_id('versions').locator('summary').click()
    expect(owner.get_by_test_id('version').first).to_contain_text('by Fred')
    fixer.goto('/drums/karma')
    expect(fixer.get_by_test_id('karma-score')).to_have_text('10')
    expect(fixer.get_by_test_id('rung-verifier').get_by_test_id('missing')).to_contain_text('90 more karma')
    expect(fixer.get_by_test_id('board')).to_contain_text('Fred (you)')
    shoot_all_ways(fixer, 'drums-karma')


def test_people_talk_about_a_time_of_a_map(people: People) -> None:
    owner, fixer = people.owner, people.fixer
    bring(owner)
    fixer.goto(owner.url)
    fixer.get_by_test_id('comment-text').fill('Is this a flam?')
    fixer.get_by_test_id('comment-at').fill('soon')
    fixer.get_by_test_id('comment-go').click()
    expect(fixer.get_by_test_id('toast').first).to_contain_text('1:05')
    fixer.get_by_test_id('comment-at').fill('0:12')
    fixer.get_by_test_id('comment-go').click()
    expect(fixer.get_by_test_id('comment')).to_contain_text('Is this a flam?')
    owner.reload()
    owner.get_by_test_id('comment-time').click()
    owner.get_by_test_id('comment-now').click()
    expect(owner.get_by_test_id('comment-at')).to_have_value('0:12')


def test_a_fix_is_withdrawn_and_stands_in_ones_list(people: People) -> None:
    bring(people.owner)
    suggest(people.fixer, people.owner.url, 'A ride')
    people.fixer.get_by_test_id('withdraw').click()
    people.fixer.get_by_test_id('confirm-yes').click()
    expect(people.fixer.get_by_test_id('withdraw')).to_have_count(0)
    people.fixer.goto('/drums/proposals')
    expect(people.fixer.locator('[data-testid=proposal][data-status=withdrawn]')).to_have_count(1)


def test_whoever_is_no_verifier_reads_what_is_missing(people: People) -> None:
    people.owner.goto('/drums/reviews')
    expect(people.owner.get_by_test_id('no-verifier')).to_contain_text('karma')
