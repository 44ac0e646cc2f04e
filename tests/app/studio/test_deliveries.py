"""Files are handed over: heard levelled, downloaded to the byte, locked until paid, told of once."""

import hashlib
from collections.abc import Callable

import pytest
import soundfile
import sqlalchemy as sa
from sqlmodel import col

from app import notifications, storage
from app.db import reading
from app.errors import Changed, NotAllowed, NotFound
from app.studio import (
    delivery_approvals,
    delivery_batches,
    delivery_changes,
    delivery_comments,
    delivery_downloads,
    delivery_lists,
    delivery_readers,
    delivery_retention,
    delivery_sending,
    delivery_views,
)
from app.studio.delivery_readers import Reader, signed_in
from app.studio.delivery_sending import Delivery
from models import AuditEntry, Status, StoredObject
from tests.app.accounts_support import mails, person
from tests.app.limits_support import uploaded
from tests.app.studio.delivery_support import (
    GUEST,
    House,
    bytes_of,
    change_booking,
    due_now,
    files_of,
    handed,
    sound,
    the_file,
)
from tests.app.studio.delivery_support import house as house

Work = Callable[[], int]


def test_d1_a_wav_is_stored_once_heard_levelled_and_downloaded_to_the_byte(house: House, worker: Work) -> None:
    content = sound(seed=7)
    version_id = handed(house, content=content)
    assert delivery_sending.submit(house.engineer, version_id, house.delivery) == version_id, 'sent twice, it is one'
    worker()
    found = the_file(house)
    version = found.versions[0]
    assert (version.status, version.error, version.plays) == (Status.COMPLETED, '', True)
    assert version.preview_lufs == pytest.approx(-18.0, abs=0.2)
    assert version.lufs is not None
    assert version.preview_lufs is not None
    assert abs(version.lufs - version.preview_lufs) > 1, 'it was not that loud before'
    key, name, sha256 = delivery_downloads.original(signed_in(house.client), version_id)
    assert (bytes_of(key), name) == (content, 'Mix.wav')
    assert sha256 == hashlib.sha256(content).hexdigest()
    with storage.local(delivery_downloads.preview(signed_in(house.client), version_id)) as path:
        assert soundfile.info(path).duration == pytest.approx(3.0, abs=0.1)
    look = delivery_downloads.look(signed_in(house.client), version_id)
    assert len(look['peaks']) == pytest.approx(60, abs=4)
    assert max(look['peaks']) == 100
    with reading() as session:
        same = sa.select(sa.func.count()).where(col(StoredObject.content_hash) == sha256)
        assert session.scalar(same) == 1, 'the original lies there once'


def test_d1_a_client_is_told_once_of_all_that_came_within_ten_minutes(house: House, worker: Work) -> None:
    for name in ('One.wav', 'Two.pdf', 'Three.zip'):
        handed(house, name)
    delivery_retention.upkeep()
    assert notifications.newest(house.client) == [], 'more may come'
    due_now()
    delivery_retention.upkeep()
    assert notifications.newest(house.client) == [], 'it is not ready to be heard'
    worker()
    for _ in range(3):
        delivery_retention.upkeep()
    (told,) = notifications.newest(house.client)
    assert told.title == 'Sunset Sound has 3 files for you'
    assert told.body == 'One.wav, Three.zip, Two.pdf'
    assert told.href == '/studio/files'
    (mail,) = mails('carl@example.org')
    assert 'One.wav, Three.zip, Two.pdf' in mail.text
    handed(house, 'Four.wav')
    worker()
    assert delivery_batches.waiting(house.engineer, house.studio, house.client) == 1
    assert delivery_batches.tell_now(house.engineer, house.studio, house.client)
    assert not delivery_batches.tell_now(house.engineer, house.studio, house.client)
    assert notifications.newest(house.client)[0].title == 'Sunset Sound has “Four.wav” for you'


def test_what_cannot_be_heard_is_handed_over_all_the_same(house: House, worker: Work) -> None:
    paper, broken = handed(house, 'Lyrics.pdf', b'%PDF words'), handed(house, 'Broken.wav', b'RIFF nothing')
    worker()
    for version_id, content in ((paper, b'%PDF words'), (broken, b'RIFF nothing')):
        key, _, _ = delivery_downloads.original(signed_in(house.client), version_id)
        assert bytes_of(key) == content
        with pytest.raises(NotFound, match='cannot be heard'):
            delivery_downloads.preview(signed_in(house.client), version_id)
    assert {one.versions[0].status for one in files_of(house.client)} == {Status.COMPLETED}


OF_READERS: dict[str, Callable[[Reader, str, str], object]] = {
    'file': lambda who, file, _: delivery_views.get(who, file),
    'comments': lambda who, file, _: delivery_comments.listed(who, file),
    'reopen': lambda who, file, _: delivery_approvals.reopen(who, file),
    'original': lambda who, _, version: delivery_downloads.original(who, version),
    'preview': lambda who, _, version: delivery_downloads.preview(who, version),
    'pieces': lambda who, _, version: delivery_downloads.pieces(who, version),
    'look': lambda who, _, version: delivery_downloads.look(who, version),
    'compared': lambda who, _, version: delivery_downloads.compared(who, [version]),
    'comment': lambda who, _, version: delivery_comments.add(who, version, 'Nice'),
    'approve': lambda who, _, version: delivery_approvals.approve(who, version),
    'heard': lambda who, _, version: delivery_downloads.heard(who, version),
}
OF_STAFF: dict[str, Callable[[str, str], object]] = {
    'rename': lambda who, file: delivery_changes.rename(who, file, 'Mine'),
    'lock': lambda who, file: delivery_changes.lock(who, file, True),
    'keep longer': lambda who, file: delivery_changes.keep_longer(who, file),
    'delete': lambda who, file: delivery_changes.delete(who, file),
}


def test_d3_nobody_else_finds_anything(house: House) -> None:
    version_id, file = handed(house), the_file(house).id
    stranger, other_guest = signed_in(person('sam@example.org')), Reader('', house.studio, GUEST, 'link', 'Gus')
    for reader in (stranger, other_guest):
        for ask in OF_READERS.values():
            with pytest.raises(NotFound):
                ask(reader, file, version_id)
    for user_id in (house.client, stranger.user_id):
        for change in OF_STAFF.values():
            with pytest.raises(NotFound):
                change(user_id, file)
        with pytest.raises(NotAllowed):
            delivery_lists.clients(user_id, house.studio)
        with pytest.raises(NotAllowed):
            delivery_sending.submit(user_id, uploaded(user_id, 'x.wav', b'x'), house.delivery)
    with pytest.raises(NotFound):
        delivery_readers.guest('guessed')


def test_d4_what_is_due_locks_the_download_and_not_the_sound_until_it_is_paid(house: House, worker: Work) -> None:
    change_booking(house.booking, remainder_amount=4550, remainder_status='due')
    version_id = handed(house, content=sound(), locked=True)
    worker()
    assert delivery_downloads.preview(signed_in(house.client), version_id)
    with pytest.raises(NotAllowed, match=r'€45\.50 of this session is still to be paid'):
        delivery_downloads.original(signed_in(house.client), version_id)
    rows = delivery_downloads.rows_of(signed_in(house.client))
    with pytest.raises(NotAllowed):
        delivery_downloads.packed(signed_in(house.client), rows)
    assert delivery_downloads.original(signed_in(house.engineer), version_id), 'the studio has its own files'
    assert not the_file(house).may_download
    change_booking(house.booking, remainder_amount=0, remainder_status='paid')
    assert the_file(house).may_download
    assert delivery_downloads.original(signed_in(house.client), version_id)


def test_d5_versions_are_kept_beside_each_other_and_heard_equally_loud(house: House, worker: Work) -> None:
    first = handed(house, content=sound(loud=0.02))
    file_id = the_file(house).id
    delivery_comments.add(signed_in(house.client), first, 'The snare is too soft here', 1500)
    second = handed(house, 'Mix v2.wav', sound(2.0, loud=0.3, seed=2), version_of=file_id)
    worker()
    found = the_file(house)
    assert [one.number for one in found.versions] == [2, 1]
    assert [one.comments for one in found.versions] == [0, 1], 'a comment stays with its version'
    (said,) = delivery_comments.listed(signed_in(house.engineer), file_id)
    assert (said.number, said.at_ms, said.by, said.by_studio) == (1, 1500, 'Carl', False)
    both = delivery_downloads.compared(signed_in(house.client), [first, second])
    loud = list(both['loudness'].values())
    assert loud[0] == pytest.approx(loud[1], abs=0.3)
    assert both['duration_s'] == pytest.approx(2.0, abs=0.01), 'where both have sound'
    for version_id in (first, second):
        assert sum(both['sizes'][version_id]) == len(
            bytes_of(delivery_downloads.pieces(signed_in(house.client), version_id))
        )


def test_d5_an_approval_freezes_a_file_until_it_is_opened_again(house: House) -> None:
    first = handed(house)
    file_id = the_file(house).id
    with pytest.raises(NotAllowed, match='not the studio'):
        delivery_approvals.approve(signed_in(house.engineer), first)
    delivery_approvals.approve(signed_in(house.client), first)
    delivery_approvals.approve(signed_in(house.client), first)
    assert the_file(house).approved_by == 'Carl'
    told = [one.title for one in notifications.newest(house.engineer)]
    assert told == ['Carl approves “Mix.wav”']
    with pytest.raises(NotAllowed, match='was approved, which freezes it'):
        handed(house, 'Mix 2.wav', b'two', version_of=file_id)
    with pytest.raises(NotAllowed, match='was approved, which freezes it'):
        delivery_comments.add(signed_in(house.client), first, 'One more thing')
    delivery_approvals.reopen(signed_in(house.client), file_id)
    second = handed(house, 'Mix 3.wav', b'three', version_of=file_id)
    delivery_approvals.approve(signed_in(house.client), second)
    with pytest.raises(Changed):
        delivery_approvals.approve(signed_in(house.client), first)
    with reading() as session:
        lines = (
            sa.select(col(AuditEntry.action)).where(col(AuditEntry.entity_id) == file_id).order_by(col(AuditEntry.id))
        )
        actions = list(session.scalars(lines))
    assert actions == [
        'deliverable.added', 'deliverable.approved', 'deliverable.reopened', 'deliverable.version_added',
        'deliverable.approved',
    ]  # fmt: skip


@pytest.mark.parametrize(
    'sent',
    [{}, {'studio': 's'}, {'client': 'c'}, {'studio': 's', 'client': 5}, {'version_of': 'v', 'locked': 'yes'},
     {'version_of': 'v', 'note': 'x' * 2001}],
)  # fmt: skip
def test_an_upload_that_does_not_say_for_whom_it_is_is_refused(sent: dict[str, object]) -> None:
    with pytest.raises(NotAllowed):
        delivery_sending.read(sent)


def test_a_choice_says_the_same_again() -> None:
    told = Delivery(studio='s', client='c', folder='Stems/Drums', note='Hello', locked=True)
    assert delivery_sending.read(told.as_choice()) == told


@pytest.mark.parametrize(
    ('written', 'ms'), [('', None), ('1:05', 65_000), ('0:00', 0), ('70:00', 4_200_000), ('1:02:03', 3_723_000)]
)
def test_a_time_is_read_as_people_write_it(written: str, ms: int | None) -> None:
    assert delivery_comments.time_ms(written) == ms


@pytest.mark.parametrize('written', ['5', '1:5', '1:60', 'soon', '-1:00', '1:00:00:00'])
def test_anything_else_is_no_time(written: str) -> None:
    with pytest.raises(NotAllowed, match='like 1:05'):
        delivery_comments.time_ms(written)
