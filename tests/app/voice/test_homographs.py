"""Words that are written alike: each said as its sentence means it, by American and by British voices."""

import re

import pytest

from app.voice.phonemes import spell
from app.voice.text import script
from app.voice.text.words import Manner
from tests.app.voice.homograph_sentences import AFTERWARDS, BEFORE, BESIDE, NOT_YET

pytest.importorskip('hibari', reason='make setup without SLIM=1 brings what reads English')


def sound(sentence: str, language: str = 'en-us') -> str:
    """How the word behind the star is said."""
    place = next(at for at, word in enumerate(sentence.split()) if '*' in word)
    (read,) = script.read(sentence.replace('*', ''), Manner(language, 'somebody')).sentences
    spelt = spell(read)
    begin, end = spelt.starts[place], spelt.word_ends()[place]
    return re.sub(r'[ˌ.,;:!?\s]', '', spelt.sounds[begin:end])


@pytest.mark.parametrize(
    ('sentence', 'wanted'),
    [
        pytest.param(*one, marks=[pytest.mark.xfail(strict=True)] if one[0] in NOT_YET else [])
        for one in (*BEFORE, *BESIDE, *AFTERWARDS)
    ],
)
def test_a_word_of_two_sounds_is_said_as_its_sentence_means_it(sentence: str, wanted: str) -> None:
    assert sound(sentence) == wanted


@pytest.mark.parametrize(
    ('sentence', 'wanted'),
    [
        ('I have *read it.', 'ɹˈɛd'),
        ('I want to *read it.', 'ɹˈiːd'),
        ('We watched it *live.', 'lˈIv'),
        ('They will *record a song.', 'ɹɪkˈɔːd'),
        ('He broke the *record.', 'ɹˈɛkɔːd'),
        ('Send me your *resume and a letter.', 'ɹˈɛzjʊmA'),
        ('Two *does ran away.', 'dˈQz'),
        ('Do not *tear it.', 'tˈɛː'),
    ],
)
def test_british_voices_say_it_in_british(sentence: str, wanted: str) -> None:
    assert sound(sentence, 'en-gb') == wanted


def test_a_word_that_is_told_changes_no_other() -> None:
    """The tagger sees the whole sentence, also where a word in the midst of it is said as somebody wishes."""
    sentence = 'We *record Geis and we *record it live.'
    plain, told = (
        script.read(sentence.replace('*', ''), Manner('en-us', 'somebody'), entries).sentences[0]
        for entries in ({}, {'Geis': '/ɡaɪs/'})
    )
    assert spell(told).sounds.count('ɹəkˈɔɹd') == spell(plain).sounds.count('ɹəkˈɔɹd') == 2
    assert 'ɡˈIs' in spell(told).sounds
