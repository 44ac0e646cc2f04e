"""Longer texts: lines, paragraphs, several speakers, and how all of it is cut and timed."""

from itertools import pairwise

import pytest

from app.voice.phonemes.spelling import Spelt, by_share
from app.voice.pieces import LIMIT, MOST, pieces
from app.voice.text import guess, homographs, script, subtitles
from app.voice.text.words import Manner, Sentence, Word

ME, ANNA, BEN = Manner('en-us', 'af_heart'), Manner('en-us', 'af_bella'), Manner('en-gb', 'bm_george')


def by_letters(sentence: Sentence) -> Spelt:
    starts, text = [], ''
    for word in sentence.words:
        starts.append(len(text))
        text += f'{word.spoken} '
    return Spelt(sentence, text.rstrip(), tuple(starts))


def test_lines_and_paragraphs_are_breathed_between() -> None:
    found = script.read('A title\n\nFirst line.\nSecond line\ngoes on here.\n\nThe end.', ME).sentences
    assert [(part.spoken, part.pause) for part in found] == [
        ('A title', script.AFTER_PARAGRAPH_S),
        ('First line.', script.AFTER_LINE_S),
        ('Second line goes on here.', script.AFTER_PARAGRAPH_S),
        ('The end.', 0.0),
    ]


def test_several_speakers() -> None:
    text = 'Once upon a time.\nAnna: Hello, Ben.\n**Ben:** Hello! It is 5 p.m.\nNote: this is no speaker.\nanna: Yes.'
    found = script.read(text, ME, None, {'Anna': ANNA, 'Ben': BEN}).sentences
    assert [(part.manner.voice, part.spoken) for part in found] == [
        ('af_heart', 'Once upon a time.'),
        ('af_bella', 'Hello, Ben.'),
        ('bm_george', 'Hello!'),
        ('bm_george', 'It is five P.M..'),
        ('bm_george', 'Note: this is no speaker.'),
        ('af_bella', 'Yes.'),
    ]


@pytest.mark.parametrize(
    ('text', 'sense'),
    [
        ('I want to read.', 'VB'),
        ('I have read it.', 'VBD'),
        ('She read it.', 'VBD'),
        ('Did she read it?', 'VB'),
        ('You read this every day.', 'VB'),
        ('Last week I read it.', 'VBD'),
        ('We live here.', 'VB'),
        ('People live in cities.', 'VB'),
        ('It went live.', 'JJ'),
        ('A live show.', 'JJ'),
        ('They want to live.', 'VB'),
        ('Live from the club.', 'JJ'),
    ],
)
def test_words_of_two_sounds(text: str, sense: str) -> None:
    words = [Word(word, word) for word in text.split()]
    assert [word.sense for word in homographs.told_apart(words) if word.sense] == [sense]


@pytest.mark.parametrize(
    ('text', 'language'),
    [
        ('Il totale è 1.234.567 euro', 'it'),
        ('The cat is on the table.', 'en'),
        ('Où est la gare, et que dit-il ?', 'fr'),
        ('¿Dónde está el gato?', 'es'),
        ('JPEG', None),
        ('Cillian, Joaquin, Deirdre', None),
    ],
)
def test_the_language_is_guessed_where_it_is_clear(text: str, language: str | None) -> None:
    assert guess.language(text) == language


def test_a_long_sentence_is_cut_at_its_clauses_and_nothing_is_lost() -> None:
    text = ', '.join([f'part {word} of a long sentence that goes on and on' for word in 'abcdefghijklmnop']) + '.'
    found = pieces(by_letters(sentence) for sentence in script.read(text, ME).sentences)
    assert ' '.join(piece.sounds for piece in found) == ' '.join(piece.spoken for piece in found)
    assert all(piece.sounds[-1] in ',.' and len(piece.sounds) <= MOST for piece in found)
    assert len(found[0].sounds) < len(found[1].sounds), 'the first is short, so that it is heard soon'
    assert [part.word.shown for piece in found for part in piece.parts] == text.split()


def test_a_word_as_long_as_a_page_is_cut_too() -> None:
    found = pieces(by_letters(sentence) for sentence in script.read('a' * 2000, ME).sentences)
    assert ''.join(piece.sounds for piece in found) == 'a' * 2000
    assert all(len(piece.sounds) <= LIMIT for piece in found)


def test_an_engine_that_knows_no_times_gets_no_silence_inside_of_a_piece() -> None:
    sentences = [by_letters(sentence) for sentence in script.read('One. [pause 1s] Two. Three.', ME).sentences]
    assert [piece.spoken for piece in pieces(sentences, breaks=False)] == ['One.', 'Two. Three.']
    assert [piece.breaks for piece in pieces(sentences)] == [((5, 1.0),)]


def test_words_share_the_sounds_where_nobody_tells() -> None:
    sentence = Sentence((Word('a', 'a'), Word('$5', 'five dollars')), ME, 0.0)
    assert by_share(sentence, 'a fˈIv dˈɑləɹz') == (0, 2)
    assert len(by_share(sentence, 'afˈIv')) == 2


class Timed:
    """A word at a time of its own."""

    def __init__(self, text: str, start: float, end: float) -> None:
        self.text, self.start, self.end = text, start, end


def test_subtitles_are_short_and_never_cover_each_other() -> None:
    words = [Timed('word' if place % 9 else 'end.', place * 0.4, place * 0.4 + 0.35) for place in range(1, 60)]
    found = subtitles.cues(words)
    assert all(cue.end - cue.start <= subtitles.LONGEST_S + 1 for cue in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(len(line) <= subtitles.MOST_IN_LINE + 4 for cue in found for line in cue.text.split('\n'))
    assert ' '.join(cue.text.replace('\n', ' ') for cue in found) == ' '.join(word.text for word in words)


def test_subtitles_in_their_two_formats() -> None:
    words = [Timed('Rock', 0.0, 0.5), Timed('&', 0.5, 0.7), Timed('roll.', 0.7, 3723.456)]
    assert subtitles.written(words[:1], '.srt') == '1\n00:00:00,000 --> 00:00:01,000\nRock\n'
    assert subtitles.written(words, '.vtt').startswith('WEBVTT\n\n1\n00:00:00.000 --> ')
    assert 'Rock &amp;' in subtitles.written(words, '.vtt')
    assert '01:02:03.756' in subtitles.written(words, '.vtt')
