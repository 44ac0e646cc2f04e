"""Finds phrases of another language inside a text: whole sentences, and what stands in quotes or brackets.

Rather none than a wrong one: a phrase has to have several small words of its language and none of the other, and must
not look like a name.
"""

import re
from collections.abc import Collection
from itertools import pairwise

from app.voice.text.guess import FREQUENT

LEAST_WORDS, MOST_SIGNS = 2, 400
_ENDS = re.compile(r'[.!?…](?=\s|$)|\n')
_EDGES = ' \t\n"“”«»()'
_LETTERS = re.compile(r'[^\W\d_]+')
_CLOSES = {'“': '”', '«': '»', '"': '"', '(': ')'}
_MORE = {
    'es': 'hola gracias cómo qué dónde estás usted buenos días señor señora quién cuándo muchas me te se mi tu no sí '
    'gusta',
    'fr': 'comment ça va bonjour merci je tu suis est-ce oui non mon ma mes ton ta vos votre où quand quoi très bien '
    'mais était être fait aussi se me te s il vous plaît',
    'it': 'ciao grazie come stai sto bene dove sono sei siamo mi ti si mio mia tuo tua perché quando molto anche buon '
    'buona giorno sera',
    'pt': 'olá obrigado obrigada como você eu tu meu minha onde quando muito bom boa dia noite sim está estou também',
    'en': 'how i my your me so if can will would there their what who when where why all do does did',
}
_KNOWN = {name: FREQUENT[name] | frozenset(_MORE[name].split()) for name in _MORE}
_ACCENTS = {'es': 'ñ¿¡áéíóú', 'fr': 'çéèêàùûœîôë', 'it': 'àèéìòù', 'pt': 'ãõçáâêéíóú', 'en': ''}
_LINKS = frozenset(
    'el la de en un una los las por con para al le les des du et à que dans sur au il lo i gli di e del della dei da o '
    'a os as do em um uma dos das no na se the of and to in it is for on at by mon ma my'.split()
)
"""They stand in names and in loans, too."""
LANGUAGES = {'es': 'es', 'fr': 'fr', 'it': 'it', 'pt': 'pt-br', 'en': 'en-us'}


def parted(text: str, language: str, others: Collection[str]) -> list[tuple[str, str]]:
    """The text in order, each stretch with the language that it is in; '' for that of the voice.

    Parameters
    ----------
    others : languages that can be said here, like `fr` and `pt-br`.
    """
    own = language[:2]
    able = {name for name, full in LANGUAGES.items() if full in others and name != own}
    found: list[tuple[str, str]] = []
    place = 0
    for begin, end in _candidates(text) if able else ():
        if begin >= place and (name := _language(text[begin:end], own, able)):
            found += [(text[place:begin], ''), (text[begin:end], LANGUAGES[name])]
            place = end
    found.append((text[place:], ''))
    stays = any(_LETTERS.search(part) for part, other in found if not other)
    return [one for one in found if one[0]] if stays else [(text, '')]


def _candidates(text: str) -> list[tuple[int, int]]:
    """Where a phrase of its own may stand: sentences, and what is in quotes or brackets."""
    found, place = list[tuple[int, int]](), 0
    for begin, end in pairwise([0, *(match.end() for match in _ENDS.finditer(text)), len(text)]):
        sentence = text[begin:end] if end - begin <= MOST_SIGNS else ''
        bare = sentence.strip(_EDGES)
        if bare and not any(sign in _EDGES[3:] for sign in bare):
            first = begin + sentence.index(bare)
            found.append((first, first + len(bare)))
    while place < len(text):
        closing = _CLOSES.get(text[place])
        end = text.find(closing, place + 1, place + MOST_SIGNS) if closing else -1
        if end > 0:
            found.append((place + 1, end))
            place = end
        place += 1
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _language(phrase: str, own: str, able: Collection[str]) -> str:
    """The language of a phrase; '' for one that may be of the voice's own, or a name."""
    written = _LETTERS.findall(phrase)
    words = [word.lower() for word in written]
    if len(words) < LEAST_WORDS or any(word[0].isupper() for word in written[1:]):
        return ''
    scores = sorted(((_score(words, phrase, name), name) for name in able), reverse=True)
    if not scores:
        return ''
    best, name = scores[0]
    native = sum(word in _KNOWN[own] and word not in _KNOWN[name] for word in words) if own in _KNOWN else 0
    second = scores[1][0] if len(scores) > 1 else 0
    sure = len({word for word in words if word in _KNOWN[name]} - _LINKS) >= 2
    return name if sure and best > second and not native and best * 5 >= len(words) * 2 else ''


def _score(words: list[str], phrase: str, name: str) -> int:
    accents = any(sign in _ACCENTS[name] for sign in phrase.lower())
    return sum(word in _KNOWN[name] for word in words) + accents
