"""What the screens of the studio fetch of what was handed over: sounds in ranges, files to the byte, all as one ZIP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app import accounts, storage
from app.api.delivery import deliver, play
from app.api.packing import Archive
from app.runtime.thread_pools import ARCHIVES
from app.studio import delivery_downloads, delivery_readers
from app.studio.delivery_readers import Reader

router = APIRouter(prefix='/files/studio')
FRESH = {'Cache-Control': 'no-store'}
MOST_COMPARED = 4
Id = Annotated[str, Path(max_length=100)]
Word = Annotated[str, Query(max_length=300)]


@router.head('/versions/{version_id}', include_in_schema=False)
@router.get('/versions/{version_id}')
def download(request: Request, version_id: Id) -> Response:
    """A version as it was sent, to the byte: ranged and resumable, under its name."""
    return original(request, _reader(), version_id)


@router.get('/versions/{version_id}/sound')
def sound(request: Request, version_id: Id) -> Response:
    """What is heard of it, levelled, in ranges."""
    return heard(request, _reader(), version_id)


@router.get('/versions/{version_id}/look')
def look(version_id: Id, response: Response) -> dict[str, Any]:
    """How it looks: its peaks from 0 to 100."""
    response.headers.update(FRESH)
    return delivery_downloads.look(_reader(), version_id)


@router.get('/compare/{version_id}')
def compare(version_id: Id, response: Response, beside: Word = '') -> dict[str, Any]:
    """What a player needs to play a version, and others of its file beside it, equally loud; `beside` are their ids."""
    response.headers.update(FRESH)
    others = [one for one in beside.split(',') if one][: MOST_COMPARED - 1]
    return delivery_downloads.compared(_reader(), [version_id, *others])


@router.get('/compare/{version_id}/{piece_id}/{part}')
def piece(request: Request, version_id: Id, piece_id: Id, part: int) -> Response:
    """A range of the pieces of one of them: the one that `piece_id` names. All lie in one part."""
    reader = _reader()
    delivery_downloads.compared(reader, [version_id, piece_id])
    if part == 0 and _begins(request):
        delivery_downloads.heard(reader, piece_id)
    return play(request, delivery_downloads.pieces(reader, piece_id), 'audio/aac')


@router.get('/archive')
async def archive(session: Word = '', studio: Word = '', client: Word = '') -> Response:
    """All that somebody may download, of one session or altogether, as one ZIP; for a studio that of one client."""
    return await ARCHIVES.call(accounts.visitor().place, _archive, session, studio, client)


def _archive(session: str, studio: str, client: str) -> Response:
    reader = _reader()
    rows = delivery_downloads.rows_of(reader, studio_id=studio, booking_id=session, client=client)
    return zipped(reader, rows)


def zipped(reader: Reader, rows: Any) -> Response:
    """These files of somebody as one ZIP."""
    packed = delivery_downloads.packed(reader, rows)
    made = Archive(reader.who)
    made.add_stored([(one.path, one.key) for one in packed])
    delivery_downloads.downloaded(reader, *(one.version_id for one in packed))
    return made.answer('Files from the studio.zip')


def original(request: Request, reader: Reader, version_id: str) -> Response:
    """A version as it was sent, for who may have it; each beginning of a download is noted."""
    key, name, sha256 = delivery_downloads.original(reader, version_id)
    answer = deliver(request, key, name, sha256)
    if request.method == 'GET' and answer.status_code != 304 and _begins(request):
        delivery_downloads.downloaded(reader, version_id)
    return answer


def heard(request: Request, reader: Reader, version_id: str) -> Response:
    """What is heard of a version; each beginning is noted."""
    key = delivery_downloads.preview(reader, version_id)
    answer = play(request, key, storage.media_type(key))
    if answer.status_code != 304 and _begins(request):
        delivery_downloads.heard(reader, version_id)
    return answer


def _reader() -> Reader:
    return delivery_readers.signed_in(accounts.current_user('studio').id)


def _begins(request: Request) -> bool:
    """Whether this begins a sound or a download, and does not go on with one."""
    return request.headers.get('range', 'bytes=0-').startswith('bytes=0-')
