"""The ten texts that a voice must get right, because those of others did not: on what is said, sound by sound."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.voice import engines
from app.voice.engines.port import Plan, Speech
from app.voice.errors import NothingToSay, NoVoice
from app.voice.phonemes import spell
from app.voice.pieces import LIMIT, Piece, pieces
from app.voice.text import script
from app.voice.text.words import Manner, Script

pytest.importorskip('hibari', reason='make setup without SLIM=1 brings what reads English')

AMERICAN = Manner('en-us', 'af_heart')


def read(text: str, dictionary: Mapping[str, str] | None = None) -> Script:
    return script.read(text, AMERICAN, dictionary)


def sentences(text: str, dictionary: Mapping[str, str] | None = None) -> list[str]:
    return [sentence.spoken for sentence in read(text, dictionary).sentences]


def sounds(text: str, dictionary: Mapping[str, str] | None = None) -> str:
    return ' '.join(spell(sentence).sounds for sentence in read(text, dictionary).sentences)


def cut(text: str) -> list[Piece]:
    return pieces(spell(sentence) for sentence in read(text).sentences)


def plan(text: str, voice: str) -> Plan:
    return engines.that_speaks('kokoro', Path('nowhere')).plan(Speech(text, voice))


def test_1_numbers_of_all_kinds() -> None:
    assert sentences('World War II cost $500; Mr. Smith Jr. moved to 90210 in 1920, not 1908.') == [
        'World War two cost five hundred dollars; Mister Smith Junior moved to nine oh two one oh in nineteen twenty, '
        'not nineteen oh eight.'
    ]


def test_2_italian_is_said_by_an_italian_and_offered_by_others() -> None:
    pytest.importorskip('piper')
    text = 'Il totale è 1.234.567 euro'
    (sentence,) = script.read(text, Manner('it', 'if_sara')).sentences
    assert spell(sentence).sounds.startswith('il totˈale e ʊnmili'), 'un milione, and not one point two three four'
    assert plan(text, 'if_sara').notes == ()
    assert plan(text, 'af_heart').notes == ('This text seems to be in Italian: if_sara and im_nicola speak it.',)


def test_3_short_lines_are_joined_and_keep_their_pauses() -> None:
    (piece,) = cut('4.\nBeauty.\nWhatever it is that pulls the pin, it is not us.')
    assert piece.spoken == 'four. Beauty. Whatever it is that pulls the pin, it is not us.'
    assert [seconds for _, seconds in piece.breaks] == [script.AFTER_LINE_S] * 2


CLAUSE = (
    'the quick brown fox jumps over the lazy dog and then it runs away from the farm to the river where it drinks the '
    'cold water and sleeps under the old tree until the morning comes'
)


def test_4_a_text_without_punctuation_is_cut_without_losing_a_word() -> None:
    text = ' '.join([CLAUSE] * 8)
    found = cut(text)
    assert ' '.join(piece.spoken for piece in found) == text
    total = sum(len(piece.sounds) for piece in found)
    assert len(found) == -(-total // LIMIT), 'as few pieces as hold it'
    assert all(len(piece.sounds) <= LIMIT and piece.pause < 0.35 for piece in found)
    assert max(len(piece.sounds) for piece in found) < 1.3 * min(len(piece.sounds) for piece in found)


def test_5_words_that_are_written_alike() -> None:
    found = sounds('What we must do is read. We watched it live, yesterday we read books. Your changes are live.')
    first, second, third = found.split('.')[:3]
    assert 'ɹˈid' in first
    assert 'lˈIv' in second
    assert 'ɹˈɛd bˈʊks' in second
    assert 'lˈIv' in third
    told = read('What we must do is read. Yesterday we read books. Your changes are live.').sentences
    assert [word.sense for sentence in told for word in sentence.words if word.sense] == ['VB', 'VBD', 'JJ'], (
        'and nothing of it is left to the front end'
    )


HEARD = {
    'JPEG': 'jay peg',
    'Cillian': 'killian',
    'Joaquin': 'wah keen',
    'Deirdre': 'deer druh',
    'Versace': 'ver sah chay',
    'Tag Heuer': 'tag hoyer',
    'MPEG': 'em peg',
    'RAM': 'ram',
    'Geis': '/ɡaɪs/',
}


def test_6_one_entry_of_a_dictionary_is_heard_everywhere() -> None:
    text = 'JPEG, Cillian, Joaquin, Deirdre, Versace, Tag Heuer, MPEG, RAM'
    assert sentences(text, HEARD) == ['jay peg, killian, wah keen, deer druh, ver sah chay, tag hoyer, em peg, ram']
    assert 'ɡˈIs' in sounds('My name is Geis.', HEARD)
    assert 'ɡˈIsz' in sounds("It is Geis's, and GEIS is who I am.", HEARD)
    assert sounds('It is Geis, and GEIS is who I am.', HEARD).count('ɡˈIs') == 2


def test_7_a_foreign_sentence_is_said_in_its_language() -> None:
    pytest.importorskip('piper')
    text = 'Translate this to French: how are you? ([fr]Comment ça va ?[/fr])'
    found = read(text).sentences
    assert [(sentence.spoken, sentence.manner.language) for sentence in found] == [
        ('Translate this to French: how are you?', 'en-us'),
        ('Comment ça va?', 'fr'),
    ]
    assert spell(found[1]).sounds == 'kɔmˌɑ̃ sa vˈa?'
    found_by_itself = plan('Translate this to French: how are you? (Comment ça va ?)', 'af_heart')
    assert found_by_itself.spoken == ('Translate this to French: how are you?', 'Comment ça va?')
    assert found_by_itself.notes[0].startswith('Said in French: “Comment ça va ?”.')


def test_8_markdown_emoji_links_and_measures() -> None:
    text = '**Hi** 😀 see [the docs](http://www.asdf.com), mail bob@example.org, it is -5°C, €12.50, 2/3, 50g, NE-123'
    assert sentences(text) == [
        'Hi see the docs, mail bob at example dot org, it is minus five degrees Celsius, twelve euros and fifty cents, '
        'two thirds, fifty grams, N.E. one two three'
    ]


@pytest.mark.parametrize('text', ['', '   ', '\n\n', '...?!', '😀', '🎉 🎉', '\x00\x07', '***', '<break time="1s"/>'])
def test_9_what_nobody_could_say_is_refused(text: str) -> None:
    with pytest.raises(NothingToSay, match=r'write (some|what is to be said)\.$'):
        plan(text, 'af_heart')


def test_9_letters_that_a_voice_does_not_read_are_refused_and_one_letter_is_said() -> None:
    with pytest.raises(NoVoice, match='This text is in Chinese, which no voice here reads'):
        plan('你好，世界', 'af_heart')
    with pytest.raises(NoVoice, match='in Cyrillic letters'):
        plan('Привет, мир', 'bf_emma')
    assert plan('a', 'af_heart').spoken == ('a',)


def test_10_initials_pauses_and_tags_that_mean_nothing() -> None:
    found = read('James T. Kirk spoke. <break time="1.0s"/> Then he <wobble>left</wobble>.')
    assert [sentence.spoken for sentence in found.sentences] == ['James T Kirk spoke.', 'Then he left.']
    assert (found.sentences[0].pause, found.sentences[0].exact) == (1.0, True)
    assert found.notes == ('Not understood, and not read: <wobble>.',)


def test_10_twenty_thousand_characters_are_cut_at_ends_of_sentences() -> None:
    text = ('James T. Kirk spoke. <break time="1.0s"/> Then he left. ' * 400)[:20_000].rpartition('<')[0]
    found = cut(text)
    assert sum(len(piece.breaks) + 1 for piece in found) >= text.count('<break')
    assert all(piece.sounds.endswith('.') for piece in found)
    assert all(100 <= len(piece.sounds) <= 300 for piece in found[1:-1])
    assert 30 <= len(found[0].sounds) < 100, 'soon heard'


def test_whoever_reads_decides_what_a_date_with_slashes_means() -> None:
    american, british = (
        script.read('On 12/03/2026.', Manner(language, '')).sentences[0].spoken for language in ('en-us', 'en-gb')
    )
    assert american == 'On December third, twenty twenty-six.'
    assert british == 'On the twelfth of March, twenty twenty-six.'
