"""From a text as it was written to sentences as they are said: the one way into this package."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from app.voice.errors import NothingToSay
from app.voice.text import addresses, clean, english, foreign, guess, headings, homographs, markup
from app.voice.text.alphabet import from_ipa
from app.voice.text.english_names import spelled
from app.voice.text.english_numbers import digits, ordinal
from app.voice.text.rules import Rule, followed, rule, words
from app.voice.text.words import Manner, Script, Sentence, Word

MOST_DIGITS, MOST_KEPT = 30, 32
"""Of an ordinal number, and of the dictionaries of users that a process remembers."""
MOST_NAMED, MOST_SHOWN = 6, 40
"""Of tags that mean nothing, and of the signs of their names."""
AFTER_SENTENCE_S, AFTER_LINE_S, AFTER_PARAGRAPH_S = 0.3, 0.45, 0.8
BEFORE_HEADING_S, AFTER_HEADING_S = 1.5, 1.0
_ENDS = re.compile(r'(?:[!?…]|(?<![A-Z])\.|\.\.)["”)]*$')
_BEHIND = re.compile(r'[.,;:!?…)"”\']+(?=\s|$)')
_LINE = re.compile(r'(\n(?:[^\S\n]*\n)*)')
_FINISHED = ('.', '!', '?', '…', ':', ';')


def read(
    text: str,
    manner: Manner,
    dictionary: Mapping[str, str] | None = None,
    speakers: Mapping[str, Manner] | None = None,
    others: Collection[str] = (),
) -> Script:
    """Everything that is said in a text, in order.

    Parameters
    ----------
    manner : how it is said where the text does not say otherwise.
    dictionary : how words are said: another spelling, or IPA between slashes.
    speakers : who says a line that begins with their name and a colon.
    others : languages that are found by themselves, in phrases of their own.

    Raises
    ------
    NothingToSay, BadMarkup, TooLong
    """
    text = headings.marked(clean.check(text))
    entries = tuple(sorted(_tidied(dictionary or {})))
    builder = _Builder(manner)
    for who, part in _by_speaker(text, manner, speakers or {}):
        pieces, unknown = markup.parse(part)
        builder.unknown += unknown
        for piece in pieces:
            if isinstance(piece, markup.Pause):
                builder.pause(piece.seconds)
            else:
                for one in _parted(piece, who.language, others):
                    builder.say(one, who, entries)
                    builder.foreign += [one] if one is not piece and one.language else []
        builder.line_ends('\n\n')
    return builder.script()


def _tidied(dictionary: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for word, said in dictionary.items():
        known, meant = clean.tidied(word).strip(), clean.tidied(said).strip()
        if known and meant:
            yield known, meant


def _parted(said: markup.Said, language: str, others: Collection[str]) -> list[markup.Said]:
    """A stretch of text with its phrases in other languages apart, where it does not say itself in which it is."""
    if said.language or said.say_as or said.ipa or said.alias or not others:
        return [said]
    parts = foreign.parted(said.text, language, others)
    return [replace(said, text=text, language=name) for text, name in parts] if len(parts) > 1 else [said]


def _said_in(said: markup.Said) -> str:
    phrase = ' '.join(said.text.split())[:MOST_SHOWN]
    return f'Said in {guess.NAMES[said.language[:2]]}: “{phrase}”. Put marks like [en]…[/en] around it if it is not.'


class _Builder:
    """Collects words until a sentence ends."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._words: list[Word] = []
        self._sentences: list[Sentence] = []
        self._lead = 0.0
        self._heading: int | None = None  # the sentence that one begins with, while it is read
        self.unknown: list[str] = []
        self.foreign: list[markup.Said] = []

    def say(self, said: markup.Said, who: Manner, entries: tuple[tuple[str, str], ...]) -> None:
        """A stretch of text in one manner; what it begins with may still belong to the word before."""
        signs = _BEHIND.match(said.text)
        if signs and self._words:
            self._words[-1] = followed(self._words[-1], signs.group())
            said = replace(said, text=said.text[signs.end() :])
            if _ENDS.search(self._words[-1].spoken):
                self.end(AFTER_SENTENCE_S)
        manner = replace(who, language=said.language or who.language, rate=min(2.0, max(0.5, who.rate * said.rate)))
        if manner != self._manner:
            self.end(0.0)
            self._manner = manner
        for place, line in enumerate(_LINE.split(clean.readable(said.text))):
            if place % 2:
                self.line_ends(line)
                continue
            if line.startswith(headings.MARK):
                line = line[1:]
                self.end(BEFORE_HEADING_S)
                self._heading = len(self._sentences)
            for word in _words(line, said, manner, entries):
                self._words.append(word)
                if _ENDS.search(word.spoken):
                    self.end(AFTER_SENTENCE_S)

    def line_ends(self, breaks: str) -> None:
        """One or more lines end here; a sentence goes on behind one that does not look like an end."""
        if self._heading is not None:
            self._end_heading(self._heading)
        elif breaks.count('\n') > 1:
            self.end(AFTER_PARAGRAPH_S)
        elif not (self._words and self._goes_on()):
            self.end(AFTER_LINE_S)

    def _end_heading(self, first: int) -> None:
        """The first word of a heading knows its whole title: a chapter begins with it."""
        self.end(AFTER_HEADING_S)
        self._heading = None
        said = [word for sentence in self._sentences[first:] for word in sentence.words]
        title = ' '.join(word.shown for word in said if word.shown)
        if title:
            begins = self._sentences[first]
            words = (replace(begins.words[0], chapter=title), *begins.words[1:])
            self._sentences[first] = replace(begins, words=words)

    def _goes_on(self) -> bool:
        return not self._words[-1].spoken.rstrip().endswith(_FINISHED)

    def pause(self, seconds: float) -> None:
        """Silence that is asked for: what is said before it ends there."""
        self.end(0.0)
        if not self._sentences:
            self._lead += seconds
            return
        last = self._sentences[-1]
        self._sentences[-1] = replace(last, pause=seconds + (last.pause if last.exact else 0.0), exact=True)

    def end(self, pause: float) -> None:
        """The sentence ends here, if one has begun; a longer pause takes the place of a shorter one."""
        if any(clean.has_words(word.spoken) for word in self._words):
            told = homographs.told_apart(self._words) if self._manner.language[:2] == 'en' else self._words
            self._sentences.append(Sentence(tuple(told), self._manner, pause))
        elif self._sentences and not self._sentences[-1].exact:
            self._sentences[-1] = replace(self._sentences[-1], pause=max(pause, self._sentences[-1].pause))
        self._words = []

    def script(self) -> Script:
        """Everything that was collected."""
        self.end(0.0)
        if not self._sentences:
            raise NothingToSay('There is no word in this text that a voice could say: write some.')
        names = [f'<{name[:MOST_SHOWN]}>' for name in dict.fromkeys(self.unknown)]
        more = f' and {len(names) - MOST_NAMED} more' if len(names) > MOST_NAMED else ''
        notes: tuple[str, ...] = (
            (f'Not understood, and not read: {", ".join(names[:MOST_NAMED])}{more}.',) if names else ()
        )
        notes += tuple(_said_in(one) for one in self.foreign[:MOST_NAMED])
        last = self._sentences[-1]
        self._sentences[-1] = replace(last, pause=last.pause if last.exact else 0.0)
        return Script(tuple(self._sentences), notes, self._lead)


_MARKS = ' \t*_'
"""What may stand around the name of a speaker: blanks, and marks of bold type."""


def _by_speaker(text: str, manner: Manner, speakers: Mapping[str, Manner]) -> list[tuple[Manner, str]]:
    """Stretches of text, each with who says it; a name counts until the next one, or a heading, which nobody has."""
    if not speakers:
        return [(manner, text)]
    known = {name.lower(): who for name, who in speakers.items()}
    found: list[tuple[Manner, list[str]]] = [(manner, [])]
    for line in text.splitlines(keepends=True):
        name, colon, rest = line.partition(':')
        who = known.get(name.strip(_MARKS).lower()) if colon else None
        if line.startswith(headings.MARK):
            found.append((manner, [line]))
        elif who is None:
            found[-1][1].append(line)
        else:
            found.append((who, [rest.lstrip(_MARKS)]))
    parts = [(who, ''.join(lines)) for who, lines in found]
    return parts if parts[0][1].strip() else parts[1:]


def _words(line: str, said: markup.Said, manner: Manner, entries: tuple[tuple[str, str], ...]) -> list[Word]:
    language = manner.language
    if said.ipa and (sounds := from_ipa(said.ipa, language)):
        shown = line.strip()
        return [Word(shown, shown, sounds)] if shown else []
    if said.alias:
        shown = line.strip()
        return [
            replace(word, shown=shown if not place else '')
            for place, word in enumerate(words(said.alias, _rules(language, entries)))
        ]
    if said.say_as in _SAY_AS:
        return [Word(part, _SAY_AS[said.say_as](part)) for part in line.split() if clean.has_words(part)]
    return words(line, _rules(language, entries))


def _spell(text: str) -> str:
    kept = [sign for sign in text if sign.isalnum()]
    return ' '.join(
        digits(sign) if sign.isdecimal() else spelled(sign) if sign.upper() != 'A' else 'A.' for sign in kept
    )


def _digits(text: str) -> str:
    return digits(re.sub(r'\D+', ' ', text).strip(), 'zero')


def _ordinal(text: str) -> str:
    kept = re.sub(r'\D', '', text)
    return ordinal(int(kept)) if 0 < len(kept) <= MOST_DIGITS else _digits(text) if kept else text


_SAY_AS: dict[str, Callable[[str], str]] = {
    'characters': _spell,
    'spell-out': _spell,
    'verbatim': _spell,
    'digits': _digits,
    'telephone': _digits,
    'ordinal': _ordinal,
}
"""What plain reading would not find by itself; dates, times, money and numbers it does."""


@lru_cache(MOST_KEPT)
def _rules(language: str, entries: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    own = (_entries(entries, language),) if entries else ()
    if language[:2] == 'en':
        return own + english.rules(british=language == 'en-gb')
    others = (*addresses.rules(language[:2]), *_ELSEWHERE)
    return own + tuple(others)


def _entries(entries: Sequence[tuple[str, str]], language: str) -> Rule:
    """A rule for the words of a dictionary, also where they stand in the genitive."""
    known = {word.lower(): said for word, said in entries}
    names = '|'.join(re.escape(word) for word in sorted(known, key=len, reverse=True))

    def said(found: re.Match[str]) -> str | None:
        meant = known.get(found[1].lower())  # signs that are alike in any case of letters are not all there
        if meant is None or meant.startswith('/'):
            return None if meant is None else found.group()
        return meant + (found[2] or '')

    def phonemes(found: re.Match[str]) -> str:
        meant = known[found[1].lower()]
        return from_ipa(meant, language) + ('z' if found[2] else '') if meant.startswith('/') else ''

    return replace(rule(rf"(?<!\w)({names})(['’]s)?(?!\w)", said, re.IGNORECASE), phonemes=phonemes)


_ELSEWHERE: tuple[Rule, ...] = (
    rule(r'(?<![\w.])\d{1,3}(?:\.\d{3}){1,8}(?:,\d{1,30})?(?![\w.])', lambda found: found.group().replace('.', '')),
    rule(r'(?<![\w.,])-?\d{1,30}(?:[.,]\d{1,30})?\s?[€$£%°]', lambda found: found.group()),
    rule(r'[€$£]\s?\d{1,30}(?:[.,]\d{1,30})?', lambda found: found.group()),
)
"""Elsewhere the front end of the language reads numbers; points between thousands it would take for ends."""
