"""Spanish, French, Hindi, Italian and Portuguese by the rules of espeak-ng, as piper-tts brings them along (GPL-3)."""

import unicodedata
from threading import Lock

from app.voice.errors import EngineMissing
from app.voice.phonemes.spelling import Spelt, by_share
from app.voice.text.words import Sentence

MISSING = (
    'The library that reads this language aloud is not installed. Run `make setup` without SLIM=1, which brings it.'
)
_ONE_SIGN = (('dʒ', 'ʤ'), ('tʃ', 'ʧ'), ('ts', 'ʦ'), ('dz', 'ʣ'), ('g', 'ɡ'), ('-', ''))
_STOPS, _ENDS = ';:,.!?—…', ';:,.!?…'
BRACKETS = str.maketrans('[]', '()')
"""Two of them would begin the names that the library itself has for sounds."""
_lock = Lock()  # the library holds one language at a time, for the whole process


class Other:
    """Turns sentences of one language into sounds."""

    def __init__(self, language: str) -> None:
        try:
            from piper.phonemize_espeak import EspeakPhonemizer
        except ImportError:
            raise EngineMissing(MISSING) from None
        self._language = language
        self._library = EspeakPhonemizer()

    def __call__(self, sentence: Sentence) -> Spelt:
        """The sounds of a sentence."""
        told = [word.phonemes for word in sentence.words]
        if any(told):
            return self._with_own(sentence)
        sounds = self._sounds(sentence.spoken)
        return Spelt(sentence, sounds, by_share(sentence, sounds))

    def _with_own(self, sentence: Sentence) -> Spelt:
        """Word by word, because some are said as a dictionary tells."""
        sounds, starts = '', []
        for word in sentence.words:
            starts.append(len(sounds))
            own = word.phonemes + word.spoken[len(word.spoken.rstrip(_STOPS)) :]
            sounds += f'{own if word.phonemes else self._sounds(word.spoken)} '
        return Spelt(sentence, sounds.rstrip(), tuple(starts))

    def _sounds(self, text: str) -> str:
        with _lock:
            parts = self._library.phonemize(self._language, text.translate(BRACKETS))
        sounds = unicodedata.normalize('NFC', ' '.join(''.join(part) for part in parts))
        for several, one in _ONE_SIGN:
            sounds = sounds.replace(several, one)
        if text.strip()[-1:] not in tuple(_ENDS):
            sounds = sounds.rstrip('. ')
        return ' '.join(unicodedata.normalize('NFD', sounds).replace('c\u0327', 'ç').split())
