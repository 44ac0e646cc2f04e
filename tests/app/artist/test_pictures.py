"""Pictures of pages (S8): upright, stripped, in three widths; what is no picture, or too much of one, is refused."""

import io
import json
import struct
import zlib
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from PIL import Image
from sqlmodel import Session

from app import api, storage
from app.artist import area, pictures, unused_pictures
from app.artist.pictures import Use
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.files import removal
from app.ops import retention
from models import ArtistPicture, StoredObject
from models.types import utc_now
from tests.app.accounts_support import person, turn_accounts_on
from tests.app.artist.picture_support import BLUE, RED, drawn, seen, sent
from tests.app.ledger_support import long_ago

assert area
Work = Callable[[], int]


def shown(job_id: str, name: str) -> Image.Image:
    key, _ = pictures.stored_as(seen(job_id).public_id, name)
    return Image.open(io.BytesIO(b''.join(storage.read(key))))


def near(found: object, wanted: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - two) < 40 for one, two in zip(found[:3], wanted, strict=True))


def bomb() -> bytes:
    """A PNG whose header says 30,000 by 30,000 pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack('>I', len(content)) + name + content + struct.pack('>I', zlib.crc32(name + content))

    head = struct.pack('>IIBBBBB', 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(bytes(90_000))) + chunk(b'IEND', b'')
    )


def test_s8_a_turned_photo_with_a_place_becomes_upright_stripped_and_three_sizes(owner: str, worker: Work) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, 'A camera'  # to be turned a quarter to the right
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    job_id = sent(owner, drawn((4000, 3000), exif=exif.tobytes(), comment=b'at home'))
    worker()
    found = seen(job_id)
    assert (found.status, found.wrong, found.width, found.height) == ('completed', '', 1280, 1707)
    for width, height in ((320, 427), (640, 853), (1280, 1707)):
        for kind in ('webp', 'jpg'):
            picture = shown(job_id, f'{width}.{kind}')
            assert picture.size == (width, height)
            assert near(picture.convert('RGB').getpixel((width // 2, 20)), RED), 'what was left is above'
            assert near(picture.convert('RGB').getpixel((width // 2, height - 20)), BLUE)
            assert not {'exif', 'icc_profile', 'xmp', 'comment'} & set(picture.info)
    assert shown(job_id, 'card.jpg').size == (1200, 630)
    left = [file.key for file in storage.each('artist')] + [file.key for file in storage.each('originals')]
    assert len(left) == 7, 'and the original, which says where it was taken, is gone'


@pytest.mark.parametrize(
    ('content', 'name', 'said'),
    [
        (bomb(), 'bomb.png', '40 megapixels'),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'logo.svg', 'not a picture'),
        (b'<!doctype html><script>alert(1)</script>', 'photo.jpg', 'not a picture'),
        (b'\xff\xd8\xff\xe0' + bytes(200), 'half.jpg', 'not a picture'),
        (drawn()[:900], 'cut.jpg', 'damaged'),
    ],
    ids=['bomb', 'svg', 'html', 'noise', 'cut'],
)
def test_s8_what_is_no_picture_or_too_much_of_one_is_refused(
    owner: str, worker: Work, content: bytes, name: str, said: str
) -> None:
    job_id = sent(owner, content, name)
    worker()
    found = seen(job_id)
    assert found.status == 'failed'
    assert said in found.wrong
    with pytest.raises(NotFound):
        pictures.stored_as(found.public_id, '640.jpg')


def test_s8_fifty_megapixels_are_refused_by_their_header(owner: str, worker: Work) -> None:
    told = io.BytesIO()
    Image.new('1', (8000, 6250)).save(told, 'png')
    job_id = sent(owner, told.getvalue(), 'wide.png')
    worker()
    assert '40 megapixels' in seen(job_id).wrong


def test_s8_of_a_moving_picture_the_first_one_is_shown(owner: str, worker: Work) -> None:
    told = io.BytesIO()
    first, second = Image.new('RGB', (400, 300), RED), Image.new('RGB', (400, 300), BLUE)
    first.save(told, 'gif', save_all=True, append_images=[second], duration=100, loop=0)
    job_id = sent(owner, told.getvalue(), 'dance.gif')
    worker()
    assert getattr(shown(job_id, '320.webp'), 'n_frames', 1) == 1
    assert near(shown(job_id, '320.jpg').convert('RGB').getpixel((100, 100)), RED)


def test_a_small_picture_is_not_blown_up(owner: str, worker: Work) -> None:
    job_id = sent(owner, drawn((500, 250), 'png'), 'small.png')
    worker()
    found = seen(job_id)
    assert (found.width, found.height) == (500, 250)
    assert found.srcset.endswith('500w')
    assert shown(job_id, '1280.jpg').size == (500, 250), 'whoever asks for more gets all there is'
    with pytest.raises(NotFound):
        pictures.stored_as(found.public_id, '5000.jpg')


def test_it_is_tied_where_it_belongs_once_it_is_ready(
    owner: str, worker: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    tied = list[tuple[str, str]]()

    def tie(_: Session, row: ArtistPicture, of: str) -> None:
        tied.append((row.public_id, of))

    monkeypatch.setitem(pictures.USES, 'wall', Use(lambda *_: None, tie))
    job_id = sent(owner, use='wall', of='the stairs')
    assert tied == []
    worker()
    assert tied == [(seen(job_id).public_id, 'the stairs')]


def test_strangers_see_it_by_its_public_id_and_keep_it(owner: str, worker: Work) -> None:
    found = seen(sent(owner, alt='The band on a roof'))
    client = TestClient(api.create())
    assert client.get(found.src).status_code == 404, 'not before it is ready'
    worker()
    answer = client.get(f'/pictures/{found.public_id}/640.webp')
    assert (answer.status_code, answer.headers['content-type']) == (200, 'image/webp')
    assert 'immutable' in answer.headers['cache-control']
    again = client.get(f'/pictures/{found.public_id}/640.webp', headers={'If-None-Match': answer.headers['etag']})
    assert again.status_code == 304
    assert client.get(f'/pictures/{found.job_id}/640.webp').status_code == 404, 'its inner id opens nothing'
    assert found.alt == 'The band on a roof'
    pictures.delete(owner, found.public_id)
    assert client.get(found.src).status_code == 404
    assert [*storage.each('artist')] == []


def test_a_choice_that_says_nothing_useful_is_refused_before_anything_comes(owner: str) -> None:
    for choice in ({'use': 'nowhere'}, {'use': 3}, {}, {'use': 'card', 'alt': 'x' * 301}):
        with pytest.raises(NotAllowed):
            pictures.read(choice)


def test_pictures_of_the_house_are_sent_by_admins_and_stay_when_they_leave(
    owner: str, worker: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn_accounts_on(monkeypatch)
    boss, ann = person('boss@example.org', is_admin=True), person('ann@example.org')
    with pytest.raises(NotAllowed, match='admins'):
        sent(ann)
    job_id = sent(boss)
    worker()
    with pytest.raises(NotFound):
        pictures.describe(ann, seen(job_id).public_id, 'mine')
    removal.erase(boss)
    retention.upkeep()
    assert shown(job_id, '640.jpg'), 'the house has it still'


def test_pictures_that_nothing_shows_go_after_a_month(owner: str, worker: Work) -> None:
    kept, loose = sent(owner), sent(owner, drawn((900, 900)))
    worker()
    with transaction() as session:
        for job_id in (kept, loose):
            session.get_one(ArtistPicture, job_id).created_at = utc_now() - timedelta(days=31)
    unused_pictures.forget_unused(lambda session, some: {seen(kept).public_id} & some)
    with reading() as session:
        assert session.get(ArtistPicture, loose) is None
        assert session.get(ArtistPicture, kept) is not None
    long_ago()
    retention.upkeep()
    assert shown(kept, '320.jpg')
    with reading() as session:
        stored = session.scalar(sa.select(sa.func.count()).select_from(StoredObject))
        assert stored == len(json.loads(session.get_one(ArtistPicture, kept).renditions))
