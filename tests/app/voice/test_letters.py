"""Texts in letters that are not Latin: every voice says those of its language, and of others it says who reads them."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.voice.engines.classic import Classic
from app.voice.engines.port import Speech, Voice
from app.voice.engines.reading import read
from app.voice.errors import NoVoice

VOICES = [
    Voice(language, language, language, 'unknown', 'here')
    for language in (
        'en-us',
        'ru',
        'uk',
        'bg',
        'hi',
        'mr',
        'kok',
        'ko',
        'fa',
        'cmn',
        'yue',
        'ja-hrkt',
        'th',
        'he',
        'ta',
    )
]


def said(text: str, voice: str) -> list[str]:
    return [sentence.spoken for sentence in read(Speech(text, voice), VOICES).sentences]


@pytest.mark.parametrize(
    ('voice', 'text'),
    [
        ('uk', 'Привіт, як справи?'),
        ('bg', 'Здравейте, как сте?'),
        ('fa', 'سلام'),
        ('mr', 'नमस्कार'),
        ('kok', 'नमस्कार'),
        ('ko', '안녕하세요'),
        ('cmn', '你好'),
        ('yue', '你好'),
        ('ja-hrkt', 'こんにちは'),
    ],
)
def test_an_alphabet_is_read_by_every_language_that_is_written_in_it(voice: str, text: str) -> None:
    assert said(text, voice) == [text]


@pytest.mark.parametrize(
    ('voice', 'text'), [('th', 'สวัสดีครับ'), ('he', 'שָׁלוֹם'), ('ta', 'வணக்கம்'), ('fa', 'سَلَام'), ('hi', 'नमस्ते')]
)
def test_signs_above_and_below_letters_stay_in_their_words(voice: str, text: str) -> None:
    assert said(text, voice) == [text]


def test_stops_of_other_alphabets_end_sentences() -> None:
    assert said('你好，世界！今天很好。', 'cmn') == ['你好, 世界!', '今天很好.']
    assert said('سلام، دوست؟ خوب۔', 'fa') == ['سلام, دوست?', 'خوب.']


@pytest.mark.parametrize(
    ('voice', 'text', 'sentence'),
    [
        ('en-us', 'สวัสดีครับ', 'This text is in Thai, which this voice does not read; th does.'),
        ('en-us', 'Привет всем', 'in Cyrillic letters, which this voice does not read; ru, uk and bg do.'),
        ('ko', 'नमस्कार', 'in Devanagari, which this voice does not read; hi, mr and kok do.'),
        ('en-us', 'გამარჯობა', 'This text is in Georgian, which no voice here reads.'),
        ('ja-hrkt', '日本語を話します', 'This text is in Japanese with kanji, which no voice here reads.'),
        ('cmn', 'こんにちは', 'This text is in Japanese, which this voice does not read; ja-hrkt does.'),
    ],
)
def test_letters_that_a_voice_does_not_read_are_told_with_those_who_do(voice: str, text: str, sentence: str) -> None:
    with pytest.raises(NoVoice) as told:
        said(text, voice)
    assert sentence in str(told.value)


def test_others_than_those_of_the_engine_are_offered() -> None:
    own = [Voice('own', 'Own', 'en-us', 'unknown', 'here')]
    with pytest.raises(NoVoice, match=r'this voice does not read; th does\.$'):
        read(Speech('สวัสดี', 'own'), own, everybody=lambda: VOICES)


def test_a_word_in_other_letters_inside_of_a_text_is_told() -> None:
    text = 'In Moscow they say привет to each other, and π is a letter. <phoneme ph="θɪŋ">thing</phoneme>'
    assert read(Speech(text, 'en-us'), VOICES).notes == ('This voice does not read letters as in “привет”.',)


@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
@pytest.mark.parametrize(('voice', 'text'), [('classic-cmn', '你好'), ('classic-ja', 'こんにちは')])
def test_the_classic_voices_of_asia_say_no_english_digits_and_letters(
    voice: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[list[str]]()
    run = Classic._run

    def seen(self: Classic, wish: list[str], text: str) -> bytes:
        asked.append(wish)
        return run(self, wish, text)

    monkeypatch.setattr(Classic, '_run', seen)
    list(Classic(Path('nowhere')).speak(Speech(text, voice)))
    by = asked[-1][asked[-1].index('-v') + 1]
    told = subprocess.run(['espeak-ng', '-q', '--ipa', '-v', by, text], capture_output=True, text=True, check=True)
    assert '(en)' not in told.stdout, 'the program falls back to English where it cannot read'
