"""What is made of a text before it is said: how it will be read, how long it will be, and what its clip is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from app.errors import NotAllowed
from app.voice.engines import reading
from app.voice.engines.port import Speaks, Speech, TimedWord, Voice
from app.voice.engines.speaking import Speaking
from app.voice.errors import VoiceError
from app.voice.text.chapters import Chapter, chapters
from app.voice.text.words import Script

TITLE_CHARS = 60
CHARACTERS_A_SECOND = 14.5
"""About so many are said at speed 1."""
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', '-'))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it will be said.

    Attributes
    ----------
    engine : which makes the sound.
    spoken : its sentences, in the words that are said.
    notes : what whoever wrote it should know.
    seconds : how long it will be, about.
    chapters : of its headings, each with when it begins, about.
    """

    engine: str
    title: str
    spoken: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    chapters: tuple[Chapter, ...] = ()


def read(
    speech: Speech, engine: Speaks, own: Sequence[Voice] = (), everybody: reading.Everybody | None = None
) -> Reading:
    """Read a text, with somebody's own voices beside those of the engine; no model is needed for that.

    Parameters
    ----------
    everybody : whom it may be offered to, where this voice does not speak its language.

    Raises
    ------
    NotAllowed
        Nothing can be said of it, or not by this voice.
    """
    try:
        others = engine.languages() if isinstance(engine, Speaking) else ()
        found = reading.read(speech, [*own, *engine.voices()], others, everybody)
    except VoiceError as error:
        raise NotAllowed(str(error).replace('See `levelmix voice voices` for all of them.', '').strip()) from error
    spoken, words, at = tuple(_shown(sentence.spoken) for sentence in found.sentences), list[TimedWord](), found.lead
    for sentence, line in zip(found.sentences, spoken, strict=True):
        words += [TimedWord(word.shown, at, at, word.chapter) for word in sentence.words]
        at += len(line) / CHARACTERS_A_SECOND / speech.speed + sentence.pause
    return Reading(engine.name, _title(found), spoken, found.notes, at, chapters(words))


def shortened(text: str) -> str:
    """The beginning of a text, as the title of what is made of it."""
    line = ' '.join(text.split())
    if len(line) <= TITLE_CHARS:
        return line
    return f'{line[:TITLE_CHARS].rsplit(" ", 1)[0].rstrip(" ,;:.-–—")}…'


def whole(text: str) -> str:
    """A text without halves of signs, as JSON can have them and no file and no database."""
    return text.encode(errors='ignore').decode()


def without_suffix(name: str) -> str:
    """A recording's name, as the title of what is made of it."""
    return shortened(PurePath(name).stem) or 'Recording'


def file_name(title: str, key: str) -> str:
    """What the file of a clip is called; its key has its format."""
    plain = ''.join(sign for sign in title if sign.isprintable()).translate(_NOT_IN_NAMES).strip(' .')
    return f'{plain or "Clip"}{PurePath(key).suffix}'


def _shown(spoken: str) -> str:
    """Two points in a row, for the end of 'p.m.' and of its sentence, are for the engine alone."""
    return spoken[:-1] if spoken.endswith('.M..') else spoken


def _title(script: Script) -> str:
    """Its heading, if it begins with one, or else its first words."""
    if chapter := script.sentences[0].words[0].chapter:
        return shortened(chapter)
    return shortened(' '.join(word.shown for sentence in script.sentences[:12] for word in sentence.words))
