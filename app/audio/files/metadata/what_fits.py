"""What of all that a file carries another format can hold, and in a few words what it cannot."""

from dataclasses import replace
from typing import Any, NamedTuple

from app.audio.files.tags import id3_frames
from app.audio.files.tags.bounds import MOST_BYTES, MOST_ITEMS
from app.audio.files.tags.common_fields import Picture, Tags
from app.audio.files.tags.mp4_fields import COVERS

ID3 = ('mp3', 'mp2', 'aac', 'wav', 'aiff')
"""Containers whose tags are ID3 frames, so that those of every program have a place."""
PICTURED = (*ID3, 'flac', 'oggflac', 'ogg', 'opus', 'm4a')
"""Those that get pictures."""
BARE = ('w64', 'au', 'ac3', 'eac3')
"""New files of these kinds get no tags."""
WITHOUT_CHAPTERS = (*BARE, 'caf')
FLAC_BLOCK = (1 << 24) - 1
SPARE = 1 << 20
"""What is left for chapters, names and padding, in bytes."""
SPARE_ITEMS = 600
"""What is left for pictures and frames of programs."""
_GEOB_SERATO = 'Serato '


class Room(NamedTuple):
    """How much a format takes: bytes of one picture, of all text, of everything, and items."""

    picture: int
    text: int
    all: int
    items: int
    growth: float = 1.0


WIDE = MOST_BYTES - SPARE
ROOM = {
    'flac': Room(FLAC_BLOCK - SPARE // 4, FLAC_BLOCK - SPARE, WIDE, MOST_ITEMS),
    'ogg': Room(WIDE, WIDE, WIDE, MOST_ITEMS, 4 / 3),
    'opus': Room(WIDE, WIDE, WIDE, MOST_ITEMS, 4 / 3),
    'oggflac': Room(WIDE, WIDE, WIDE, MOST_ITEMS, 4 / 3),
    'm4a': Room(WIDE, WIDE, WIDE, MOST_ITEMS),
}
"""No more than the bounds of what is read: a result is read again. Pictures in comments grow by a third."""
OF_ID3 = Room(WIDE, WIDE, WIDE, id3_frames.MOST_FRAMES)


def fit(found: Tags, container: str) -> tuple[Tags, list[str]]:
    """What goes along, and what is left out."""
    room = ROOM.get(container, OF_ID3)
    left = list(found.lost) + (['chapters'] if found.chapters and container in WITHOUT_CHAPTERS else [])
    frames = found.frames if container in ID3 else []
    left += [] if container in ID3 else list(dict.fromkeys(told(frame) for frame in found.frames))
    if container in BARE:
        left += ['text', *(['pictures'] if found.pictures else [])] if found.text or found.pictures else []
        return Tags(chapters=found.chapters), left
    text, long, bytes_left = list[tuple[str, str]](), list[str](), room.text
    most = room.items - 2 * len(found.chapters) - SPARE_ITEMS
    for name, value in found.text[:most]:
        size = len(value.encode()) + len(name) + 32
        if size > bytes_left:
            long.append(f'{name} (too long)')
        else:
            text.append((name, value))
            bytes_left -= size
    spent = room.text - bytes_left + sum(len(getattr(frame, 'data', b'')) for frame in frames)
    pictures, unseen = _pictures(found.pictures, container, room, room.all - spent)
    left += [*unseen, *dict.fromkeys(long)]
    left += [f'{len(found.text) - most} entries beyond the first {most}'] if len(found.text) > most else []
    return replace(found, text=text, pictures=pictures, frames=frames, lost=[]), left


def _pictures(pictures: list[Picture], container: str, room: Room, free: int) -> tuple[list[Picture], list[str]]:
    """Those that find room, the front cover before all others."""
    kept, left = set[int](), list[str]()
    for number, one in sorted(enumerate(pictures), key=lambda each: each[1].kind != 3):
        size = round(len(one.data) * room.growth)
        name = 'the cover' if one.kind == 3 else 'a picture'
        if container not in PICTURED:
            left.append(name)
        elif container == 'm4a' and one.mime not in COVERS:
            left.append(f'{name} (of the kind {one.mime or "unknown"})')
        elif len(one.data) > room.picture or size > free or len(kept) >= 500:
            left.append(f'{name} (too large: {len(one.data) / (1 << 20):.1f} MB)')
        else:
            kept.add(number)
            free -= size
    return [one for number, one in enumerate(pictures) if number in kept], left


def told(frame: Any) -> str:
    """What a frame is, to the one whose it is."""
    if frame.FrameID == 'GEOB':
        mine = frame.desc.startswith(_GEOB_SERATO)
        return f'Serato’s data ({frame.desc.removeprefix(_GEOB_SERATO)})' if mine else f'the file “{frame.desc}”'
    if frame.FrameID == 'PRIV':
        traktor = frame.owner.upper().startswith('TRAKTOR')
        return 'Traktor’s data (cue points and beat grid)' if traktor else f'the private data of “{frame.owner}”'
    return {'SYLT': 'lyrics with times', 'ETCO': 'the list of events', 'UFID': 'an identifier'}.get(
        frame.FrameID, f'the ID3 frame {frame.FrameID}'
    )
