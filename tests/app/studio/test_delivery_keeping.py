"""What was handed over is kept for ninety days, found by guests, taken along, and outlives who has sent it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import library, storage
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.ops import erasing, ledger_check
from app.studio import (
    delivery_along,
    delivery_approvals,
    delivery_changes,
    delivery_comments,
    delivery_downloads,
    delivery_links,
    delivery_lists,
    delivery_readers,
    delivery_retention,
    notes,
)
from app.studio.delivery_readers import signed_in
from models import AuditEntry, StoredObject, User
from models.types import utc_now
from tests.app.accounts_support import mails, person
from tests.app.limits_support import uploaded
from tests.app.studio.delivery_support import (
    GUEST,
    House,
    booked,
    bytes_of,
    change,
    change_booking,
    due_now,
    files_of,
    guest_of,
    handed,
    ready,
    sound,
    the_file,
)
from tests.app.studio.delivery_support import house as house

Work = Callable[[], int]


def test_d6_files_go_after_ninety_days_and_are_told_of_at_fourteen_and_three(house: House) -> None:
    version_id = handed(house, content=b'what was played')
    shown = handed(house, 'Shown.wav', content=b'what is shown')
    files = {one.name: one for one in files_of(house.client)}
    kept = files['Mix.wav']
    assert kept.expires_at is not None
    assert kept.expires_at - utc_now() == pytest.approx(timedelta(days=90), abs=timedelta(minutes=1))
    with transaction() as session:
        delivery_changes.show(session, house.client, files['Shown.wav'].id)
    key, _, _ = delivery_downloads.original(signed_in(house.client), version_id)
    told: list[int] = []
    for days in (20, 13.9, 13, 2.9, 2, -1):
        for one in files.values():
            change(one.id, expires_at=utc_now() + timedelta(days=days))
        delivery_retention.upkeep()
        delivery_retention.upkeep()
        told.append(len([one for one in mails('carl@example.org') if 'deleted at Sunset Sound' in one.subject]))
    assert told == [0, 1, 1, 2, 2, 2]
    assert mails('carl@example.org')[0].subject == '“Mix.wav” is deleted at Sunset Sound in 14 days'
    gone = {one.name: one for one in files_of(house.client)}
    assert gone['Mix.wav'].gone_at is not None
    assert not storage.exists(key)
    with pytest.raises(NotFound, match='no longer kept'):
        delivery_downloads.original(signed_in(house.client), version_id)
    assert delivery_downloads.original(signed_in(house.client), shown), 'what is shown is kept'
    with transaction() as session:
        delivery_changes.hide(session, house.client, files['Shown.wav'].id)
    delivery_retention.upkeep()
    assert delivery_downloads.original(signed_in(house.client), shown), 'and does not go at once when it is taken off'
    with reading() as session:
        actions = sa.select(col(AuditEntry.action)).where(col(AuditEntry.entity_id) == kept.id)
        assert list(session.scalars(actions.order_by(col(AuditEntry.id)))) == [
            'deliverable.added', 'deliverable.warned', 'deliverable.warned', 'deliverable.expired',
        ]  # fmt: skip


def test_a_guest_hears_by_a_link_that_comes_with_the_mail_and_only_to_a_proven_address(house: House) -> None:
    version_id = handed(house, booking=booked(house, email=GUEST))
    due_now()
    ready(version_id)
    delivery_retention.upkeep()
    assert mails(GUEST) == [], 'nobody has shown that this address is theirs'
    paid = booked(house, email=GUEST, paid_amount=9000)
    second = handed(house, 'Second.wav', booking=paid)
    ready(second)
    due_now()
    delivery_retention.upkeep()
    (mail,) = mails(GUEST)
    gus = guest_of(mail.text)
    assert (gus.name, gus.email) == ('Gus', GUEST)
    assert sorted(one.name for one in delivery_lists.all_files(delivery_lists.of_guest(gus))) == [
        'Mix.wav',
        'Second.wav',
    ]
    assert delivery_downloads.original(gus, version_id)
    said = delivery_comments.add(gus, version_id, 'Louder', 1000)
    assert (said.by, said.is_mine) == ('Gus', True)
    delivery_approvals.approve(gus, version_id)
    (link,) = delivery_links.listed(house.engineer, house.studio, GUEST)
    delivery_links.revoke(house.engineer, house.studio, link.id)
    with pytest.raises(NotFound, match='taken it back'):
        guest_of(mail.text)
    with pytest.raises(NotFound):
        delivery_comments.add(gus, second, 'Still here?')


def test_g3_files_of_an_address_become_theirs_who_proves_it(house: House) -> None:
    handed(house, booking='', client=GUEST)
    address = delivery_links.make(house.engineer, house.studio, GUEST)
    notes.add(house.engineer, house.studio, GUEST, 'Bring your own microphone', 'next')
    unproven = person(GUEST, email_verified_at=None)
    assert files_of(unproven) == []
    with transaction() as session:
        session.get_one(User, unproven).email_verified_at = utc_now()
    assert [one.name for one in files_of(unproven)] == ['Mix.wav']
    assert [(one.text, one.category) for one in notes.mine(signed_in(unproven))] == [
        ('Bring your own microphone', 'next')
    ]
    with pytest.raises(NotFound):
        delivery_readers.guest(address.rpartition('/')[2])


def test_the_studio_sees_who_has_heard_and_downloaded_what(house: House) -> None:
    version_id = handed(house)
    (client,) = delivery_lists.clients(house.engineer, house.studio)
    assert (client.key, client.name, client.files, client.unheard) == (house.client, 'Carl', 1, 1)
    delivery_downloads.heard(signed_in(house.engineer), version_id)
    delivery_downloads.heard(signed_in(house.client), version_id)
    delivery_downloads.downloaded(signed_in(house.client), version_id)
    delivery_comments.add(signed_in(house.client), version_id, 'Good')
    (client,) = delivery_lists.clients(house.engineer, house.studio, 'CARL')
    assert (client.unheard, client.open_comments) == (0, 1)
    (group,) = delivery_lists.of_client(house.engineer, house.studio, house.client)
    (visit,) = group.files[0].versions[0].visits
    assert (visit.name, visit.plays, visit.downloads) == ('Carl', 1, 1)
    assert the_file(house).versions[0].visits == (), 'a client is not told who has heard it'
    (said,) = delivery_comments.listed(signed_in(house.engineer), group.files[0].id)
    delivery_comments.tick(signed_in(house.engineer), said.id, True)
    assert delivery_lists.clients(house.engineer, house.studio)[0].open_comments == 0


def test_a_file_of_the_senders_library_is_copied_so_that_neither_takes_it_from_the_other(
    house: House, worker: Work
) -> None:
    content = sound(1.0)
    kept = uploaded(house.engineer, 'Mine.wav', content)
    (item,) = library.items(house.engineer).found
    version_id = handed(house, 'Theirs.wav', content)
    worker()
    library.delete(house.engineer, item.id)
    key, _, _ = delivery_downloads.original(signed_in(house.client), version_id)
    assert kept not in key
    assert bytes_of(key) == content
    assert library.items(house.engineer).found == [], 'what was handed over is the studio’s'


def test_what_was_handed_over_outlives_who_has_sent_it(house: House, worker: Work) -> None:
    version_id = handed(house, content=sound(1.0))
    worker()
    erasing.begin(house.engineer)
    erasing.erase(house.engineer)
    with transaction() as session:
        session.delete(session.get_one(User, house.engineer))
    ledger_check.compare()
    delivery_retention.upkeep()
    assert bytes_of(delivery_downloads.original(signed_in(house.client), version_id)[0]) == sound(1.0)
    assert delivery_downloads.preview(signed_in(house.client), version_id)
    with transaction() as session:
        session.delete(session.get_one(User, house.client))
    delivery_retention.upkeep()
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(col(StoredObject.area) == 'studio')) == 0


def test_a_client_takes_a_file_along_into_their_library(house: House, worker: Work) -> None:
    change_booking(house.booking, remainder_amount=100, remainder_status='due')
    version_id = handed(house, content=sound(1.0), locked=True)
    with pytest.raises(NotAllowed, match='still to be paid'):
        delivery_along.into_library(house.client, version_id)
    change_booking(house.booking, remainder_amount=0, remainder_status='paid')
    item = library.get(house.client, delivery_along.into_library(house.client, version_id))
    assert (item.name, bytes_of(item.key)) == ('Mix.wav', sound(1.0))
    assert delivery_along.result(house.client, version_id)[1] == 'Mix.wav'


def test_a_note_is_read_by_its_client_and_changed_by_the_studio_alone(house: House) -> None:
    made = notes.add(
        house.engineer, house.studio, house.client, 'Breathe before the chorus', 'performance', house.booking
    )
    (read,) = notes.mine(signed_in(house.client))
    assert (read.text, read.by, read.studio) == ('Breathe before the chorus', 'Eve', 'Sunset Sound')
    for wrong in (lambda: notes.delete(house.client, made.id), lambda: notes.change(house.client, made.id, 'x', 'mix')):
        with pytest.raises(NotFound):
            wrong()
    with pytest.raises(NotAllowed, match='about one of these'):
        notes.change(house.engineer, made.id, 'x', 'gossip')
    notes.delete(house.engineer, made.id)
    assert notes.mine(signed_in(house.client)) == []
