"""English, American and British, by the lexicon and the rules of hibari-tts; no network, no other program."""

from threading import Lock

from app.voice.errors import EngineMissing
from app.voice.phonemes.spelling import Spelt
from app.voice.text.words import Sentence

MISSING = 'The library that reads English aloud is not installed. Run `make setup` without SLIM=1, which brings it.'


class English:
    """Turns sentences into sounds; one at a time, because nobody says that the library may be used by two."""

    def __init__(self, *, british: bool) -> None:
        try:
            from hibari.g2p import G2P
        except ImportError:
            raise EngineMissing(MISSING) from None
        self._g2p = G2P(british=british)
        self._lock = Lock()

    def __call__(self, sentence: Sentence) -> Spelt:
        """The sounds of a sentence."""
        text, places = '', []
        marked = ''
        for word in sentence.words:
            spoken = word.spoken.replace('..', '.')
            places.append(len(text))
            text += f'{spoken} '
            marked += f'{_marked(spoken, word.phonemes)} '
        with self._lock:
            tokens = self._g2p.phonemize_tokens(self._g2p.tokenize(marked.strip()))
        return _aligned(sentence, tokens, places)


def _marked(spoken: str, phonemes: str) -> str:
    """The word in the library's own way to name its sounds; nothing that somebody wrote may look like that."""
    spoken = spoken.replace('[', '(').replace(']', ')')
    if not phonemes:
        return spoken
    begin = len(spoken) - len(spoken.lstrip('"“('))
    end = len(spoken.rstrip(';:,.!?—…"”)'))
    return f'{spoken[:begin]}[{spoken[begin:end]}](/{phonemes}/){spoken[end:]}'


def _aligned(sentence: Sentence, tokens: list[object], places: list[int]) -> Spelt:
    sounds, at, starts = '', 0, list[int]()
    for token in tokens:
        text, space = str(getattr(token, 'text', '')), str(getattr(token, 'whitespace', ''))
        while len(starts) < len(places) and at + len(text) > places[len(starts)]:
            starts.append(len(sounds))
        sounds += str(getattr(token, 'phonemes', '') or '') + (' ' if space else '')
        at += len(text) + len(space)
    starts += [len(sounds)] * (len(places) - len(starts))
    last = sentence.words[-1].spoken
    if last.endswith('..') and not sounds.rstrip().endswith('.'):
        sounds = sounds.rstrip() + '.'  # U.S. at the end of a sentence
    return Spelt(sentence, sounds, tuple(starts))
