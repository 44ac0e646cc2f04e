"""Audio files as float32 blocks, in and out, with everything that is not sound left as it was."""

from dataclasses import replace
from pathlib import Path

from app.audio.errors import AudioError, UnreadableAudio
from app.audio.files import containers
from app.audio.files.decoding.decoders import decoder, walked
from app.audio.files.headers import facts, mapped, sniff
from app.audio.files.metadata import gapless
from app.audio.files.output_format import CODECS
from app.audio.files.sink import Sink, open_sink
from app.audio.files.source import Source, check
from app.audio.files.tags import bounds
from app.audio.types import Info, Limits

DEFAULT = Limits()
BY_FFMPEG = ('wavpack', 'tta', 'dsf', 'dff', 'amr', 'ac3', 'eac3', 'dts', 'adpcm')
MOST_FLAC_BITS = 24
"""Beyond that libsndfile does not decode FLAC."""

__all__ = ['CODECS', 'Sink', 'Source', 'open_sink', 'open_source', 'probe']


def probe(path: Path, limits: Limits = DEFAULT, stream: int | None = None) -> Info:
    """Facts about a file, without decoding it. `stream` says which of several sounds is meant, from 0.

    Raises
    ------
    UnreadableAudio : empty, no audio, or damaged from the start.
    UnsupportedAudio : outside the limits, or of a kind that is not handled; `SeveralStreams` where one must be chosen.
    """
    _, info = _look(Path(path), stream)
    info = gapless.known(info)
    check(info, limits)
    return info


def open_source(path: Path, limits: Limits = DEFAULT, stream: int | None = None) -> Source:
    """Open a file for reading, or one of several sounds in it; use it with `with`.

    Raises
    ------
    UnreadableAudio : empty, no audio, or damaged from the start.
    UnsupportedAudio : outside the limits, or of a kind that is not handled; `SeveralStreams` where one must be chosen.
    """
    path = Path(path)
    kind, info = _look(path, stream)
    check(info, limits)
    source = gapless.trimmed(decoder(path, kind, info, limits), limits)
    try:
        check(source.info, limits)
    except AudioError:
        source.close()
        raise
    return source


def _look(path: Path, stream: int | None) -> tuple[str, Info]:
    """What kind a file is, and the facts; the kind is 'av:…' where FFmpeg reads it."""
    kind = sniff(path)
    if kind not in containers.MIXED and kind not in BY_FFMPEG:
        info = facts(path, kind)
        plain = containers.Content((containers.Stream(1, info.codec, info.channels, '', ''),), video=False)
        plain.chosen(stream)
        better = kind == 'flac' and (info.bits or 0) > MOST_FLAC_BITS
        return (f'av:{kind}' if better else kind), info
    with mapped(path) as data:
        bounds.check(data, kind)
    try:
        found = containers.content(path, kind)
    except UnreadableAudio:
        if kind not in containers.OWN_READERS:
            raise
        return kind, facts(path, kind)
    chosen = found.chosen(stream)
    codecs = [one.codec for one in found.streams]
    if not found.video and len(codecs) == 1 and codecs[0] in containers.OWN_READERS.get(kind, ()):
        return kind, facts(path, kind)
    info = containers.facts(path, kind, found, chosen)
    parts = walked(path, kind, info)
    if parts and not parts.ordinary and all(part.frames for part in parts.parts):
        info = replace(info, frames=parts.frames(info.sample_rate))
    return f'av:{kind}', info
