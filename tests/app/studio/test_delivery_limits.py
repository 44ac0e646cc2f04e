"""What is too much to be handed over is refused by what is announced of it: no byte is taken, and nothing is kept."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import api, files, storage, uploads
from app.accounts import tiers
from app.config import MIB
from app.db import reading, transaction
from app.errors import OverLimit
from app.files import Need, NewFile
from app.ops import space_used
from app.studio import delivery_changes, delivery_files, delivery_sending
from app.uploads import partial_file
from models import Deliverable, DeliverableVersion, StoredObject, Upload
from tests.app.accounts_support import person, session_of, visiting
from tests.app.limits_support import set_hard_limits, uploaded
from tests.app.studio.delivery_support import House, files_of, handed, the_file
from tests.app.studio.delivery_support import house as house

GB = 1000**3
FIFTY = 50 * GB
SENT = [('One.wav', b'x' * 700_000), ('Two.wav', b'y' * 700_000)]
Change = Callable[[str, object], None]


def kept() -> tuple[int, list[str]]:
    """How many rows there are of what was handed over or sent, and the parts of files."""
    tables = (Upload, Deliverable, DeliverableVersion, StoredObject)
    with reading() as session:
        rows = sum(session.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in tables)
    folder = partial_file.folder()
    return rows, [path.name for path in folder.iterdir()] if folder.exists() else []


def handed_over(house: House, size: int) -> tuple[int, str, int]:
    """The engineer hands over a file that is announced to have so many bytes: the status, what is said, and how many
    blocks of the file were asked for."""
    asked: list[bytes] = []

    def body() -> Iterator[bytes]:
        for block in (b'RIFF', b'more'):
            asked.append(block)
            yield block

    said = {'filename': 'Stems.zip', 'purpose': 'studio', 'choice': json.dumps(house.delivery.as_choice())}
    metadata = ','.join(f'{name} {base64.b64encode(text.encode()).decode()}' for name, text in said.items())
    headers = {
        'Tus-Resumable': '1.0.0',
        'Upload-Length': str(size),
        'Upload-Metadata': metadata,
        'Content-Type': 'application/offset+octet-stream',
    }
    with visiting(session_of(house.engineer)):
        answer = TestClient(api.create()).post('/files/uploads', content=body(), headers=headers)
    return answer.status_code, answer.json().get('error', ''), len(asked)


def test_fifty_gigabytes_are_more_than_any_file_may_have(house: House) -> None:
    said = 'This file is larger than the 4,096 MB that are taken here.'
    assert handed_over(house, FIFTY) == (413, said, 0)
    assert kept() == (0, [])


def test_fifty_gigabytes_do_not_fit_on_the_disk(
    house: House, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('max_upload_mb', 100_000)
    monkeypatch.setattr(storage, 'free_bytes', lambda: 49 * GB)
    status, said, asked = handed_over(house, FIFTY)
    assert (status, said.partition('.')[0], asked) == (
        413, 'There is not enough free space on the server for this file', 0,
    )  # fmt: skip
    assert kept() == (0, [])


def test_fifty_gigabytes_are_more_than_the_plan_of_who_sends_them_takes(
    house: House, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    change_setting('max_upload_mb', 100_000)
    monkeypatch.setattr(storage, 'free_bytes', lambda: 100 * GB)
    status, said, asked = handed_over(house, FIFTY)
    assert (status, said.partition('.')[0], asked) == (403, 'Free takes files of up to 1,024 MB', 0)
    assert kept() == (0, [])


def small_plan(patch: pytest.MonkeyPatch) -> None:
    """A plan that keeps a mebibyte, under hard limits."""
    set_hard_limits(patch)
    patch.setitem(tiers.TIERS, tiers.FREE, replace(tiers.TIERS[tiers.FREE], disk_mb=1))


def taken_by(user_id: str) -> tuple[int, int, int]:
    """How much somebody has by their own account, for admins, and in what a worker measures."""
    with visiting(session_of(person('root@example.org', is_admin=True))):
        space_used.measure()
        largest = {one.user_id: one.bytes for one in space_used.largest_users()}
        return space_used.my_bytes(user_id), space_used.stored_bytes([user_id])[user_id], largest[user_id]


def test_what_is_handed_over_counts_to_the_owner_of_the_studio_until_it_is_gone(house: House) -> None:
    handed(house, content=b'x' * 1000)
    version_id = handed(house, version_of=the_file(house).id, content=b'y' * 500)
    assert taken_by(house.owner) == (1500,) * 3
    for somebody in (house.engineer, house.client):
        assert space_used.my_bytes(somebody) == 0
    with transaction() as session:
        files.note(session, NewFile('studio/preview/it', 'preview', 700), delivery_files.need(version_id))
    assert space_used.my_bytes(house.owner) == 1500, 'what is heard of it counts to nobody'
    delivery_changes.delete(house.owner, the_file(house).id)
    assert space_used.my_bytes(house.owner) == 0


def test_what_would_make_it_more_than_the_plan_of_the_owner_keeps_is_refused_as_it_is_announced(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(monkeypatch)
    handed(house, content=b'x' * (MIB - 8))
    before = kept()
    status, said, asked = handed_over(house, 9)
    assert (status, asked) == (403, 0)
    assert said.startswith('The plan of this studio’s owner keeps 0.000977 GB of files in all, and this one would be')
    assert 'Nothing of it was kept. Delete files of clients first.' in said
    assert kept() == before
    assert handed_over(house, 8)[0] == 201, 'and that is the last byte of it'


def test_an_engineer_with_a_full_plan_of_their_own_hands_over_what_the_studio_keeps(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(monkeypatch)
    with transaction() as session:
        mine = Need(files.UPLOAD, 'theirs', house.engineer, files.UNTAKEN)
        files.note(session, NewFile('uploads/theirs', files.ORIGINAL, MIB), mine)
    assert handed_over(house, 8)[0] == 201


def test_what_arrives_when_there_is_no_room_any_more_is_not_handed_over_and_it_is_said_what_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_plan(monkeypatch)
    first, second = (uploaded(house.engineer, name, content) for name, content in SENT)
    delivery_sending.submit(house.engineer, first, house.delivery)
    with pytest.raises(OverLimit, match='It was not handed over, and what you have sent stays for 24 hours'):
        delivery_sending.submit(house.engineer, second, house.delivery)
    assert [one.name for one in files_of(house.client)] == ['One.wav']
    assert uploads.get(house.engineer, second).filename == 'Two.wav'
    delivery_changes.delete(house.owner, the_file(house).id)
    delivery_sending.submit(house.engineer, second, house.delivery)
    assert [one.name for one in files_of(house.client)] == ['Two.wav']


def test_what_is_announced_within_all_limits_is_taken(house: House) -> None:
    status, _, asked = handed_over(house, 8)
    assert (status, asked) == (201, 2), 'so the others were refused for what they announced'
    assert kept()[0] > 0
