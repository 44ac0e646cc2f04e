"""Makes a file of speech: said piece by piece, then brought to its loudness by the audio engine."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.audio.errors import UnsupportedAudio
from app.audio.types import Goal, Measurement
from app.voice.engines.port import Chunk, TimedWord
from app.voice.engines.speaking import Speaking
from app.voice.text.chapters import Chapter, chapters
from app.voice.text.notice import MADE_BY, NOT_A_PERSON

if TYPE_CHECKING:
    from app.audio.files.tags.chapters import Chapters
    from app.audio.types import Outcome

LOUDNESS_LUFS, CEILING_DBTP = -19.0, -1.0
"""What speech in one channel usually has: as loud as −16 LUFS in two."""
SAID, LEVELLED_S = 0.92, 0.007
"""Saying it is so much of the work, where nobody knows better; levelling takes so long of a processor for a second."""

Report = Callable[[float, str], None]
"""Told how much is done, 0 to 1, and what is being done."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What was made.

    Attributes
    ----------
    words : when each is heard, in seconds.
    loudness : as the file was measured.
    explanation : what levelling did.
    chapters : of the headings in the text; its file has them, too.
    """

    seconds: float
    rate: int
    words: tuple[TimedWord, ...]
    loudness: Measurement
    explanation: str
    warnings: tuple[str, ...]
    chapters: tuple[Chapter, ...] = ()


def check_name(target: Path) -> None:
    """See that a clip can be written under this name, before anything is said.

    Raises
    ------
    UnsupportedAudio : the name decides the format, and has none.
    """
    from app.audio.files.result_names import SUFFIXES, choices

    if not any(target.suffix.lower() in suffixes for suffixes in SUFFIXES.values()):
        raise UnsupportedAudio(f'The name of a clip decides its format: let it end with {choices()}.')


def share_of(engine: object) -> float:
    """How much of the work it is to say a text by this engine, so that the time that is left is told right."""
    return engine.work_s / (engine.work_s + LEVELLED_S) if isinstance(engine, Speaking) else SAID


def make(
    chunks: Iterable[Chunk],
    target: Path,
    goal: Goal = Goal(LOUDNESS_LUFS, CEILING_DBTP),  # noqa: B008 - frozen
    report: Report | None = None,
    said_share: float = SAID,
    **how: Any,
) -> Clip:
    """Write speech to a file whose name decides its format; complete and levelled, or not there at all.

    Parameters
    ----------
    said_share : how much of the work it is to say it; levelling is the rest.
    how : what else `app.audio.level` is told.
    """
    from app.audio.files.metadata.marked import add_chapters

    told = report or (lambda done, stage: None)
    with TemporaryDirectory(prefix='.levelmix-', dir=target.parent) as folder:
        said = Path(folder) / 'said.wav'
        words, seconds, rate = _written(chunks, said, lambda done: told(done * said_share, 'speak'))
        found = chapters(words)
        if found:
            add_chapters(said, of_file(found, seconds), rate)  # levelling brings them into any format
        rest = 1 - said_share
        outcome = levelled(said, target, goal, lambda done, stage: told(said_share + done * rest, stage), **how)
    return Clip(seconds, rate, words, outcome.output, outcome.explanation, outcome.warnings, found)


def levelled(made: Path, target: Path, goal: Goal, report: Report, **how: Any) -> 'Outcome':
    """Bring a sound to its loudness, in the format of its name; it is there whole then, or not at all."""
    from app.audio.files import probe
    from app.audio.files.result_names import named
    from app.audio.pipeline import level

    draft = made.with_name(f'clip{target.suffix}')
    form = named(probe(made), target) or 'wav'
    outcome = level(made, draft, goal, lambda progress: report(progress.overall, progress.stage), to=form, **how)
    draft.replace(target)
    return outcome


def _written(
    chunks: Iterable[Chunk], said: Path, report: Callable[[float], None]
) -> tuple[tuple[TimedWord, ...], float, int]:
    """Write speech as it comes; returns its words, its length in seconds, and its rate."""
    import soundfile

    words, frames, stream = list[TimedWord](), 0, None
    with ExitStack() as opened:
        for chunk in chunks:
            if stream is None:
                stream = opened.enter_context(soundfile.SoundFile(said, 'w', chunk.rate, 1, 'FLOAT'))
                stream.artist, stream.comment = MADE_BY, NOT_A_PERSON
            stream.write(chunk.sound)
            frames += len(chunk.sound)
            words += chunk.words
            report(chunk.done)
    rate = stream.samplerate if stream is not None else 1
    return tuple(words), frames / rate, rate


def of_file(found: Sequence[Chapter], seconds: float) -> 'Chapters':
    """Chapters as files have them: each ends where the next one begins."""
    from app.audio.files.tags import chapters as of_files

    ends = [*(chapter.start_s for chapter in found[1:]), seconds]
    return tuple(of_files.Chapter(one.start_s, end, one.title) for one, end in zip(found, ends, strict=True))
