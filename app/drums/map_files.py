"""The files of a version: the map itself, the drums alone, how the sound looks, half a minute of it, a small drawing.

They are of the version, not of a person: what people made together stays when one of them leaves.
"""

import tempfile
from functools import lru_cache
from pathlib import Path

from sqlmodel import Session

from app import files, storage
from app.audio.errors import AudioError
from app.drums.drum_map import DrumMap
from app.drums.formats import bsm, bsm_writing
from app.errors import NotFound
from app.files import Need, NewFile

AREA, USE = 'drums', 'drums.version'
MAP, STEM = 'map', 'stem'
LOST = 'The file of this version is no longer there. Choose another version of the map.'


def key(version_id: str, role: str, suffix: str) -> str:
    """Where a file of a version lies."""
    return f'{AREA}/{role}/{version_id}{suffix}'


def need(version_id: str) -> Need:
    """A version needs its files, whoever made it."""
    return Need(USE, version_id, None, AREA)


def put_map(version_id: str, drum_map: DrumMap) -> NewFile:
    """Store a map for a version that is about to be written down."""
    with tempfile.TemporaryDirectory(prefix='levelmix-map-') as folder:
        path = Path(folder) / 'map.bsm'
        path.write_bytes(bsm_writing.write(drum_map))
        return put(version_id, MAP, path)


def put(version_id: str, role: str, path: Path) -> NewFile:
    """Store a finished local file (it is moved); `note` writes it down."""
    stored = key(version_id, role, path.suffix)
    return NewFile(stored, role, storage.put(stored, path), lasting=True)


def take_back(*stored: NewFile) -> None:
    """Remove files that nobody has written down."""
    storage.delete(*(one.key for one in stored))


def note(session: Session, version_id: str, file: NewFile) -> None:
    """Write down a stored file, in the transaction that holds its key."""
    files.note(session, file, need(version_id))


def share(session: Session, version_id: str, stored: str, role: str) -> bool:
    """Let another version need a file, too; False where it is gone."""
    return files.use(session, stored, need(version_id), role)


@lru_cache(maxsize=16)
def read(stored: str) -> DrumMap:
    """The map in a stored file, which never changes; raises NotFound where it is gone or cannot be read."""
    data = b''.join(storage.read(stored))
    try:
        return bsm.read(data)
    except AudioError as error:
        raise NotFound(LOST) from error
