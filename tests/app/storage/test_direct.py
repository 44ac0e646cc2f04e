"""Files that go straight to the bucket: limits, parts, sizes, equal files, and nothing left behind."""

import hashlib
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress

import pytest
import sqlalchemy as sa

from app import config, storage, uploads
from app.config import MIB, settings
from app.db import transaction
from app.errors import Damaged, InUse, NotAllowed, NotFound, StorageFailed, TooLarge, UnsafeSettings, WrongOffset
from app.storage import s3_parts
from app.storage.parts import MOST, USUAL, part_size, part_sizes
from app.uploads import completion, direct
from models import Upload, User
from models.types import utc_now
from tests.app.uploads_support import age, send
from tests.s3_servers import Service

Change = Callable[[str, object], None]
TWO_PARTS = os.urandom(USUAL + 1000)


@pytest.fixture
def service(use: Callable[[str], Service]) -> Service:
    """Moto: one test here asks the real one, and so does `tests/browser/test_bucket.py`."""
    return use('moto')


@pytest.fixture
def straight(owner: str, service: Service, change_setting: Change) -> str:
    """A user who may send files straight to the bucket."""
    change_setting('s3_direct', True)
    return owner


def put(address: str, content: bytes) -> int:
    """Send a part as a browser does; the status."""
    request = urllib.request.Request(address, content, {'Content-Type': ''}, method='PUT')
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def piece(content: bytes, number: int) -> bytes:
    start = (number - 1) * part_size(len(content))
    return content[start : start + part_size(len(content))]


def sent(user: str, name: str, content: bytes, *numbers: int) -> str:
    """An upload of which some parts have come, or all."""
    upload_id = direct.begin(user, name, len(content)).upload.id
    for number in numbers or part_sizes(len(content)):
        assert put(direct.sign(user, upload_id, number), piece(content, number)) == 200
    return upload_id


def unfinished(service: Service) -> list[str]:
    """The keys that the bucket itself knows to be on their way."""
    found = service.client().list_multipart_uploads(Bucket=settings().bucket[0]).get('Uploads', [])
    return [upload['Key'] for upload in found]


def stored() -> list[str]:
    return [file.key for file in storage.each('')]


def test_parts_are_as_large_as_they_must_be_and_none_is_too_many() -> None:
    assert part_sizes(1) == {1: 1}
    assert part_sizes(USUAL) == {1: USUAL}
    assert part_sizes(2 * USUAL + 5) == {1: USUAL, 2: USUAL, 3: 5}
    vast = USUAL * MOST + 1
    sizes = part_sizes(vast)
    assert (sum(sizes.values()), len(sizes) <= MOST, part_size(vast)) == (vast, True, USUAL + MIB)


def test_a_file_arrives_in_parts_in_any_order_and_is_known_by_its_bytes(straight: str, service: Service) -> None:
    upload_id = sent(straight, 'My Mix.wav', TWO_PARTS, 2)
    assert direct.look(straight, upload_id).arrived == (2,)
    with pytest.raises(WrongOffset, match='still missing'):
        direct.finish(straight, upload_id)
    with pytest.raises(NotFound):
        uploads.get(straight, upload_id)
    assert put(direct.sign(straight, upload_id, 1), piece(TWO_PARTS, 1)) == 200
    upload = direct.finish(straight, upload_id)
    assert (upload.filename, upload.content_hash) == ('My Mix.wav', hashlib.sha256(TWO_PARTS).hexdigest())
    assert uploads.get(straight, upload_id).stored_as == f'originals/{upload_id}.wav'
    assert b''.join(storage.read(uploads.storage_key(upload))) == TWO_PARTS
    assert direct.look(straight, upload_id).arrived == (1, 2)
    assert direct.finish(straight, upload_id) == upload, 'asked again'
    assert unfinished(service) == []
    with pytest.raises(NotAllowed, match='No such part'):
        direct.sign(straight, upload_id, 1)


def test_the_same_bytes_are_kept_once_however_they_came(straight: str) -> None:
    first = send(straight, 'a.wav', TWO_PARTS)
    upload = direct.finish(straight, sent(straight, 'again.wav', TWO_PARTS))
    assert uploads.is_shared(upload)
    assert uploads.storage_key(upload) == f'originals/{first}.wav'
    assert stored() == [f'originals/{first}.wav']
    assert direct.finish(straight, upload.id) == upload


def test_limits_are_the_same_and_nobody_else_gets_at_it(
    straight: str, service: Service, change_setting: Change
) -> None:
    with transaction() as session:
        session.add(User(id='other', email='other@example.org'))
    upload_id = sent(straight, 'a.wav', TWO_PARTS, 1)
    for act in (direct.look, direct.finish, uploads.discard, lambda user, upload: direct.sign(user, upload, 2)):
        with pytest.raises(NotFound):
            act('other', upload_id)
    for number in (0, 3, -1):
        with pytest.raises(NotAllowed, match='No such part'):
            direct.sign(straight, upload_id, number)
    change_setting('max_upload_mb', 1)
    with pytest.raises(TooLarge, match='larger than the 1 MB'):
        direct.begin(straight, 'b.wav', 2 * MIB)
    with pytest.raises(NotAllowed, match='empty'):
        direct.begin(straight, 'b.wav', 0)
    assert unfinished(service) == [f'mixes/originals/{upload_id}.wav']
    change_setting('s3_direct', False)
    with pytest.raises(NotAllowed, match='by tus'):
        direct.begin(straight, 'b.wav', 5)
    assert direct.look(straight, upload_id).arrived == (1,), 'what has begun goes on'


@pytest.mark.nightly('swift')
def test_a_real_bucket_takes_no_part_that_is_longer_or_late(
    owner: str, real_service: Service, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_setting('s3_direct', True)
    upload_id = sent(owner, 'a.wav', TWO_PARTS, 1)
    address = direct.sign(owner, upload_id, 2)
    assert put(address, b'x' * 1001) == 403, 'longer than was announced'
    assert put(address, b'x' * 999) == 403
    assert put(address.replace('partNumber=2', 'partNumber=3'), b'x' * 1000) == 403
    monkeypatch.setattr(s3_parts, 'LINK_S', 1)
    late = direct.sign(owner, upload_id, 2)
    time.sleep(2.2)
    assert put(late, b'x' * 1000) == 403
    assert direct.look(owner, upload_id).arrived == (1,)
    assert put(address, piece(TWO_PARTS, 2)) == 200
    direct.finish(owner, upload_id)
    put(address, b'x' * 1000)  # S3 refuses it; Swift takes it, and then reads nothing rather than another file
    with suppress(StorageFailed):
        assert b''.join(storage.read(f'originals/{upload_id}.wav')) == TWO_PARTS


def test_what_a_lax_service_took_too_much_of_is_refused(
    straight: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = sent(straight, 'a.wav', TWO_PARTS, 1)
    parts, row = storage.parts(), direct.look(straight, upload_id).upload
    assert parts is not None
    assert row.multipart is not None
    parts.put(f'originals/{upload_id}.wav', row.multipart, 2, b'x' * 1001)
    assert direct.look(straight, upload_id).arrived == (1,)
    with pytest.raises(WrongOffset):
        direct.finish(straight, upload_id)
    monkeypatch.setattr(direct, '_arrived', lambda _: part_sizes(len(TWO_PARTS)))  # as if it had lied about its parts
    with pytest.raises(Damaged, match=f'{len(TWO_PARTS) + 1:,} bytes came instead'):
        direct.finish(straight, upload_id)
    assert stored() == []
    with pytest.raises(NotFound):
        direct.look(straight, upload_id)


def test_a_server_that_is_killed_at_the_end_costs_nothing(straight: str) -> None:
    upload_id = sent(straight, 'a.wav', TWO_PARTS)
    row = direct.look(straight, upload_id).upload
    direct._put_together(row)  # and then it is killed
    assert direct.look(straight, upload_id).arrived == (1, 2)
    assert direct.finish(straight, upload_id).content_hash == hashlib.sha256(TWO_PARTS).hexdigest()


def test_two_requests_that_finish_a_file_do_not_both_read_it(straight: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_id = sent(straight, 'a.wav', TWO_PARTS)
    reads, goes_on, real = threading.Event(), threading.Event(), completion.recover

    def slowly(upload: Upload) -> Upload:
        reads.set()
        assert goes_on.wait(60)
        return real(upload)

    monkeypatch.setattr(direct, 'recover', slowly)
    first = threading.Thread(target=direct.finish, args=(straight, upload_id))
    first.start()
    assert reads.wait(60)
    with pytest.raises(InUse):
        direct.finish(straight, upload_id)
    goes_on.set()
    first.join()
    assert uploads.get(straight, upload_id)


def test_what_is_not_wanted_or_not_gone_on_with_leaves_nothing(straight: str, service: Service) -> None:
    cancelled, coming = (sent(straight, f'{name}.wav', TWO_PARTS, 1) for name in 'ab')
    announced = direct.begin(straight, 'c.wav', len(TWO_PARTS)).upload.id
    uploads.discard(straight, cancelled)
    with pytest.raises(NotFound):
        direct.sign(straight, cancelled, 2)
    age()
    assert direct.sign(straight, announced, 1)
    assert direct.look(straight, announced).arrived == ()
    assert uploads.expire() == 1, 'to ask for it again and again is no reason to keep it, parts that came are'
    with pytest.raises(NotFound):
        direct.look(straight, announced)
    assert unfinished(service) == [f'mixes/originals/{coming}.wav']
    assert storage.parts() is not None
    whole = sent(straight, 'd.wav', TWO_PARTS)
    direct._put_together(direct.look(straight, whole).upload)
    uploads.discard(straight, whole)
    assert stored() == []


def test_what_still_comes_is_no_leftover_however_long_it_takes(
    straight: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = sent(straight, 'a.wav', TWO_PARTS, 1)
    age()
    assert uploads.expire() == 0, 'it was gone on with'
    assert uploads.expires_at(direct.look(straight, upload_id).upload) > utc_now(), 'which is known from now on'
    later = time.time() + 48 * 3600
    monkeypatch.setattr('app.storage.garbage.time.time', lambda: later)
    assert storage.remove_leftovers(uploads.coming()) == 0
    assert unfinished(service) == [f'mixes/originals/{upload_id}.wav']
    with transaction() as session:
        session.execute(sa.text('DELETE FROM uploads'))
    assert storage.remove_leftovers(uploads.coming()) == 1
    assert unfinished(service) == []


@pytest.mark.parametrize(
    ('storage_is', 'endpoint', 'sentence'),
    [('folder', '', 'needs a bucket'), ('s3://mixes', '', 'needs LEVELMIX_S3_ENDPOINT, also for Amazon')],
)
def test_going_straight_needs_to_know_where(
    data_dir: object, monkeypatch: pytest.MonkeyPatch, storage_is: str, endpoint: str, sentence: str
) -> None:
    for name, value in {'STORAGE': storage_is, 'S3_ENDPOINT': endpoint, 'S3_DIRECT': 'true'}.items():
        monkeypatch.setenv(f'LEVELMIX_{name}', value)
    config.forget_settings()
    with pytest.raises(UnsafeSettings, match=sentence):
        settings()
