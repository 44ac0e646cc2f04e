"""From the phonetic alphabet that people know to the one that the voices were trained on."""

import re
import unicodedata

_PAIRS = (
    ('t͡ʃ', 'ʧ'),
    ('d͡ʒ', 'ʤ'),
    ('tʃ', 'ʧ'),
    ('dʒ', 'ʤ'),
    ('t͡s', 'ʦ'),
    ('d͡z', 'ʣ'),
    ('g', 'ɡ'),
    ("'", 'ˈ'),
    ('’', 'ˈ'),
    (':', 'ː'),
)
_ENGLISH = (
    ('eɪ', 'A'),
    ('aɪ', 'I'),
    ('oʊ', 'O'),
    ('əʊ', 'Q'),
    ('aʊ', 'W'),
    ('ɔɪ', 'Y'),
    ('ɝ', 'ɜɹ'),
    ('ɚ', 'əɹ'),
    ('r', 'ɹ'),
    ('iː', 'i'),
    ('uː', 'u'),
    ('ɑː', 'ɑ'),
    ('ɔː', 'ɔ'),
    ('ɜː', 'ɜ'),
    ('e', 'ɛ'),
)
_LENGTHS = frozenset({'iː', 'uː', 'ɑː', 'ɔː', 'ɜː', 'e'})
_BRITISH = (*(pair for pair in _ENGLISH if pair[0] not in _LENGTHS), ('e', 'ɛ'))
_VOWEL = 'AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɨɪɯɵɤʉʊʌᵻᵊ'
_BEFORE_A_VOWEL = re.compile(f'(?=[{_VOWEL}])')
SOUNDS = frozenset('AIOQSTWYabcdefhijklmnopqrstuvwxyzæçðøŋœɐɑɒɔɕɖəɚɛɜɟɡɥɨɪɯɰɲɳɴɸɹɻɽɾʁʂʃʈʊʋʌʎʒʔʝʣʤʥʦʧʨβθχᵊᵝᵻꭧˈˌːʰʲ̃ɣɤ ')


def from_ipa(ipa: str, language: str) -> str:
    """The same sounds as the voices know them; what they do not know is left out."""
    text = unicodedata.normalize('NFC', ipa).strip('/[] ')
    own = () if language[:2] != 'en' else _BRITISH if language == 'en-gb' else _ENGLISH
    changes = (*_PAIRS, *own)
    for told, known in changes:
        text = text.replace(told, known)
    text = ''.join(sign for sign in unicodedata.normalize('NFD', text) if sign in SOUNDS)
    return text if 'ˈ' in text else _BEFORE_A_VOWEL.sub('ˈ', text, count=1)
