"""Audio files as float32 blocks, in and out, with everything that is not sound left as it was."""

from pathlib import Path

from app.audio.errors import AudioError
from app.audio.files.decoders import decoder
from app.audio.files.facts import facts, sniff
from app.audio.files.sink import Sink, open_sink
from app.audio.files.source import Source, check
from app.audio.files.target import CODECS
from app.audio.types import Info, Limits

DEFAULT = Limits()

__all__ = ['CODECS', 'Sink', 'Source', 'open_sink', 'open_source', 'probe']


def probe(path: Path, limits: Limits = DEFAULT) -> Info:
    """Facts about a file, without decoding it.

    Raises
    ------
    UnreadableAudio : empty, no audio, or damaged from the start.
    UnsupportedAudio : outside the limits, or of a kind that is not handled.
    """
    info = facts(Path(path), sniff(Path(path)))
    check(info, limits)
    return info


def open_source(path: Path, limits: Limits = DEFAULT) -> Source:
    """Open a file for reading; use it with `with`.

    Raises
    ------
    UnreadableAudio : empty, no audio, or damaged from the start.
    UnsupportedAudio : outside the limits, or of a kind that is not handled.
    """
    path = Path(path)
    kind = sniff(path)
    info = facts(path, kind)
    check(info, limits)
    source = decoder(path, kind, info, limits)
    try:
        check(source.info, limits)
    except AudioError:
        source.close()
        raise
    return source
