"""From words to the sounds that voices are asked for, by libraries that are loaded when they are needed."""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec

from app.voice.errors import NoVoice
from app.voice.phonemes.spelling import Spelt
from app.voice.text.words import Sentence

LANGUAGES = ('en-us', 'en-gb', 'es', 'fr', 'hi', 'it', 'pt-br')

Speller = Callable[[Sentence], Spelt]


@cache
def speller(language: str) -> Speller:
    """What turns sentences of a language into sounds.

    Raises
    ------
    EngineMissing : the library is not installed.
    NoVoice : there is none for this language.
    """
    if language in ('en-us', 'en-gb'):
        from app.voice.phonemes.english import English

        return English(british=language == 'en-gb')
    if language in LANGUAGES:
        from app.voice.phonemes.others import Other

        return Other(language)
    raise NoVoice(f'No voice here speaks “{language}”: choose one of {", ".join(LANGUAGES)}.')


def here() -> frozenset[str]:
    """The languages whose libraries are installed; none is loaded."""
    english = find_spec('hibari') is not None
    others = find_spec('piper') is not None
    return frozenset(name for name in LANGUAGES if (english if name[:2] == 'en' else others))


def spell(sentence: Sentence) -> Spelt:
    """The sounds of a sentence, word by word."""
    return speller(sentence.manner.language)(sentence)
