"""Parts of a compressed recording put together: the words of the first one go along."""

from pathlib import Path

import pytest

from app.audio.files import probe
from app.audio.files.metadata import every_tag
from app.audio.split_recording import join
from tests.audio.files import carriers


def part(folder: Path, number: int, kind: str) -> Path:
    made = folder / f'part_{number}'
    made.mkdir()
    cover = carriers.frame('APIC', b'\0image/jpeg\0\3\0' + carriers.COVER)
    tag = carriers.id3(carriers.text('TIT2', f'Night {number}'), carriers.text('TPE1', 'DJ Ü'), cover)
    return carriers.converted(carriers.wav(made, carriers.chunk(b'id3 ', tag)), made, kind)


@pytest.mark.parametrize('kind', ['mp3', 'flac', 'ogg', 'm4a'])
def test_compressed_parts_keep_the_words_and_the_cover_of_the_first(tmp_path: Path, kind: str) -> None:
    parts = [part(tmp_path, number, kind) for number in (1, 2)]
    assert join(parts, tmp_path / 'joined') == []
    joined = probe(tmp_path / 'joined')
    found = every_tag.words(joined)
    assert dict(found.text) == {'TITLE': 'Night 1', 'ARTIST': 'DJ Ü'}
    assert [picture.data for picture in found.pictures] == [carriers.COVER]
    assert joined.frames == 2 * probe(tmp_path / 'part_1' / 'a.wav').frames


def test_what_the_first_part_cannot_hand_on_is_told(tmp_path: Path) -> None:
    parts = [part(tmp_path, number, 'flac') for number in (1, 2)]
    for one in parts:
        whole = one.read_bytes()
        one.write_bytes(whole[:42] + b'\x02\x00\x00\x08riffabcd' + whole[42:])
    (told,) = join(parts, tmp_path / 'joined')
    assert told.startswith(f'{parts[0].name}: left out of what it carries beside its sound:')
    assert 'riff' in told
