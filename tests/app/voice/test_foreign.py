"""Phrases of another language inside a text: found by themselves where that is clear, and never a name."""

import pytest

from app.voice.text import script
from app.voice.text.words import Manner

ABLE = ('en-us', 'es', 'fr', 'it', 'pt-br')


def read(text: str, language: str = 'en-us') -> list[tuple[str, str]]:
    found = script.read(text, Manner(language, 'somebody'), others=ABLE).sentences
    return [(sentence.manner.language, sentence.spoken.strip('“”"().')) for sentence in found]


@pytest.mark.parametrize(
    ('text', 'language', 'phrase'),
    [
        ('Translate this to French: how are you? (Comment ça va ?)', 'fr', 'Comment ça va?'),
        ('She looked up and said “je ne sais pas” to him.', 'fr', 'je ne sais pas'),
        ('He waved. ¿Dónde está el gato? Nobody knew.', 'es', 'Dónde está el gato?'),
        ('The sign said "non è della città" in red.', 'it', 'non è della città'),
        ('They greet you with «olá, como você está».', 'pt-br', 'olá, como você está'),
    ],
)
def test_a_phrase_that_is_clearly_foreign_is_said_in_its_language(text: str, language: str, phrase: str) -> None:
    found = read(text)
    assert (language, phrase) in found
    assert found[0][0] == 'en-us'


def test_english_inside_of_another_language() -> None:
    assert ('en-us', 'what are you going to do?') in read('Il a dit «what are you going to do?» et rien.', 'fr')


@pytest.mark.parametrize(
    'text',
    [
        'We met in the café (El Niño was on the news).',
        'A trip to “São Paulo” and the "Rue de la Paix".',
        'The movie “La Dolce Vita” is old.',
        'Say "déjà vu" and "à la carte".',
        'It was a “coup de grâce” for them.',
        'Joaquín and (José) came.',
        'Is it “in a no” or “on me”?',
        'He was there. Come on in, no one is here.',
        'Je ne sais pas où il est.',
        'Read “a” and “de”.',
    ],
)
def test_names_loans_and_what_is_short_stay_in_the_language_of_the_text(text: str) -> None:
    assert {language for language, _ in read(text)} == {'en-us'}


def test_whoever_wrote_it_is_told_and_may_say_otherwise() -> None:
    text = 'She said “je ne sais pas” to him.'
    (note,) = script.read(text, Manner('en-us', 'somebody'), others=ABLE).notes
    assert note == 'Said in French: “je ne sais pas”. Put marks like [en]…[/en] around it if it is not.'
    assert {language for language, _ in read(f'[en]{text}[/en]')} == {'en-us'}


def test_a_language_that_nothing_here_reads_is_not_looked_for() -> None:
    found = script.read('He said “je ne sais pas” again.', Manner('en-us', 'somebody'), others=('es',))
    assert {sentence.manner.language for sentence in found.sentences} == {'en-us'}
