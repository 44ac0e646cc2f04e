"""Pictures of people: what is taken, what is made of it, what is told to whoever sends something else."""

import io
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app import api, files, pictures, storage
from app.accounts import faces, picture, self_service
from app.api.bodies import FILE_TYPE
from app.errors import NotAllowed, NotFound, TooLarge
from app.ops import retention
from tests.app.accounts_support import person, session_of, user, visiting
from tests.app.ledger_support import long_ago

pytestmark = pytest.mark.usefixtures('with_accounts')
RED, BLUE = (220, 20, 20), (20, 20, 220)


def drawn(folder: Path, kind: str = 'jpeg', size: tuple[int, int] = (600, 400), **saved: Any) -> Path:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new('RGB', size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    path = folder / f'sent.{kind}'
    image.save(path, kind, **saved)
    return path


def shown(user_id: str, size: int = 192) -> Image.Image:
    return Image.open(io.BytesIO(b''.join(storage.read(picture.stored_as(user_id, str(size))))))


def near(found: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - two) < 30 for one, two in zip(found[:3], wanted, strict=True))


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('kind', ['jpeg', 'png', 'webp', 'gif'])
def test_a_picture_becomes_three_squares(kind: str, tmp_path: Path) -> None:
    ann = person()
    assert picture.take(ann, drawn(tmp_path, kind)) == faces.address(user(ann))
    for size in pictures.SIZES:
        square = shown(ann, size)
        assert (square.format, square.size) == ('WEBP', (size, size))
        left, right = (square.convert('RGB').getpixel((at, size // 2)) for at in (size // 8, size - size // 8))
        assert near(left, RED)
        assert near(right, BLUE)


def test_it_is_turned_upright_and_nothing_tells_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, 'A camera'  # to be turned a quarter to the right
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 0.0)
    ann = person()
    picture.take(ann, drawn(tmp_path, exif=exif.tobytes(), comment=b'at home'))
    square = shown(ann)
    assert near(square.convert('RGB').getpixel((96, 10)), RED), 'what was left is above'
    assert near(square.convert('RGB').getpixel((96, 180)), BLUE)
    raw = b''.join(storage.read(picture.stored_as(ann, '512')))
    assert not {'exif', 'icc_profile', 'xmp'} & set(square.info)
    assert b'camera' not in raw
    assert b'EXIF' not in raw


def test_the_kind_is_told_by_the_content_and_not_by_a_name(tmp_path: Path) -> None:
    ann = person()
    picture.take(ann, drawn(tmp_path, 'png').rename(tmp_path / 'song.mp3'))
    svg = tmp_path / 'face.png'
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    with pytest.raises(NotAllowed, match='not a picture'):
        picture.take(ann, svg)
    assert shown(ann), 'the one before stays'


def test_what_is_too_large_or_damaged_is_said_in_a_sentence(tmp_path: Path) -> None:
    ann = person()
    wide = tmp_path / 'wide.png'
    Image.new('1', (9000, 4600)).save(wide)
    with pytest.raises(NotAllowed, match='40 megapixels'):
        picture.take(ann, wide)
    heavy = tmp_path / 'heavy.jpeg'
    heavy.write_bytes(drawn(tmp_path).read_bytes() + bytes(pictures.MOST_BYTES))
    with pytest.raises(TooLarge, match='10 MB'):
        picture.take(ann, heavy)
    cut = tmp_path / 'cut.png'
    cut.write_bytes(drawn(tmp_path, 'png').read_bytes()[:300])
    with pytest.raises(NotAllowed, match='damaged'):
        picture.take(ann, cut)
    (tmp_path / 'empty').touch()
    with pytest.raises(NotAllowed, match='not a picture'):
        picture.take(ann, tmp_path / 'empty')
    with pytest.raises(NotFound):
        picture.stored_as(ann, '192')


def test_an_old_picture_goes_and_the_upkeep_leaves_the_new_one(tmp_path: Path) -> None:
    ann = person()
    picture.take(ann, drawn(tmp_path))
    before = [file.key for file in storage.each('accounts')]
    picture.take(ann, drawn(tmp_path))
    after = {file.key for file in storage.each('accounts')}
    assert len(before) == len(after) == 3
    assert not after & set(before)
    storage.put('accounts/picture/left-behind-64.webp', drawn(tmp_path))
    long_ago()
    retention.upkeep()
    assert {file.key for file in storage.each('accounts')} == after, 'and what a killed process left is gone'
    assert [path.partition('/')[0] for path, _ in files.of_user(ann)] == ['accounts'], 'the export brings it along'
    files.erase(ann)
    assert list(storage.each('accounts')) == []


def test_everybody_who_is_signed_in_sees_it_until_its_owner_leaves(tmp_path: Path) -> None:
    ann, bea = person(), person('bea@example.org')
    client = TestClient(api.create(), raise_server_exceptions=False)
    sent, kind = drawn(tmp_path).read_bytes(), {'Content-Type': FILE_TYPE.decode()}
    with visiting(session_of(ann)):
        answer = client.put('/auth/picture', content=sent, headers=kind)
        assert answer.status_code == 200
        where = answer.json()['picture']
        assert client.put('/auth/picture', content=b'x', headers=kind).json()['error'].startswith('This is not a')
        assert client.put('/auth/picture', content=sent).status_code == 400
        over = client.put('/auth/picture', content=bytes(pictures.MOST_BYTES + 1), headers=kind)
        assert (over.status_code, '10 MB' in over.text) == (413, True)
    with visiting():
        assert client.get(where).status_code == 401
    with visiting(session_of(bea)):
        answer = client.get(where)
        assert (answer.status_code, answer.headers['content-type']) == (200, 'image/webp')
        self_service.ask_to_end(ann, 'ann@example.org')
        assert client.get(where).status_code == 404
    with visiting(session_of(bea)):
        assert client.delete('/auth/picture').json() == {'picture': ''}
