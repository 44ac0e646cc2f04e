"""A studio hands a mix over in a real browser: dropped, told of once, heard, compared, approved, downloaded."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col

from app.db import reading, transaction
from app.studio import delivery_batches, delivery_links, studios
from models import Booking, StudioRoom, User
from models.types import utc_now
from tests.browser.axe import barriers
from tests.browser.people import ADMIN, newcomer, shoot_all_ways
from tests.servers import LevelMix
from tests.sites import inside

pytestmark = pytest.mark.browser
CARL, GUS = 'carl@example.org', 'gus@example.org'
PHONE = {'viewport': {'width': 390, 'height': 844}, 'has_touch': True, 'is_mobile': True}


@dataclass(frozen=True)
class House:
    """A studio, its owner, and a session of a client."""

    studio: str
    owner: str
    client: str


def sound(loud: float, seed: int, seconds: float = 12.0) -> bytes:
    told = io.BytesIO()
    noise = np.random.default_rng(seed).normal(0, loud, (int(seconds * 44_100), 2))
    swell = 0.3 + 0.7 * np.abs(np.sin(np.linspace(0, 9, len(noise))))[:, None]
    soundfile.write(told, np.clip(noise * swell, -1, 1).astype(np.float32), 44_100, format='WAV', subtype='PCM_24')
    return told.getvalue()


def opened(site: LevelMix, email: str) -> House:
    """A studio of the admin, where somebody had a session yesterday."""
    with inside(site):
        with reading() as session:
            owner = session.scalars(sa.select(User).where(col(User.email) == ADMIN)).one()
            client = session.scalars(sa.select(User).where(col(User.email) == email)).one_or_none()
        known = studios.mine(owner.id)
        studio = known[0] if known else studios.make(owner.id, 'Sunset Sound', zone='Europe/Berlin')
        start = utc_now() - timedelta(days=1)
        with transaction() as session:
            room = session.scalars(sa.select(StudioRoom).where(col(StudioRoom.studio_id) == studio.id)).one()
            row = Booking(
                user_id=client.id if client else None, customer_email=email, customer_name='Carl' if client else 'Gus',
                start_time=start, end_time=start + timedelta(hours=3), duration=180, studio_id=studio.id,
                room_id=room.id, status='confirmed', currency='eur', total_amount=18000, paid_amount=9000,
            )  # fmt: skip
            session.add(row)
        return House(studio.id, owner.id, client.id if client else email)


def drop(page: Page, *paths: Path) -> None:
    expect(page.get_by_test_id('drop-zone').first).to_be_visible()
    page.get_by_test_id('file-input').set_input_files(list(paths))
    expect(page.get_by_test_id('upload')).to_have_count(len(paths))


def handed_over(site: LevelMix, admin: Page, mix: Path) -> None:
    """The studio drops a mix for the client at its page, with a word about it, and they are told once."""
    drop(admin, mix)
    admin.get_by_test_id('note').fill('Have a listen to the chorus')
    expect(admin.get_by_test_id('deliver')).to_have_text('Deliver to Carl')
    admin.get_by_test_id('deliver').click()
    expect(admin.get_by_test_id('delivered-file')).to_have_count(1)
    expect(admin.get_by_test_id('listen')).to_be_visible(timeout=240_000)
    shoot_all_ways(admin, 'studio-client')
    admin.get_by_test_id('tell-now').click()
    expect(admin.get_by_test_id('tell-now')).to_have_count(0)
    with inside(site):
        assert delivery_batches.tell_due() == 0, 'they were told once'


def heard_and_talked_about(client: Page) -> None:
    """The client hears it, and says something at a time of it."""
    client.reload()
    expect(client.get_by_test_id('bell-count')).to_have_text('1')
    shoot_all_ways(client, 'studio-my-files')
    client.get_by_test_id('listen').click()
    expect(client.get_by_test_id('file-name')).to_have_text('Mix one.wav')
    expect(client.get_by_test_id('version-note')).to_have_text('Have a listen to the chorus')
    client.get_by_test_id('play').click()
    expect(client.get_by_test_id('player')).to_have_attribute('data-playing', 'true')
    expect(client.get_by_test_id('comment-at')).to_have_text(re.compile(r'0:0[2-9]'))
    client.get_by_test_id('comment-text').fill('The snare is too soft here')
    client.get_by_test_id('comment-go').click()
    expect(client.get_by_test_id('comment')).to_contain_text('The snare is too soft here')
    expect(client.get_by_test_id('comment-time')).to_have_text(re.compile(r'0:0[2-9]'))
    expect(client.get_by_test_id('review-mark')).to_have_count(1)
    expect(client.get_by_test_id('comment-text')).to_have_value('')


def answered(admin: Page, mix: Path) -> None:
    """The studio sees who has heard what, ticks it off, and sends another version."""
    admin.get_by_test_id('listen').click()
    expect(admin.get_by_test_id('visits')).to_contain_text('Carl')
    expect(admin.get_by_test_id('comment')).to_contain_text('The snare is too soft here')
    admin.get_by_test_id('comment-done').click()
    expect(admin.get_by_test_id('comment')).to_have_attribute('data-done', 'true')
    admin.get_by_test_id('new-version').locator('summary').click()
    drop(admin, mix)
    admin.get_by_test_id('version-note-field').fill('Snare up by 2 dB')
    admin.get_by_test_id('send-version').click()
    expect(admin.get_by_test_id('version-2')).to_be_visible(timeout=240_000)
    expect(admin.get_by_test_id('beside-1')).to_be_visible(timeout=240_000)
    shoot_all_ways(admin, 'studio-file-staff')


def compared(client: Page) -> None:
    """The client hears both versions at the same loudness."""
    client.reload()
    client.get_by_test_id('beside-1').click()
    expect(client.get_by_test_id('matched')).to_be_checked()
    client.get_by_test_id('play').click()
    expect(client.get_by_test_id('player')).to_have_attribute('data-playing', 'true')
    heard = client.get_by_test_id('player').get_attribute('data-heard')
    client.keyboard.press('x')
    expect(client.get_by_test_id('player')).not_to_have_attribute('data-heard', heard or '')
    shoot_all_ways(client, 'studio-file')
    assert barriers(client) == []


def approved(client: Page, mix: Path) -> None:
    """The client approves it, and takes it along as it was sent."""
    client.get_by_test_id('play').click()
    client.get_by_test_id('approve').click()
    client.get_by_test_id('confirm-yes').click()
    expect(client.get_by_test_id('approved-by')).to_have_text('Approved by Carl')
    expect(client.get_by_test_id('comment-box')).to_have_count(0)
    with client.expect_download() as waiting:
        client.get_by_test_id('download').click()
    assert Path(waiting.value.path()).read_bytes() == mix.read_bytes()
    assert waiting.value.suggested_filename == 'Mix two.wav'


@pytest.mark.nightly
def test_a_mix_is_handed_over_talked_about_compared_approved_and_downloaded(
    people_site: LevelMix, admin: Page, browser: Browser, tmp_path: Path
) -> None:
    first, second = tmp_path / 'Mix one.wav', tmp_path / 'Mix two.wav'
    first.write_bytes(sound(0.02, 1))
    second.write_bytes(sound(0.3, 2))
    with newcomer(people_site, browser, CARL, '/studio/files', 'Carl') as client:
        expect(client.get_by_test_id('no-files')).to_be_visible()
        house = opened(people_site, CARL)
        admin.goto('/studio/deliveries')
        admin.get_by_test_id('client').get_by_role('link', name='Carl').click()
        handed_over(people_site, admin, first)
        heard_and_talked_about(client)
        answered(admin, second)
        compared(client)
        approved(client, second)
        admin.goto(f'/studio/deliveries/{house.studio}/{house.client}')
        expect(admin.get_by_test_id('file-state')).to_have_text('Approved')


def test_a_folder_is_handed_over_with_all_that_is_in_it_to_a_guest_who_hears_it_on_a_phone(
    people_site: LevelMix, admin: Page, browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / 'Stems'
    (folder / 'Drums').mkdir(parents=True)
    (folder / 'Drums' / 'Kick.wav').write_bytes(sound(0.1, 3, 2.0))
    (folder / 'Lyrics.pdf').write_bytes(b'%PDF words')
    house = opened(people_site, GUS)
    admin.goto(f'/studio/deliveries/{house.studio}/{GUS}')
    expect(admin.get_by_test_id('drop-zone')).to_be_visible()
    admin.get_by_test_id('folder-input').set_input_files(folder)
    expect(admin.get_by_test_id('upload')).to_have_count(2)
    admin.get_by_test_id('deliver').click()
    expect(admin.get_by_test_id('delivered-file')).to_have_count(2)
    expect(admin.get_by_test_id('client-files')).to_contain_text('Stems/Drums')
    expect(admin.get_by_test_id('listen')).to_have_count(1, timeout=240_000)
    admin.get_by_test_id('make-link').click()
    address = admin.get_by_test_id('made-link').input_value()
    shoot_all_ways(admin, 'studio-guest-staff')
    context = browser.new_context(base_url=people_site.url, java_script_enabled=False, **PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f'{delivery_links.PREFIX}{address.rpartition("/")[2]}')
    expect(page.get_by_test_id('delivered-file')).to_have_count(2)
    shoot_all_ways(page, 'studio-guest')
    kick = page.get_by_test_id('delivered-file').filter(has_text='Kick.wav')
    kick.get_by_text('Say something about it').click()
    kick.get_by_test_id('delivered-text').fill('Lovely kick')
    kick.get_by_test_id('delivered-at').fill('0:01')
    kick.get_by_test_id('delivered-say').click()
    expect(kick.get_by_test_id('delivered-comment')).to_contain_text('Lovely kick')
    kick.get_by_test_id('delivered-approve').click()
    expect(page.get_by_test_id('delivered-approved')).to_be_visible()
    context.close()


@pytest.mark.nightly('/studio/files')
@pytest.mark.parametrize('path', ['/studio/files', '/studio/deliveries'])
def test_the_screens_have_no_barriers_on_a_phone_in_the_dark(path: str, visit: Callable[..., Page]) -> None:
    page = visit(path, color_scheme='dark', **PHONE)
    expect(page.locator('h1')).to_be_visible()
    assert barriers(page) == []
