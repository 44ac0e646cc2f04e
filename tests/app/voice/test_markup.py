"""Markup in a text: what is understood, what is named and not read, what is refused in a sentence."""

import pytest

from app.voice.errors import BadMarkup, NothingToSay, TooLong
from app.voice.text import script
from app.voice.text.clean import MOST_CHARACTERS, readable
from app.voice.text.words import Manner, Sentence

ME = Manner('en-us', 'af_heart')


def read(text: str) -> tuple[Sentence, ...]:
    return script.read(text, ME).sentences


@pytest.mark.parametrize(
    ('mark', 'seconds'),
    [
        ('<break time="1.5s"/>', 1.5),
        ("<break time='300ms' />", 0.3),
        ('<break strength="strong"/>', 0.8),
        ('<break/>', 0.5),
        ('[pause 2s]', 2.0),
        ('[pause 250ms]', 0.25),
        ('[pause 1]', 1.0),
        ('[pause]', 0.5),
        ('[pause 1s] [pause 1s]', 2.0),
        ('<speak><break time="0s"/></speak>', 0.0),
    ],
)
def test_pauses(mark: str, seconds: float) -> None:
    first, second = read(f'One. {mark} Two.')
    assert (first.spoken, first.pause, first.exact, second.spoken) == ('One.', seconds, True, 'Two.')


def test_a_pause_in_the_midst_of_a_sentence() -> None:
    assert [(part.spoken, part.pause) for part in read('Well, [pause 1s] yes.')] == [('Well,', 1.0), ('yes.', 0.0)]


def test_a_pause_before_everything_and_one_behind() -> None:
    found = script.read('[pause 1s] Yes. [pause 2s]', ME)
    assert (found.lead, found.sentences[-1].pause) == (1.0, 2.0)


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('<say-as interpret-as="characters">XY2</say-as>', 'X Y two'),
        ('<say-as interpret-as="digits">2040</say-as>', 'two zero four zero'),
        ('<say-as interpret-as="telephone">555-1234</say-as>', 'five five five, one two three four'),
        ('<say-as interpret-as="ordinal">3</say-as>', 'third'),
        ('<say-as interpret-as="date">2024-03-14</say-as>', 'March fourteenth, twenty twenty-four'),
        ('<say-as interpret-as="currency">$5</say-as>', 'five dollars'),
        ('<sub alias="World Wide Web Consortium">W3C</sub>', 'World Wide Web Consortium'),
        ('AT&amp;T', 'AT and T'),
        ('<!-- not this -->yes', 'yes'),
        ('I <3 this', 'I three this'),
        ('<emphasis>really</emphasis>', 'really'),
    ],
)
def test_how_something_is_said(written: str, spoken: str) -> None:
    assert read(written)[0].spoken == spoken


def test_sounds_that_are_told() -> None:
    (sentence,) = read('My name is <phoneme alphabet="ipa" ph="ɡaɪs">Geis</phoneme>.')
    assert sentence.words[-1].phonemes == 'ɡˈIs'
    assert sentence.words[-1].shown == 'Geis.'


def test_speed_and_language_belong_to_what_they_are_around() -> None:
    slow, usual, french = read('<prosody rate="80%">Slowly.</prosody> Then. [fr]Bonjour.[/fr]')
    assert (slow.manner.rate, usual.manner.rate, french.manner.language) == (0.8, 1.0, 'fr')
    (nested,) = read('<prosody rate="fast"><prosody rate="80%">Both.</prosody></prosody>')
    assert nested.manner.rate == pytest.approx(1.0)


def test_tags_without_a_meaning_are_named_once() -> None:
    found = script.read('<wow a="b">Hi</wow> <wow>you</wow> <audio src="x"/>', ME)
    assert found.notes == ('Not understood, and not read: <wow>, <audio>.',)
    assert 'wow' not in ' '.join(sentence.spoken for sentence in found.sentences)


@pytest.mark.parametrize(
    ('text', 'sentence'),
    [
        ('<break time="1s" Hi.', 'does not close'),
        ('<prosody rate="slow">Hi.', r'<prosody> is opened and never closed: add </prosody>'),
        ('[fr]Bonjour.', r'\[fr\] is opened and never closed: add \[/fr\]'),
        ('Hi.</lang>', 'closes what is not open'),
        ('<break time="soon"/>Hi.', 'is no time'),
        ('<break time="99s"/>Hi.', 'too long: at most 30 s'),
        ('<break strength="huge"/>Hi.', 'is not known'),
        ('<prosody rate="quickly">Hi.</prosody>', 'is no speed'),
        ('<prosody rate="900%">Hi.</prosody>', 'out of reach'),
        ('<lang xml:lang="tlh">Hi.</lang>', 'no language that is spoken here'),
        ('<phoneme ph="">Hi.</phoneme>', 'says no sounds'),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadMarkup, match=sentence):
        read(text)


def test_control_characters_are_nobodys_words() -> None:
    assert read('Hel\x00lo\x07 there\u200b.')[0].spoken == 'Hello there.'
    with pytest.raises(NothingToSay):
        read('\x00\x01\x02')


def test_too_much_at_once() -> None:
    with pytest.raises(TooLong, match='divide it'):
        read('a' * (MOST_CHARACTERS + 1))


@pytest.mark.parametrize(
    ('written', 'left'),
    [
        ('# Title', 'Title'),
        ('- one\n* two\n1. three', 'one\ntwo\n1. three'),
        ('> said **so** and *so*', 'said so and so'),
        ('a `code` ~~gone~~', 'a code gone'),
        ('![picture](a.png) [docs](b)', 'picture docs'),
        ('```python\nprint()\n```', '\nprint()\n'),
        ('| a | b |\n|---|---|\n| 1 | 2 |', ' a, b \n\n 1, 2 '),
        ('---', ''),
        ('two -- three', 'two — three'),
        ('snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'),
    ],
)
def test_markdown_is_not_read(written: str, left: str) -> None:
    assert readable(written) == left
