"""From the streams of a FLAC file to the parts of its sound."""

from app.audio.files import layouts
from app.audio.files.maps import flac_frames, foreign_behind, mpeg_frames
from app.audio.files.maps.flac_frames import Frame, Stream
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg


def parts(data: mpeg.Buffer, start: int) -> Parts:
    """The parts of a file whose stream should begin at `start`, behind the tags in front."""
    only = flac_frames.only_stream(data, start)
    if only and len(data) - only[1].at <= only[0].most_bytes and flac_frames.ends(bytes(data[only[1].at :]))[0]:
        return Parts((_part(*only, 0),), ordinary=True)
    made, notes, at_s, behind = list[Part](), list[Note](), 0.0, len(data)
    for stream in flac_frames.streams(data, start):
        part, last = _found(data, stream)
        behind = last + 16
        if part is None:
            continue
        if made:
            notes.append(Note('joined', at_s))
        if part.gap:
            notes.append(Note('lost', at_s, part.gap / stream.rate))
        at_s += part.seconds
        if stream.total > part.gap + part.frames:
            notes.append(Note('short', at_s, (stream.total - part.gap - part.frames) / stream.rate))
        if 0 < stream.total < part.frames:
            more = (part.frames - stream.total) / stream.rate
            notes.append(Note('more', at_s - more, more))
        made.append(part)
    foreign_behind.check(data, behind, mpeg_frames.sound_end(data))
    return Parts(tuple(made), (*notes, *changes(made)))


def _found(data: mpeg.Buffer, stream: Stream) -> tuple[Part | None, int]:
    """The sound of a stream, from its first frame to the last that is whole, and where that last one begins."""
    first = last = None
    for frame in flac_frames.frames(data, stream):
        first, last = first or frame, frame
    if first is None or last is None:
        return None, stream.start
    whole = flac_frames.ends(bytes(data[last.at : min(stream.end, last.at + stream.most_bytes)]))[1]
    if not whole:  # a last frame that was cut off gives nothing
        last = last._replace(size=0)
    part = _part(stream, last, first.first)
    return part if part.frames > 0 else None, last.at


def _part(stream: Stream, last: Frame, first: int) -> Part:
    # A recording of a stream may begin with any number; one that ends where the header says has lost its beginning.
    gap = first if stream.total == last.after else 0
    span = ((stream.begin, stream.end),)
    layout = layouts.usual(stream.channels)
    return Part('flac', stream.rate, layout, span, last.after - first, gap=gap)
