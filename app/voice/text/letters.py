"""In which letters a text is written, and who reads them: one alphabet serves many languages."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

LOOKED_AT = 4000
"""So many signs of a text tell its letters."""
MOST_SHOWN = 24
_LATIN = ''
_KANA, _HAN = 'Japanese', 'Chinese'
_WRITTEN = {
    _HAN: 'zh cmn yue nan wuu ja',
    _KANA: 'ja',
    'Cyrillic letters': 'ru uk be bg mk sr bs hr kk ky mn tg tt ba cv nog uz',
    'Arabic letters': 'ar fa ur sd ug ps',
    'Devanagari': 'hi mr ne kok mai sa',
    'Bengali letters': 'bn as bpy',
    'Greek': 'el grc',
    'Hebrew letters': 'he yi',
    'Thai': 'th',
    'Korean': 'ko',
    'Georgian': 'ka',
    'Armenian': 'hy hyw',
    'Ethiopic letters': 'am ti',
    'Punjabi': 'pa',
    'Gujarati': 'gu',
    'Odia': 'or',
    'Tamil': 'ta',
    'Telugu': 'te',
    'Kannada': 'kn',
    'Malayalam': 'ml',
    'Sinhala': 'si',
    'Burmese letters': 'my shn',
    'Khmer': 'km',
    'Lao': 'lo',
    'Tibetan': 'bo',
    'Mongolian letters': '',
    'Cherokee': '',
}
"""What is said of a text in these letters, and the languages whose voices read them, the likeliest first."""
_READ_BY = {name: languages.split() for name, languages in _WRITTEN.items()}
_CALLED = {
    'CJK': _HAN,
    'HIRAGANA': _KANA,
    'KATAKANA': _KANA,
    'HANGUL': 'Korean',
    'ETHIOPIC': 'Ethiopic letters',
    'GURMUKHI': 'Punjabi',
    'ORIYA': 'Odia',
    'MYANMAR': 'Burmese letters',
} | {name.split()[0].upper(): name for name in _WRITTEN if name not in (_HAN, _KANA, 'Korean')}
"""The letters by the first word of their names in Unicode; all others are read as if they were Latin."""
_ALONE = {'latn': frozenset[str](), 'hrkt': frozenset((_KANA,))}
"""What the name of a language may say of the letters that are read of it: Latin ones, or kana without kanji."""
_TAG = re.compile(r'<[^<>]{0,999}>')
_WORDS = re.compile(r'[^\W\d_]{2,}')


def tongue(language: str) -> str:
    """A language without its country and its letters: `pt` of `pt-br`, `kok` of `kok`."""
    return language.split('-')[0].lower()


@dataclass(frozen=True, slots=True)
class Letters:
    """Letters that are not Latin.

    Attributes
    ----------
    name : what a text in them is said to be in.
    all : every kind that has to be read.
    """

    name: str
    all: frozenset[str]

    def read_by(self, language: str) -> bool:
        """Whether a voice of this language reads them."""
        alone = [_ALONE[part] for part in language.lower().split('-')[1:] if part in _ALONE]
        if alone:
            return self.all <= alone[0]
        return all(tongue(language) in _READ_BY[one] for one in self.all)

    def place(self, language: str) -> int:
        """How likely a text in them is in this language, among those that are written so: the lower, the likelier."""
        return min(_READ_BY[one].index(tongue(language)) for one in self.all)


def most(text: str) -> Letters | None:
    """The letters that most of a text has; None where these are Latin ones."""
    counts = Counter(_called(sign) for sign in text[:LOOKED_AT] if sign.isalpha())
    total, han = counts.total(), counts[_HAN]
    if counts[_KANA]:  # which Chinese is written without
        counts[_KANA] += counts.pop(_HAN, 0)
    name, count = max(counts.items(), key=lambda one: one[1], default=(_LATIN, 0))
    if name == _LATIN or count * 2 <= total:
        return None
    return Letters(f'{name} with kanji', frozenset((name, _HAN))) if name == _KANA and han else _one(name)


def _one(name: str) -> Letters:
    return Letters(name, frozenset((name,)))


def unread(text: str, languages: Collection[str]) -> str:
    """The first words in letters that none of these languages reads; '' where there are none."""
    for found in _WORDS.finditer(_TAG.sub(' ', text[:LOOKED_AT])):
        kinds = {_called(sign) for sign in found.group()} - {_LATIN}
        if kinds and not any(Letters('', frozenset(kinds)).read_by(one) for one in languages):
            return found.group()[:MOST_SHOWN]
    return ''


@lru_cache(4096)
def _called(sign: str) -> str:
    first = unicodedata.name(sign, '').partition(' ')[0]
    return _CALLED.get(first.partition('-')[0], _LATIN)
