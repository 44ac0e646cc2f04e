"""What is too much to be handed over is refused by what is announced of it: no byte is taken, and nothing is kept."""

import base64
import json
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import api, files, storage
from app.config import MIB
from app.db import reading
from app.uploads import partial_file
from models import Deliverable, DeliverableVersion, StoredObject, Upload
from tests.app.accounts_support import session_of, visiting
from tests.app.limits_support import set_hard_limits
from tests.app.studio.delivery_support import House
from tests.app.studio.delivery_support import house as house

GB = 1000**3
FIFTY = 50 * GB
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


def test_what_would_make_it_more_than_a_plan_keeps_in_all_is_refused_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_hard_limits(monkeypatch)
    monkeypatch.setattr(files, 'bytes_of', lambda *_: 10 * 1024 * MIB - 7)
    status, said, asked = handed_over(house, 8)
    assert (status, said.partition('.')[0], asked) == (403, 'Free keeps 10 GB of files', 0)
    assert kept() == (0, [])


def test_what_is_announced_within_all_limits_is_taken(house: House) -> None:
    status, _, asked = handed_over(house, 8)
    assert (status, asked) == (201, 2), 'so the others were refused for what they announced'
    assert kept()[0] > 0
