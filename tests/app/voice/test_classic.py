"""The voices of espeak-ng: wishes for sounds reach them, and nothing that somebody writes is taken for one."""

import shutil
import subprocess
from pathlib import Path

import pytest

from app.voice.engines.classic import Classic
from app.voice.phonemes.mnemonics import mnemonics
from app.voice.text import script
from app.voice.text.words import Manner


def asked(text: str, dictionary: dict[str, str] | None = None, language: str = 'en-us') -> str:
    """What the program is given."""
    (sentence,) = script.read(text, Manner(language, f'classic-{language}'), dictionary).sentences
    return Classic(Path('nowhere')).spell(sentence).sounds


def test_a_wish_in_ipa_is_written_as_the_program_wants_it() -> None:
    assert asked('My name is “Geis”.', {'Geis': '/ɡaɪs/'}) == "My name is “[[g'aIs]]”."
    assert asked('Say <phoneme ph="həˈloʊ">hello</phoneme>.') == "Say [[h@'loU]]."
    assert asked('Ich bin Geis.', {'Geis': '/ɡaɪs/'}, 'de') == "Ich bin [[g'aIs]]."


def test_sounds_that_the_program_does_not_know_are_left_to_the_word() -> None:
    assert mnemonics('꭛', 'en-us') == ''


@pytest.mark.parametrize(
    'text', ['A [[g@IS]] b.', '<say-as interpret-as="ordinal">[[x]]</say-as>.', '<sub alias="[[x]]">a</sub> b.']
)
def test_nobody_writes_names_of_sounds(text: str) -> None:
    assert '[[' not in asked(text, {'b': '[[x]]'})


@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
@pytest.mark.parametrize(
    ('ipa', 'language', 'heard'),
    [
        ('/ɡaɪs/', 'en-us', 'ɡˈaɪs'),
        ('/həˈloʊ/', 'en-us', 'həlˈoʊ'),
        ('/ˈkɪliən/', 'en-gb', 'kˈɪliːən'),
        ('/ˈdʒʌdʒ/', 'en-us', 'dʒˈʌdʒ'),
        ('/ˈθɪŋ/', 'en-us', 'θˈɪŋ'),
        ('/vɜːˈsɑːtʃeɪ/', 'en-gb', 'vɜːsˈɑːtʃeɪ'),
        ('/ˈʃøːn/', 'de', 'ʃˈøːn'),
        ('/ɡaɪs/', 'es', 'ɡˈaɪs'),
    ],
)
def test_the_program_says_what_was_wished(ipa: str, language: str, heard: str) -> None:
    text = asked('Zyx', {'Zyx': ipa}, language)
    done = subprocess.run(
        ['espeak-ng', '-q', '--ipa', '-v', language, text], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == heard
