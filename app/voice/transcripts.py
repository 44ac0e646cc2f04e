"""What was heard in a recording, corrected by whoever knows better; what they leave as it was keeps its time."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from app.voice.engines.port import TimedWord, Transcript
from app.voice.errors import NothingToSay
from app.voice.text import clean

SHORTEST_WORD_S = 0.05


def corrected(said: Transcript, text: str) -> Transcript:
    """The words of a text, at the times of those that were heard in their place.

    Raises
    ------
    NothingToSay, TooLong : there is no word in the text, or far too many are.
    """
    words = [word for word in clean.check(text).split() if clean.has_words(word)]
    if not words:
        raise NothingToSay('There is no word in the corrected text: write what is said in the recording.')
    heard = [_plain(word.text) for word in said.words]
    found: list[TimedWord] = []
    matcher = SequenceMatcher(None, heard, [_plain(word) for word in words], autojunk=False)
    for what, first, last, begin, end in matcher.get_opcodes():
        if what == 'equal':
            pairs = zip(words[begin:end], said.words[first:last], strict=True)
            found += [TimedWord(word, old.start, old.end) for word, old in pairs]
        elif begin < end:
            found += _spread(words[begin:end], *_room(said.words, first, last))
    return Transcript(said.language, tuple(found))


def _plain(word: str) -> str:
    return ''.join(sign for sign in word.lower() if sign.isalnum())


def _room(words: Sequence[TimedWord], first: int, last: int) -> tuple[float, float]:
    """From when to when others were said; where none were, the gap between their neighbours, or a little of these."""
    if first < last:
        return words[first].start, words[last - 1].end
    before = words[first - 1] if first else None
    behind = words[first] if first < len(words) else None
    if before and behind:
        return (before.start + before.end) / 2, max((behind.start + behind.end) / 2, before.end)
    if before:
        return (before.start + before.end) / 2, before.end + SHORTEST_WORD_S
    if behind:
        return max(0.0, behind.start - SHORTEST_WORD_S), (behind.start + behind.end) / 2
    return 0.0, SHORTEST_WORD_S


def _spread(words: Sequence[str], start: float, end: float) -> list[TimedWord]:
    """Words over a time, each as long as its letters make likely."""
    total = sum(len(word) for word in words)
    at, found = 0, []
    for word in words:
        begins = start + (end - start) * at / total
        at += len(word)
        found.append(TimedWord(word, begins, start + (end - start) * at / total))
    return found
