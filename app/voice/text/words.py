"""What a text is taken apart into."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """Something that was written, and how it is said.

    Attributes
    ----------
    shown : as it was written; subtitles have it.
    spoken : what is said, which may be several words; with the punctuation that belongs to it.
    phonemes : how it is said, where the text or a dictionary says so, in the alphabet of the engines.
    sense : which of several sounds is meant, where the words around tell: `VB`, `VBD`, `NN` or `JJ` as in a lexicon,
        or a name of its own.
    chapter : the title of the chapter that begins with it, if one does.
    """

    shown: str
    spoken: str
    phonemes: str = ''
    sense: str = ''
    chapter: str = ''


@dataclass(frozen=True, slots=True)
class Manner:
    """How something is said: in which language, by which voice, how fast."""

    language: str
    voice: str
    rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words up to the next breath.

    Attributes
    ----------
    pause : the silence behind it, in seconds.
    exact : whether somebody asked for just this silence.
    """

    words: tuple[Word, ...]
    manner: Manner
    pause: float
    exact: bool = False

    @property
    def spoken(self) -> str:
        """What is said, as one line."""
        return ' '.join(word.spoken for word in self.words)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole text, ready to be said; `notes` is what whoever wrote it should know, `lead` the silence before it."""

    sentences: tuple[Sentence, ...]
    notes: tuple[str, ...] = ()
    lead: float = 0.0
