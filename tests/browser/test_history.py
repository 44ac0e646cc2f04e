"""History: jobs are found again, paged, run again and deleted."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import accounts, config, db
from models import AudioFile, ProcessingJob, Status
from models.types import utc_now
from tests.browser.screens import FINISHED, PATIENCE_MS, Level, texts
from tests.conftest import point_to
from tests.servers import LevelMix
from tests.sounds import write_mix

pytestmark = pytest.mark.browser


@pytest.fixture(scope='module', autouse=True)
def past(site: LevelMix) -> None:
    """Twenty-four old jobs: every fourth failed, the rest cancelled; newest is number 0."""
    with pytest.MonkeyPatch.context() as patch:
        point_to(site.data_dir, patch)
        owner = accounts.ensure_local_owner()
        with db.transaction() as session:
            for number in range(24):
                job, file = _old_job(owner, number)
                session.add(job)
                session.flush()
                session.add(file)
        db.dispose()
    config.forget_settings()


def _old_job(owner: str, number: int) -> tuple[ProcessingJob, AudioFile]:
    failed = number % 4 == 0
    job = ProcessingJob(
        user_id=owner,
        original_file_path=f'originals/old-{number}.wav',
        target_lufs=-14.0,
        status=Status.FAILED if failed else Status.CANCELLED,
        error_message='This file ends in the middle.' if failed else None,
        created_at=utc_now() - timedelta(days=1, minutes=number),
    )
    name = f'Night {number:02} 100%.wav'
    file = AudioFile(
        job_id=job.id,
        original_filename=name,
        file_format='wav',
        file_size=10**9,
        duration_seconds=3600,
        target_lufs=-14.0,
    )
    return job, file


@pytest.mark.nightly
def test_pages_are_newest_first_and_stand_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit('/history')
    expect(page.get_by_test_id('job-card')).to_have_count(20)
    assert texts(page.get_by_test_id('job-link'))[0] == 'Night 00 100%.wav'
    page.get_by_test_id('older').click()
    expect(page.get_by_test_id('page-number')).to_have_text('Page 2 of 2')
    expect(page.get_by_test_id('job-card')).to_have_count(4)
    expect(page).to_have_url(re.compile(r'/history\?page=2$'))
    page.reload()
    expect(page.get_by_test_id('job-card')).to_have_count(4)
    page.go_back()
    expect(page.get_by_test_id('job-card')).to_have_count(20)


def test_filter_and_search_narrow_and_stand_in_the_address(visit: Callable[..., Page]) -> None:
    page = visit('/history')
    page.get_by_test_id('filter-failed').click()
    expect(page.get_by_test_id('job-card')).to_have_count(6)
    expect(page.get_by_test_id('job-error').first).to_have_text('This file ends in the middle.')
    page.get_by_test_id('search').fill('night 1')
    page.get_by_test_id('search').press('Enter')
    expect(page.get_by_test_id('job-card')).to_have_count(2)
    expect(page).to_have_url(re.compile(r'/history\?status=failed&search=night\+1$'))
    page.get_by_test_id('search').fill('%%')
    page.get_by_test_id('search-go').click()
    expect(page.get_by_test_id('no-hits')).to_be_visible()


@pytest.mark.nightly('/history?page=x&status=nonsense', '/history?page=-1')
@pytest.mark.parametrize('address', ['/history?page=999', '/history?page=x&status=nonsense', '/history?page=-1'])
def test_an_address_that_asks_for_nonsense_shows_what_there_is(visit: Callable[..., Page], address: str) -> None:
    page = visit(address)
    expect(page.get_by_test_id('job-card').first).to_be_visible()
    expect(page.get_by_test_id('problem')).to_have_count(0)


@pytest.mark.nightly
def test_a_job_is_downloaded_run_again_and_deleted(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit('/')
    level = Level(page)
    mix = write_mix(tmp_path / 'Rooftop.flac', 10)
    level.level(mix)
    level.go('history')
    with page.expect_download() as download:
        level.card(mix.name).get_by_test_id('download').click()
    assert download.value.suggested_filename.startswith('Rooftop')

    level.card(mix.name).get_by_test_id('rerun').click()
    again = page.get_by_test_id('rerun-dialog')
    again.get_by_test_id('preset-chip').filter(has_text='Broadcast').click()
    again.get_by_test_id('rerun-start').click()
    expect(level.card(mix.name)).to_have_count(2)
    expect(level.card(mix.name).first).to_have_attribute('data-status', FINISHED, timeout=PATIENCE_MS)
    expect(level.card(mix.name).first.get_by_test_id('before-after')).to_contain_text('−23.0')

    level.card(mix.name).last.get_by_test_id('delete').click()
    level.answer(False)
    expect(level.card(mix.name)).to_have_count(2)
    level.card(mix.name).last.get_by_test_id('delete').click()
    level.answer(True)
    expect(level.card(mix.name)).to_have_count(1)
    page.reload()
    expect(level.card(mix.name)).to_have_count(1)


@pytest.mark.nightly
def test_a_job_whose_original_is_gone_says_so_when_tried_again(visit: Callable[..., Page]) -> None:
    page = visit('/history?search=Night+03')
    level = Level(page)
    level.card('Night 03').get_by_test_id('retry').click()
    expect(level.card('Night 03')).to_have_attribute('data-status', 'failed', timeout=PATIENCE_MS)
    expect(level.card('Night 03').get_by_test_id('job-error')).not_to_be_empty()
