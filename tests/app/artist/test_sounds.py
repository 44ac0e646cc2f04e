"""S12: sounds on pages are levelled copies under ids of their own; the sound itself is out of reach."""

import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from sqlmodel import col, select

from app import accounts, areas, storage
from app.artist import area, profiles, releases, showcase, showcase_views
from app.artist.showcase_views import SoundView
from app.db import reading, transaction
from app.errors import Changed, Invalid, NotAllowed, NotFound
from app.studio import delivery_changes, delivery_retention
from models import Deliverable, ShowcaseTrack, Status, StoredObject
from models.types import utc_now
from tests.app.artist.page_support import page_of, release_of, sent, sound_of, stranger
from tests.app.studio.delivery_support import House, handed, sound
from tests.app.studio.delivery_support import house as house

assert area
Work = Callable[[], int]


def now(sound: SoundView) -> SoundView:
    with reading() as session:
        return showcase_views.view(session.get_one(ShowcaseTrack, sound.id))


def heard(data: bytes) -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(io.BytesIO(data))
    return samples, rate


@pytest.mark.nightly
def test_s12_a_sound_is_heard_under_its_public_id_levelled_and_light(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann, 6.0, whole=True)
    assert stranger().get(made.address).status_code == 404, 'not made yet'
    worker()
    found = now(made)
    assert found.status == Status.COMPLETED
    assert (found.title, found.is_heard, len(found.peaks) > 50) == ('Night Drive', True, True)
    assert found.lufs == pytest.approx(-14.0, abs=0.3)
    answer = stranger().get(made.address)
    assert answer.headers['content-type'] == 'audio/mpeg'
    samples, rate = heard(answer.content)
    assert len(samples) / rate == pytest.approx(6.0, abs=0.1)
    assert 8 * len(answer.content) / 6.0 == pytest.approx(128_000, rel=0.05)
    page = stranger().get('/u/ann').text
    assert f'<audio controls preload="none" src="{made.address}" aria-label="Night Drive">' in page


def test_s12_half_a_minute_begins_where_it_is_wanted_and_ranges_end_with_it(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann, 40.0, starts_at_s=20.0)
    worker()
    assert now(made).duration_s == pytest.approx(30.0, abs=0.1), 'the last half minute, as it is near the end'
    whole = stranger().get(made.address)
    size = len(whole.content)
    tail = stranger().get(made.address, headers={'Range': f'bytes={size - 100}-{size + 5000}'})
    assert (tail.status_code, tail.headers['content-range']) == (206, f'bytes {size - 100}-{size - 1}/{size}')
    assert tail.content == whole.content[-100:]
    assert stranger().get(made.address, headers={'Range': f'bytes={size}-'}).status_code == 416
    assert stranger().get(made.address, headers={'Range': 'bytes=-50'}).content == whole.content[-50:]
    head = stranger().head(made.address, headers={'Range': 'bytes=0-9'})
    assert (head.status_code, head.headers['content-length'], head.content) == (206, '10', b'')
    mark = whole.headers['etag']
    assert stranger().get(made.address, headers={'If-None-Match': mark}).status_code == 304
    other = stranger().get(made.address, headers={'Range': 'bytes=0-9', 'If-Range': '"another"'})
    assert other.status_code == 200


def test_s12_what_is_taken_off_is_heard_by_nobody_from_then_on(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann)
    worker()
    with reading() as session:
        key = session.get_one(ShowcaseTrack, made.id).preview_key or ''
    showcase.remove(ann, made.id)
    assert [stranger().get(path).status_code for path in (made.address, f'/embed/{made.public_id}')] == [404, 404]
    assert not storage.exists(key)
    assert showcase_views.listed(ann) == []


@pytest.mark.parametrize('path', ['/embed/never-there', '/embed/never-there/sound.mp3'])
@pytest.mark.usefixtures('ann')
def test_what_never_was_heard_is_not_said_to_be_gone(path: str) -> None:
    answer = stranger().get(path)
    assert answer.status_code == 404
    assert 'There is no sound at this address, or not any more.' in answer.text


def test_s12_keys_and_ids_of_the_library_open_nothing(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann)
    worker()
    with reading() as session:
        rows = session.exec(select(StoredObject)).all()
        secret = [made.id, made.source_id, *(row.id for row in rows), *(row.key for row in rows)]
    page = stranger().get('/u/ann').text
    for one in secret:
        assert stranger().get(f'/embed/{one}/sound.mp3').status_code == 404
        assert one not in page
    profiles.change(ann, public=False)
    assert stranger().get(made.address).status_code == 404
    profiles.change(ann, public=True)
    showcase.change(ann, made.id, public=False)
    assert stranger().get(made.address).status_code == 404


@pytest.mark.nightly
def test_another_part_is_made_anew_while_the_one_before_is_heard(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann, 40.0)
    worker()
    before = stranger().get(made.address).content
    assert showcase.change(ann, made.id, title='Only a name').status == Status.COMPLETED
    assert showcase.change(ann, made.id, starts_at_s=5.0).status == Status.QUEUED
    assert stranger().get(made.address).content == before
    worker()
    assert stranger().get(made.address).content != before
    with reading() as session:
        assert len(session.exec(select(StoredObject).where(col(StoredObject.role) == 'preview')).all()) == 1


def test_what_is_no_sound_says_so_and_can_be_tried_again(ann: str, worker: Work) -> None:
    page_of(ann)
    made = showcase.add(ann, sent(ann, 'Broken.wav', b'RIFF no sound at all'))
    worker()
    assert now(made).status == Status.FAILED
    assert now(made).error
    showcase.again(ann, made.id)
    assert now(made).status == Status.QUEUED
    with pytest.raises(NotAllowed):
        showcase.again(ann, made.id)


def test_s16_sounds_are_ordered_like_releases_and_come_back_where_they_were(ann: str, bea: str) -> None:
    lengths = {'Cedar': 1.0, 'Birch': 1.1, 'Aspen': 1.2}  # the library has what is the same only once
    a, b, c = (sound_of(ann, seconds, name=f'{name}.wav') for name, seconds in lengths.items())
    seen = releases.mark_of([a.id, b.id, c.id])
    showcase.order(ann, [c.id, a.id, b.id], seen)
    with pytest.raises(Changed):
        showcase.order(ann, [a.id, b.id, c.id], seen)
    back = showcase.put_back(ann, showcase.remove(ann, a.id))
    assert [one.title for one in showcase_views.listed(ann)] == ['Aspen', 'Cedar', 'Birch']
    with pytest.raises(NotFound):
        showcase.remove(bea, back.id)
    with pytest.raises(NotFound):
        showcase.add(bea, b.source_id)


def test_a_sound_stands_on_the_page_of_its_release(ann: str, bea: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann, release=release_of(ann).id)
    worker()
    assert made.address in stranger().get('/u/ann/glasshouse').text
    with pytest.raises(Invalid) as refused:
        showcase.change(ann, made.id, release=release_of(bea).id)
    assert refused.value.fields.keys() == {'release'}


def test_s10_a_player_stands_in_pages_of_others_and_begins_where_a_link_says(ann: str, worker: Work) -> None:
    page_of(ann)
    made = sound_of(ann)
    worker()
    player = stranger().get(f'/embed/{made.public_id}?t=65')
    assert 'frame-ancestors *' in player.headers['content-security-policy']
    assert f'src="{made.address}#t=65.0"' in player.text
    assert 'name="robots" content="noindex"' in player.text
    assert len(player.content) < 8_000
    assert "frame-ancestors 'none'" in stranger().get('/u/ann').headers['content-security-policy']


def test_a_file_of_a_studio_is_kept_as_long_as_it_is_shown(house: House, worker: Work) -> None:
    version = handed(house, content=sound(), locked=False)
    worker()
    kind = areas.kind('studio.deliver')
    assert [one.job_id for one in kind.theirs(house.client)] == [version]
    made = showcase.add(house.client, version)
    page_of(house.client, slug='carl')
    worker()
    with transaction() as session:
        row = session.exec(select(Deliverable)).one()
        assert row.shown_at is not None
        row.expires_at = utc_now()
        session.add(row)
    delivery_retention.upkeep()
    with pytest.raises(NotAllowed, match='shows this file'):
        delivery_changes.delete(house.owner, row.id)
    assert stranger().get(made.address).status_code == 200
    with pytest.raises(NotFound):
        showcase.add(house.engineer, version)
    showcase.remove(house.client, made.id)
    with reading() as session:
        again = session.get_one(Deliverable, row.id)
        assert again.shown_at is None
        assert again.gone_at is None
        assert again.expires_at is not None
        assert again.expires_at > utc_now(), 'it does not go at once'
    assert accounts.visitor().token == ''
