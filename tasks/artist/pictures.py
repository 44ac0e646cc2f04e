"""Makes a sent picture ready for pages: upright, in the colours of screens, without what was written beside it."""

import json
import secrets
from pathlib import Path
from typing import Any

from sqlmodel import Session

from app import files, storage
from app import pictures as sizes
from app.artist import pictures
from app.artist.pictures import KIND, RENDITION
from app.files import NewFile
from app.jobs.runner import Finished, Heartbeat, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch
from models import ArtistPicture

_FETCHED, _MADE = 0.2, 0.9


@handles(KIND)
def make_ready(picture: ArtistPicture, heartbeat: Heartbeat) -> Finished:
    """Make all sizes; the original goes once they are there, with where and when it was taken."""
    made = dict[str, NewFile]()

    def undo() -> None:
        storage.delete(*(file.key for file in made.values()))

    def also(session: Session, row: ArtistPicture) -> None:
        files.release(session, row.id)  # the original: nothing else is needed so far
        for file in made.values():
            files.note(session, file, pictures.need(row))
        pictures.tie(session, row)

    try:
        width, height = _store(picture, heartbeat, made)
    except BaseException:
        undo()
        raise
    renditions = json.dumps({name: file.key for name, file in made.items()})
    values: dict[str, Any] = {'renditions': renditions, 'width': width, 'height': height, 'original_key': None}
    return Finished(values, also=also, undo=undo)


def _store(picture: ArtistPicture, heartbeat: Heartbeat, made: dict[str, NewFile]) -> tuple[int, int]:
    """Make the sizes and store them, each noted in `made` once it lies there; returns width and height in pixels."""
    mark = secrets.token_hex(4)
    with scratch(picture.id, picture.attempts) as folder:
        out = folder / 'sizes'
        out.mkdir()
        fetching = heartbeat.within(0.0, _FETCHED)
        with fetch_to_scratch(picture.original_key or '', folder, fetching) as path:
            heartbeat.report(_FETCHED, 'size')
            width, height = sizes.for_pages(path, out)
        heartbeat.report(_MADE, 'store')
        for one in sorted(out.iterdir()):
            made[one.name] = _put(picture, one, mark)
    return width, height


def _put(picture: ArtistPicture, path: Path, mark: str) -> NewFile:
    key = f'{pictures.AREA}/{RENDITION}/{picture.id}-{mark}-{path.name}'
    size = storage.put(key, path)
    return NewFile(key, RENDITION, size, path.name, lasting=True)
