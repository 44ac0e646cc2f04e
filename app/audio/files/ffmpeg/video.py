"""Videos: the sound that goes back beside a picture, and how it gets there. The picture's packets are never touched."""

import heapq
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import av.error

from app.audio.errors import UnsupportedAudio, WriteFailed
from app.audio.files import containers
from app.audio.files.ffmpeg.remux import MUXERS, READERS, packets
from app.audio.files.headers import sniff
from app.audio.files.output_format import HOMES
from app.audio.files.write_errors import sentence
from app.audio.types import Info

NO_DELAY_S = 0.03
"""A sound that begins this early or late begins with the picture: what is less is an encoder's priming."""


def check(like: Info) -> None:
    """Refuse to keep a picture where there is none.

    Raises
    ------
    UnsupportedAudio : as told.
    """
    if not like.video:
        raise UnsupportedAudio('There is no moving picture in this file that could be kept.')


def sound_for(like: Info) -> tuple[Info, str, str]:
    """How the sound of a video is written on its way back to it: the original without its picture, container, codec.

    It keeps its codec where that can be written, else it becomes AAC, or Opus in WebM, which knows no other.
    """
    codec = like.codec
    if like.container == 'webm':
        codec = codec if codec in ('opus', 'vorbis') else 'opus'
    elif codec.startswith('pcm_') and like.container != 'mp4':
        codec = codec if codec in ('pcm_s16', 'pcm_s24') else 'pcm_s24'
        return replace(like, video=False), 'wav', codec
    elif codec.startswith('pcm_'):
        codec = 'alac'
    elif codec not in HOMES or (like.container in ('mp4', 'mov') and codec in ('vorbis', 'wavpack', 'tta', 'mp1')):
        codec = 'aac'
    # Matroska's own head tells how much of AAC is priming, which M4A tells by a list that Matroska does not have.
    home = 'mka' if codec == 'aac' and like.container == 'mkv' else HOMES[codec]
    return replace(like, video=False), home, codec


def put_back(like: Info, sound: Path, home: str, result: Path) -> None:
    """Write a file like the video `like` with another sound in the place of its own (or of the one chosen of several).

    Everything else goes along packet by packet: picture, subtitles, other sounds, chapters, words.

    Raises
    ------
    WriteFailed : the container cannot hold something of it, or the disk refuses.
    """
    kind = sniff(like.path)
    try:
        with (
            containers.opened(like.path, kind) as old,
            av.open(str(sound), format=READERS[home]) as new,
            av.open(str(result), 'w', format=MUXERS[like.container]) as into,
        ):
            into.metadata.update(containers.described(like.path, kind))
            if chapters := old.chapters():
                into.set_chapters(chapters)
            _move(old, new, into, old.streams.audio[like.stream or 0])
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise WriteFailed(f'The sound could not be put back beside the picture: {sentence(error)}') from error


def _move(old: Any, new: Any, into: Any, replaced: Any) -> None:
    """All packets, in the order of their times."""
    made: dict[int, Any] = {}
    sound = new.streams.audio[0]
    for stream in old.streams:
        if stream.type in ('video', 'audio', 'subtitle'):
            one = into.add_stream_from_template(sound if stream is replaced else stream)
            one.metadata.update({key: value for key, value in stream.metadata.items() if key in ('language', 'title')})
            made[stream.index] = one
    kept = [stream for stream in old.streams if stream.index in made and stream is not replaced]
    begins = float((replaced.start_time or 0) * replaced.time_base)
    late = begins if begins > NO_DELAY_S else 0.0
    lanes = (_timed(packets(old, *kept), 0, 0.0), _timed(packets(new, sound), 1, late))
    for _, is_sound, _, packet in heapq.merge(*lanes):
        packet.stream = made[replaced.index if is_sound else packet.stream.index]
        into.mux(packet)


def _timed(lane: Iterator[Any], is_sound: int, late: float) -> Iterator[tuple[float, int, int, Any]]:
    """Packets with their times in seconds (and numbers, so that no two of them are compared), all of them later."""
    for number, packet in enumerate(lane):
        shift = round(late / packet.time_base)
        packet.dts += shift
        packet.pts = None if packet.pts is None else packet.pts + shift
        yield float(packet.dts * packet.time_base), is_sound, number, packet
