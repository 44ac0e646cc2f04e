"""Tells people and their programs what becomes of maps: those who made something, and those who follow a map."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, webhooks
from app.drums.map_files import AREA
from models import MapFollow, Song, SongMap, User

READY, DECIDED, SUGGESTED, COMMENTED, VERSION, TAKEN_DOWN = (
    *('drums.map.ready', 'drums.proposal.decided', 'drums.proposal.added', 'drums.comment.added'),
    *('drums.version.added', 'drums.song.taken_down'),
)
NOTIFICATIONS = {
    DECIDED: 'A fix of yours was decided on',
    SUGGESTED: 'Somebody suggests a fix to a map of yours',
    COMMENTED: 'Somebody says something about a map of yours, or one that you follow',
    VERSION: 'A map that you follow has a new version',
    TAKEN_DOWN: 'A song of yours was taken down',
    'drums.role': 'You have a new role',
}
EVENTS = {
    READY: 'A drum map is there',
    DECIDED: 'A fix was decided on',
    SUGGESTED: 'A fix was suggested to a map of yours',
    COMMENTED: 'Something was said about a map',
    VERSION: 'A map has a new version',
}
MOST_TOLD = 500


def page_of(map_id: str) -> str:
    """The address of a map's page."""
    return f'/drums/maps/{map_id}'


def called(song: Song) -> str:
    """A song as it is named in a sentence."""
    return f'“{song.title}” by {song.artist}' if song.artist else f'“{song.title}”'


def tell(
    session: Session,
    user_ids: Iterable[str | None],
    kind: str,
    title: str,
    *,
    body: str = '',
    href: str,
    about: str,
    but: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Tell some people once, in this transaction; `but` is who did it. `data` is what programs are told besides."""
    told = dict.fromkeys(one for one in user_ids if one and one != but)
    there = set(session.scalars(sa.select(col(User.id)).where(col(User.id).in_(list(told)[:MOST_TOLD]))))
    for user_id in (one for one in told if one in there):
        if kind in NOTIFICATIONS:
            entity = kind.rpartition('.')[0]
            notifications.notify(session, user_id, kind, title, body=body, href=href, entity=entity, entity_id=about)
        if kind in EVENTS:
            webhooks.tell(session, user_id, AREA, kind, lambda: {'id': about, 'page': href, **(data or {})})


def followers(session: Session, map_id: str) -> list[str]:
    """Who follows a map, those of longest standing first."""
    rows = sa.select(col(MapFollow.user_id)).where(col(MapFollow.map_id) == map_id)
    return list(session.scalars(rows.order_by(col(MapFollow.created_at)).limit(MOST_TOLD)))


def follow(session: Session, map_id: str, user_id: str | None) -> None:
    """Let somebody who does something with a map follow it."""
    if user_id and session.get(User, user_id) and session.get(MapFollow, (map_id, user_id)) is None:
        session.add(MapFollow(map_id=map_id, user_id=user_id))
        session.flush()


def new_version(session: Session, row: SongMap, song: Song, number: int, words: str, by: str | None) -> None:
    """Tell who follows a map that it has another version; the first one is no news to whoever had it made."""
    if number == 1:
        return
    tell(
        session,
        followers(session, row.id),
        VERSION,
        f'{called(song)} ({row.difficulty_label}) has a new version, {number}',
        body=words,
        href=page_of(row.id),
        about=row.id,
        but=by,
        data={'song_id': song.id, 'version': number, 'changed': words},
    )
