"""Damaged tags stop nothing: whatever stands where a tag should, a file is still read, told of and written."""

import random
from pathlib import Path

import pytest

from app.audio.errors import AudioError
from app.audio.files import probe
from app.audio.files.metadata import end_tags, every_tag
from app.audio.files.metadata.carried import Carried
from app.audio.files.tags import chapters, chunk_fields
from app.audio.files.tags.id3 import clean_id3, with_chapters
from bench.fuzz import damage
from tests.audio.files import carriers as made
from tests.audio.files.test_every_way import KINDS, full, full_id3

ENDS = (
    made.id3(*[made.text('TIT2', 'Night'), made.SERATO])
    + b'LYRICSBEGIN'
    + b'EAL00005Album000024LYRICS200'
    + b'TAG'.ljust(128)
)


@pytest.mark.nightly
def test_two_thousand_damaged_tags_are_cleaned_or_left_as_they_are() -> None:
    chance, whole = random.Random(1), full_id3()
    for _ in range(1000):
        raw = damage(whole, chance)
        clean_id3(raw)
        with_chapters(raw, (chapters.Chapter(0.0, 1.0, 'One'),))
        for tag in end_tags.within(bytes(500) + damage(ENDS, chance)):
            assert tag.raw
        chunk_fields.from_info(damage(made.info_list(INAM='Night', IART='Anna')[8:], chance))


@pytest.mark.nightly(all_but={'mp3'})
@pytest.mark.parametrize('kind', KINDS)
def test_a_file_with_damaged_tags_is_told_of_and_translated(tmp_path: Path, kind: str) -> None:
    chance, path = random.Random(kind), full(tmp_path, kind)
    data = path.read_bytes()
    tag = data.find(full_id3()) if kind in ('mp3', 'wav', 'aiff') else 60
    refused = 0
    for _ in range(40):
        path.write_bytes(data[:tag] + damage(data[tag : tag + 4000], chance) + data[tag + 4000 :])
        try:
            like = probe(path)
        except AudioError:
            refused += 1
            continue
        every_tag.words(like)
        for target in ('mp3', 'flac', 'ogg', 'm4a'):
            Carried(like, False).notes(target)
        carried = Carried(like, False)
        assert isinstance(carried.id3(), bytes)
        assert carried.flac()[0] == b''
        carried.comments()
    assert refused < 40, 'this test looks at nothing'


@pytest.mark.parametrize('kind', ['wav', 'aiff'])
def test_a_tag_that_the_end_of_the_file_cuts_off_in_its_head_ends_the_search(tmp_path: Path, kind: str) -> None:
    chunk = made.chunk(b'ID3 ', b'ID3\3\0', '<' if kind == 'wav' else '>', padded=False)
    path = (made.wav if kind == 'wav' else made.aiff)(tmp_path, chunk)
    assert probe(path).frames == 24_000
    assert made.converted(path, tmp_path, 'flac').exists()


@pytest.mark.nightly
def test_thousands_of_comments_go_along(tmp_path: Path) -> None:
    frames = [made.comment(f'note {number}', 'x') for number in range(3000)]
    path = made.mp3(tmp_path, made.id3(*frames))
    found = every_tag.words(probe(path))
    assert len(found.text) == 3000
    assert len(made.words(made.converted(path, tmp_path, 'wav'))) == 3000
