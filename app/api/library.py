"""Files of the library: to download, to hear in ranges, and what a player wants to know of one."""

from fastapi import APIRouter, Request, Response

from app import accounts, areas, library, storage
from app.api.delivery import deliver, play
from app.db import reading
from app.installation import flags
from app.library import Item

router = APIRouter(prefix='/files/library')
FRESH = {'Cache-Control': 'no-store'}


@router.head('/{item_id}', include_in_schema=False)
@router.get('/{item_id}')
def download(request: Request, item_id: str) -> Response:
    """A file under its name: ranged and resumable."""
    _, item = _theirs(item_id)
    return deliver(request, item.key, item.name)


@router.get('/{item_id}/sound')
def sound(request: Request, item_id: str) -> Response:
    """A sound as it is, for a browser that asks for the ranges that it needs."""
    user_id, item = _theirs(item_id)
    key, _ = library.sound(user_id, item.id)
    return play(request, key, storage.media_type(key))


@router.get('/{item_id}/track')
def track(item_id: str) -> dict[str, object]:
    """What a player shows of a sound; `item_id` may be that of the job it came out of."""
    user_id, item = _theirs(item_id)
    library.sound(user_id, item.id)
    return {
        'id': item.id,
        'job': '' if item.is_sent else item.job_id,
        'title': item.name,
        'origin': item.area_label,
        'area': item.area,
        'seconds': item.duration_s,
        'lufs': item.loudness_lufs,
        'chapters': [{'title': one.title, 'start': one.start_s} for one in library.chapters(user_id, item.id)],
    }


@router.get('/{item_id}/curve', response_model=None)
def curve(item_id: str) -> Response | dict[str, object]:
    """Its loudness over time: LUFS at equal distances; 204 where nobody has measured it."""
    found = library.curve(_theirs(item_id)[0], item_id)
    return Response(status_code=204, headers=FRESH) if found is None else {'lufs': found}


def _theirs(item_id: str) -> tuple[str, Item]:
    """The visitor, and a file of theirs, unless the area that it is from is switched off for them."""
    user = accounts.current_user('library')
    item = library.get(user.id, item_id)
    with reading() as session:
        for area in areas.each():
            if area.name == item.area:
                flags.check_open(session, user.id, area)
    return user.id, item
