"""From the alphabet of the voices to the names that espeak-ng has for sounds, for wishes that are written in IPA."""

_ALIKE = (
    ('ʧ', 'tS'),
    ('ʤ', 'dZ'),
    ('ʦ', 'ts'),
    ('ʣ', 'dz'),
    ('θ', 'T'),
    ('ð', 'D'),
    ('ʃ', 'S'),
    ('ʒ', 'Z'),
    ('ŋ', 'N'),
    ('ɲ', 'n^'),
    ('ɹ', 'r'),
    ('ʁ', 'r'),
    ('ɾ', 'r'),
    ('ɡ', 'g'),
    ('ə', '@'),
    ('ᵊ', '@'),
    ('ɛ', 'E'),
    ('ɪ', 'I'),
    ('ᵻ', 'I'),
    ('ʊ', 'U'),
    ('ʌ', 'V'),
    ('ø', 'Y'),
    ('œ', 'W'),
    ('ç', 'C'),
    ('ˈ', "'"),
    ('ˌ', ','),
    ('ː', ':'),
)
_ENGLISH = (
    ('T', 't'),
    ('A', 'eI'),
    ('I', 'aI'),
    ('O', 'oU'),
    ('Q', 'oU'),
    ('W', 'aU'),
    ('Y', 'OI'),
    ('ɜɹ', '3:'),
    ('əɹ', '3'),
    ('ɜ', '3:'),
    ('ɑ', 'A:'),
    ('ɔ', 'O:'),
    ('i', 'i:'),
    ('u', 'u:'),
    ('æ', 'a'),
    ('ɒ', '0'),
)
_ELSEWHERE = (('ɑ', 'A'), ('ɔ', 'O'))
_NAMES = frozenset("abcdefghijklmnopqrstuvwxyzACDEINOSTUVWYZ0123@^:',")


def mnemonics(sounds: str, language: str) -> str:
    """The sounds as espeak-ng wants them, in the brackets by which it knows them; '' where it knows none of them."""
    table = dict((*_ALIKE, *(_ENGLISH if language[:2] == 'en' else _ELSEWHERE)))
    found, place = [], 0
    while place < len(sounds):
        pair = sounds[place : place + 2]
        step = 2 if pair in table else 1
        named = table.get(pair) or table.get(sounds[place], sounds[place])
        found.append(named if set(named) <= _NAMES else '')
        place += step
    text = ''.join(found).replace('::', ':')
    return f'[[{text}]]' if any(sign.isalpha() for sign in text) else ''
