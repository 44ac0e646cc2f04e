"""What a file is, from its bytes alone: no decoder runs here, so any process may ask."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.audio.errors import AudioError, UnreadableAudio, UnsupportedAudio
from app.audio.files import layouts, signatures
from app.audio.files.byte_source import mapped as mapped
from app.audio.files.maps import flac_frames, foreign_behind, mpeg_frames, ogg_pages
from app.audio.files.maps.all_parts import parts_of
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.pcm import aiff, au, caf, unfinished, w64, wav
from app.audio.files.pcm.reader import Pcm
from app.audio.files.spliced import Spliced
from app.audio.files.tags import bounds, mutagen_types
from app.audio.types import Info, Role

READABLE = (
    'WAV, RF64, W64, AIFF, CAF, AU, FLAC, WavPack, TTA, DSD, MP3, MP2, OGG, Opus, AAC, ALAC, AC-3, DTS and AMR, '
    'and the sound of MP4, MOV, MKV and WebM'
)

FOREIGN = {
    b'\x30\x26\xb2\x75': 'a WMA file',
    b'MAC ': "a Monkey's Audio file",
    b'MThd': 'a MIDI file',
    b'PK\x03\x04': 'a ZIP archive',
    b'%PDF': 'a PDF document',
    b'\x89PNG': 'a picture',
    b'\xff\xd8\xff\xe0': 'a picture',
    b'FLV\x01': 'a Flash video',
}

TS_SYNC, TS_BYTES = 0x47, 188
"""What each packet of a transport stream begins with, and how long it is (ISO 13818-1, 2.4.3.2)."""

PARSERS: dict[str, Callable[[Path], Pcm]] = {
    'wav': wav.parse,
    'aiff': aiff.parse,
    'w64': w64.parse,
    'caf': caf.parse,
    'au': au.parse,
}
"""Parsers of files of plain samples, by what `sniff` says."""


def sniff(path: Path) -> str:
    """Tell the kind of a file by its first bytes: 'wav' 'w64' 'aiff' 'caf' 'flac' 'vorbis' 'opus' 'm4a' 'aac' 'mp3'.

    Raises
    ------
    UnreadableAudio : empty, unreadable, or no audio.
    UnsupportedAudio : audio or something else that is known, but not handled here.
    """
    try:
        with path.open('rb') as file:
            head = file.read(512)
    except OSError as error:
        raise UnreadableAudio(f'The file could not be opened ({error.strerror}): upload it again.') from error
    if not head:
        raise UnreadableAudio('This file is empty: it has no bytes at all.')
    if head[:4] in (b'RIFF', b'RF64', b'BW64') and head[8:12] == b'WAVE':
        return 'adpcm' if wav.is_packed(path) else 'wav'
    if found := signatures.told(head):
        return found
    if head[:16] == w64.RIFF and head[24:40] == w64.WAVE:
        return 'w64'
    if head[:4] == b'FORM' and head[8:12] in (b'AIFF', b'AIFC'):
        return 'aiff'
    if head[:4] == b'caff':
        return 'caf'
    if head[:4] == b'OggS':
        return _sniff_ogg(head)
    if head[4:8] == b'ftyp':
        return 'm4a'
    if foreign := _foreign(head):
        raise UnsupportedAudio(f'This is {foreign}; LevelMix reads {READABLE}.')
    return _sniff_stream(path)


def _foreign(head: bytes) -> str | None:
    if head[:4] == b'RIFF' and head[8:12] == b'AVI ':
        return 'an AVI video'
    if head[0] == TS_SYNC and head[TS_BYTES : TS_BYTES + 1] == head[2 * TS_BYTES : 2 * TS_BYTES + 1] == head[:1]:
        return 'an MPEG transport stream'
    return next((what for magic, what in FOREIGN.items() if head.startswith(magic)), None)


def _sniff_ogg(head: bytes) -> str:
    if b'\x01vorbis' in head:
        return 'vorbis'
    if b'OpusHead' in head:
        return 'opus'
    if b'\x7fFLAC' in head:
        return 'oggflac'
    raise UnsupportedAudio('This OGG file has none of Vorbis, Opus and FLAC in it: save it as one of them.')


def _sniff_stream(path: Path) -> str:
    """Kinds without a header of their own, behind ID3 tags and a little garbage."""
    with mapped(path) as data:
        at = mpeg.skip_id3(data)
        if data[at : at + 4] == b'fLaC':
            return 'flac'
        if _adts(data, at):
            return 'aac'
        if found := signatures.dolby(data, at):
            return found
        if at and bytes(data[at : at + 4]) in (b'RIFF', b'RF64', b'FORM', b'caff'):
            raise UnsupportedAudio('A tag stands in front of this file, where none belongs: take it out with a tagger.')
        if mpeg_frames.start(data) is not None:
            return 'mp3'
        if kind := _sniff_far(data, at):
            return kind
    raise UnreadableAudio(f'There is no audio in this file that could be read; LevelMix reads {READABLE}.')


def _sniff_far(data: mpeg.Buffer, at: int) -> str:
    """Streams that can be known again behind whatever stands in front, and are read from there; else ''."""
    if at < len(data) and flac_frames.streams(data, at, min(at + mpeg_frames.REACH, len(data))):
        return 'flac'
    begin = ogg_pages.first(data, at, at + mpeg_frames.REACH)
    if begin is not None:
        return _sniff_ogg(bytes(data[begin : begin + 512]))
    found = foreign_behind.first(data, at, len(data))
    if found and found[0] not in ('AAC', 'AC-3'):
        raise UnsupportedAudio(
            f'{found[1] - at:,} bytes that are no sound stand in front of this file ({found[0]}): take them out first.'
        )
    return (signatures.dolby(data, found[1]) or 'aac') if found else ''


def _adts(data: mpeg.Buffer, at: int) -> bool:
    """Whether three ADTS frames of AAC follow each other at `at` (ISO 13818-7, 6.2)."""
    for _ in range(3):
        head = bytes(data[at : at + 7])
        if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0:
            return False
        at += (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return True


@contextmanager
def _guarded(what: str) -> Iterator[None]:
    """Whatever a parser trips over in a damaged file becomes one sentence."""
    try:
        yield
    except (AudioError, MemoryError):
        raise
    except Exception as error:
        raise UnreadableAudio(f'This {what} file is damaged: its header makes no sense.') from error


def facts(path: Path, kind: str) -> Info:
    """Facts about a file of a kind that `sniff` told; limits are not checked here.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : damaged beyond use, or with something inside that is not handled or too much.
    """
    with _guarded(kind.upper()):
        with mapped(path) as data:
            bounds.check(data, kind)
        if kind in PARSERS:
            pcm = parse_pcm(path, kind)
            frames = unfinished.parts(pcm).frames(pcm.sample_rate) if pcm.later else None
            return pcm.info(path) if frames is None else replace(pcm.info(path), frames=frames)
        return _COMPRESSED[kind](path)


def parse_pcm(path: Path, kind: str) -> Pcm:
    """The full description of a file of plain samples; errors as in `facts`."""
    with _guarded(kind.upper()):
        pcm = unfinished.completed(path, PARSERS[kind](path))
        with mapped(path) as data:
            end = max(each.start + each.size for each in (pcm, *pcm.later))
            foreign_behind.check(data, end, mpeg_frames.sound_end(data))
        return pcm


def _flac(path: Path) -> Info:
    """STREAMINFO (RFC 9639, 8.2)."""
    found = parts_of(path, 'flac')
    with mapped(path) as data:
        at = found.parts[0].spans[0][0] if found and found.parts else mpeg.skip_id3(data)
        info = bytes(data[at + 8 : at + 8 + 34])
    packed = int.from_bytes(info[10:18], 'big')
    if len(info) < 34 or packed == 0:
        raise UnreadableAudio('This FLAC file is damaged: its header was cut off.')
    rate, channels = packed >> 44, (packed >> 41 & 7) + 1
    bits, frames = (packed >> 36 & 31) + 1, packed & 0xF_FFFF_FFFF
    if frames == 0:
        # A stream that was never closed does not know its length: 5/8 of the plain size is usual.
        frames = max(1, path.stat().st_size * 8 // (channels * bits * 5 // 8 or 1))
    if found and found.parts and not found.ordinary:
        rate, layout = found.parts[0].sample_rate, found.parts[0].layout
        return Info(path, 'flac', 'flac', rate, len(layout), found.frames(rate), layout, bits)
    return Info(path, 'flac', 'flac', rate, channels, frames, layouts.usual(channels), bits)


def _vorbis(path: Path) -> Info:
    return _ogg(path, 'ogg', 'vorbis')


def _opus(path: Path) -> Info:
    return _ogg(path, 'opus', 'opus')


def _ogg(path: Path, container: str, codec: str) -> Info:
    """All pages of the file: the number in the last one tells only how long the last of several streams is."""
    found = parts_of(path, codec)
    if found is None or not found.parts:
        raise UnreadableAudio('No sound could be found in this OGG file: it is empty or damaged.')
    rate, layout = found.parts[0].sample_rate, found.parts[0].layout
    frames = found.frames(rate)
    mean = round(path.stat().st_size * 8 * rate / max(frames, 1))
    return Info(path, container, codec, rate, len(layout), frames, layout, None, found.bit_rate or mean, True)


def _m4a(path: Path) -> Info:
    with mapped(path) as data:
        assert not isinstance(data, memoryview)
        if data.find(b'moov', 0, 1 << 20) < 0 and data.rfind(b'moov') < 0:
            raise UnreadableAudio(
                'This M4A file is damaged: it was never finished or was cut short, '
                'and without its index no sound can be found.'
            )
    found = parts_of(path, 'm4a')
    if found and found.parts:  # of fragments that are damaged, what stands in front of them
        with Spliced(path, found.parts[0].spans[:1]) as front:
            info = mutagen_types.MP4(front).info
    else:
        info = mutagen_types.MP4(path).info
    # Fragmented files do not tell their length: 128 kbit/s is a usual rate to estimate it by.
    told = found.frames(info.sample_rate) / info.sample_rate if found else 0.0
    length = told or info.length or path.stat().st_size / 16_000
    frames = round(length * info.sample_rate)
    layout: tuple[Role, ...] = layouts.usual(info.channels)
    if info.codec == 'alac':
        bits = info.bits_per_sample
        return Info(path, 'm4a', 'alac', info.sample_rate, info.channels, frames, layout, bits, None, None)
    if not info.codec.startswith('mp4a.40'):
        raise UnsupportedAudio(
            f'This M4A or MP4 file has {info.codec_description} audio: only AAC and ALAC are handled.'
        )
    return Info(path, 'm4a', 'aac', info.sample_rate, info.channels, frames, layout, None, info.bitrate or None, True)


def _aac(path: Path) -> Info:
    """Raw AAC frames: counted, because no header knows."""
    found = parts_of(path, 'aac')
    if found is None or not found.parts:
        raise UnreadableAudio('There is no AAC audio in this file: it is damaged or something else.')
    rate, layout = found.parts[0].sample_rate, found.parts[0].layout
    return Info(path, 'aac', 'aac', rate, len(layout), found.frames(rate), layout, None, found.bit_rate, True)


def _mp3(path: Path) -> Info:
    """All frames of the file, whatever its headers say."""
    found = parts_of(path, 'mp3')
    if found is None or not found.parts:
        raise UnreadableAudio('There is no MPEG audio in this file: it is damaged or something else.')
    first = found.parts[0]
    return Info(
        path,
        'mp2' if first.codec == 'mp2' else 'mp3',
        first.codec,
        first.sample_rate,
        len(first.layout),
        found.frames(first.sample_rate),
        first.layout,
        None,
        found.bit_rate,
        found.variable_rate,
    )


_COMPRESSED: dict[str, Callable[[Path], Info]] = {
    'flac': _flac,
    'vorbis': _vorbis,
    'opus': _opus,
    'm4a': _m4a,
    'aac': _aac,
    'mp3': _mp3,
}
