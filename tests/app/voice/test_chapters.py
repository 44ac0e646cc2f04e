"""Headings begin chapters: found in the text, said with rests around them, and written into every file of a clip."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app import library, storage
from app.audio.files import probe
from app.audio.files.metadata import every_tag
from app.voice import queries, service, takes
from app.voice.engines.port import TimedWord
from app.voice.options import SpeakOptions
from app.voice.text import chapters, headings, script
from app.voice.text.words import Manner
from tests.app.voice.clips_support import Humming, say

ME = Manner('en-us', 'af_heart')
BOOK = 'A few words first.\n\n# One: *The* Sea #\nIt was calm.\n\nChapter 2\nIt was not.\n\n## 3. Home\n\nWe slept.'
TITLES = ['A few words first.', 'One: The Sea', 'Chapter 2', '3. Home']


def titles(text: str) -> list[str]:
    return [word.chapter for part in script.read(text, ME).sentences for word in part.words if word.chapter]


@pytest.mark.parametrize(
    ('line', 'title'),
    [
        ('# The Sea', 'The Sea'),
        ('### The Sea ###', 'The Sea'),
        ('Chapter 3', 'Chapter 3'),
        ('CHAPTER XII: Home at last', 'CHAPTER XII: Home at last'),
        ('Part 2 – The storm', 'Part 2 — The storm'),
        ('Chapter Three', 'Chapter Three'),
        ('CHAPTER 1. Loomings.', 'CHAPTER 1. Loomings.'),
        ('Prologue', 'Prologue'),
        ('Capítulo 4', 'Capítulo 4'),
        ('The Sea\n=======', 'The Sea'),
    ],
)
def test_what_is_a_heading(line: str, title: str) -> None:
    assert titles(f'Before.\n\n{line}\n\nBehind.') == [title]


@pytest.mark.parametrize(
    'text',
    [
        '#sea and #sun are loved.',
        'Part 2 was better than part 1.\n\nSo they say.',
        'He read\nChapter Three\nand slept.',
        'We open with\nPart company, they said.\nSo be it.',
        '# ...',
        '```\n# a comment\n```\nSome words.',
        f'# {"A long line that somebody has begun with a sign. " * 5}',
        'Prologue',
    ],
)
def test_what_is_none(text: str) -> None:
    if any(sign.isalpha() for sign in text):
        assert titles(text) == []


def test_a_heading_is_said_whole_with_a_rest_before_and_behind_it() -> None:
    found = script.read('It ends here.\n# Chapter 1. The Sea\nIt begins. [pause 3s]\n# Two\nIt is.', ME).sentences
    assert [(part.spoken, part.pause) for part in found] == [
        ('It ends here.', script.BEFORE_HEADING_S),
        ('Chapter one.', script.AFTER_SENTENCE_S),
        ('The Sea', script.AFTER_HEADING_S),
        ('It begins.', 3.0),
        ('Two', script.AFTER_HEADING_S),
        ('It is.', 0.0),
    ]
    assert titles('# Chapter 1. The <break time="1s"/> Sea\nIt begins.') == ['Chapter 1. The Sea']


def test_a_heading_belongs_to_no_speaker_of_a_script() -> None:
    anna = Manner('en-us', 'af_bella')
    found = script.read('Anna: Hello.\n# Act two\nNobody speaks.\nAnna: Yes.', ME, None, {'Anna': anna}).sentences
    assert [part.manner.voice for part in found] == ['af_bella', 'af_heart', 'af_heart', 'af_bella']


def test_nobody_can_write_the_mark_of_a_heading() -> None:
    assert titles(f'{headings.MARK}Not one\n\nWords &#xe000;here.') == []


def test_chapters_begin_a_moment_before_their_words_and_the_first_at_once() -> None:
    words = [TimedWord('One', 0.5, 1.0, 'One'), TimedWord('more', 2.0, 2.5), TimedWord('Two', 5.0, 6.0, 'Two')]
    assert [(one.title, one.start_s) for one in chapters.chapters(words)] == [('One', 0.0), ('Two', 4.9)]
    assert chapters.chapters(words[:2]) == (), 'one chapter is the whole'
    before = chapters.chapters([TimedWord('Dear', 0.0, 0.2), TimedWord('reader,', 0.2, 0.4), *words[2:]])
    assert [one.title for one in before] == ['Dear reader,', 'Two']


def test_chapters_as_files() -> None:
    found = (chapters.Chapter('One', 0.0), chapters.Chapter('Zwo ✨', 3725.5))
    assert chapters.written(found, '.txt') == '00:00:00 One\n01:02:05 Zwo ✨\n'
    told = json.loads(chapters.written(found, '.json'))
    assert told == {
        'version': '1.2.0',
        'chapters': [{'startTime': 0.0, 'title': 'One'}, {'startTime': 3725.5, 'title': 'Zwo ✨'}],
    }


@pytest.mark.nightly(all_but_one_in=4)
@pytest.mark.parametrize('form', ['wav', 'mp3', 'ogg', 'flac'])
def test_every_file_of_a_clip_has_its_chapters(
    form: str, humming: Humming, owner: str, worker: Callable[[], int], tmp_path: Path
) -> None:
    read = service.check_speech(owner, SpeakOptions(BOOK, 'hum'))
    assert [one.title for one in read.chapters] == TITLES
    clip_id = say(owner, BOOK, format=form)
    worker()
    clip = queries.get(owner, clip_id)
    assert [one.title for one in clip.chapters] == TITLES
    assert clip.chapters[2].start_s == pytest.approx(0.25 * 10 - 0.1)
    assert [one.title for one in library.chapters(owner, clip_id)] == TITLES
    for kind in {form, 'wav', 'mp3', 'ogg'}:
        key, name = service.result_as(owner, clip_id, kind)
        path = tmp_path / name
        path.write_bytes(b''.join(storage.read(key)))
        tags = every_tag.words(probe(path))
        assert [one.title for one in tags.chapters] == TITLES
        for told, kept in zip(clip.chapters, tags.chapters, strict=True):
            assert kept.start_s == pytest.approx(told.start_s, abs=0.002)
        assert any('not spoken by a person' in value for _, value in tags.text)


def test_a_worker_that_goes_on_knows_the_chapters_that_were_said_before(
    humming: Humming, owner: str, worker: Callable[[], int]
) -> None:
    clip_id = say(owner, BOOK)
    worker()
    said = [word.chapter for take in takes.stored(clip_id) for word in take.words if word.chapter]
    assert said == TITLES[1:]
