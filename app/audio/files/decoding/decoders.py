"""Which decoder reads a file: that of every day where it gives all of the sound, else one that reads it in parts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.audio.errors import UnreadableAudio
from app.audio.files.decoding import flac_decoder, mpeg_decoder, ogg_decoder, pcm_decoder
from app.audio.files.decoding.parted import BLOCK, Decode, PartedSource
from app.audio.files.ffmpeg.av_reader import AvSource
from app.audio.files.headers import PARSERS, parse_pcm
from app.audio.files.maps.all_parts import parts_of
from app.audio.files.maps.parts import Parts
from app.audio.files.pcm import unfinished
from app.audio.files.pcm.reader import PcmSource
from app.audio.files.sndfile import SndSource
from app.audio.files.source import Source
from app.audio.types import Info, Limits

DECODERS: dict[str, Callable[[Path], Decode]] = {
    'flac': flac_decoder.decoder,
    'mp3': mpeg_decoder.decoder,
    'vorbis': ogg_decoder.decoder,
    'opus': ogg_decoder.decoder,
}
OGG = ('vorbis', 'opus', 'oggflac')


def decoder(path: Path, kind: str, info: Info, limits: Limits) -> Source:
    """Open a file of a kind that `sniff` told.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    if kind in PARSERS:
        pcm = parse_pcm(path, kind)
        if pcm.later:
            return PartedSource(info, limits, unfinished.parts(pcm), pcm_decoder.decoder(path, pcm, limits))
        return PcmSource(path, pcm, limits)
    if kind.startswith('av:'):
        kind = kind.removeprefix('av:')
        return AvSource(info, limits, kind, walked(path, kind, info))
    parts = parts_of(path, kind)
    if kind in ('m4a', 'aac'):
        return AvSource(info, limits, kind, parts if parts and parts.parts else None)
    if parts is None or not parts.parts:
        return SndSource(info, limits)
    if info.codec == 'mp2' and parts.ordinary:  # libsndfile guesses how long it is, and ends there
        return AvSource(info, limits, kind)
    return _in_parts(info, limits, parts, DECODERS[kind](path))


def walked(path: Path, kind: str, info: Info) -> Parts | None:
    """The parts of a file that FFmpeg reads; the pages of Ogg are only walked for a sound that is alone in it."""
    if kind in OGG and (info.stream is not None or info.video):
        return None
    parts = parts_of(path, kind)
    return parts if parts and parts.parts else None


def _in_parts(info: Info, limits: Limits, parts: Parts, decode: Decode) -> Source:
    if not parts.ordinary:
        return PartedSource(info, limits, parts, decode)
    try:
        source = SndSource(info, limits, partial(_from, info, limits, parts, decode), parts.frames(info.sample_rate))
    except UnreadableAudio:
        return PartedSource(info, limits, parts, decode)
    source.warnings += parts.warnings
    return source


def _from(info: Info, limits: Limits, parts: Parts, decode: Decode, frame: int) -> Source:
    """The same sound in parts, from a frame on: where the decoder of every day gave up."""
    source = PartedSource(info, limits, parts, decode)
    while source.position < frame and len(source.read(min(frame - source.position, BLOCK))):
        pass
    return source
