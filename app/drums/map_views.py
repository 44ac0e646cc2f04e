"""Maps as people see them: with who made them and found them right, and what the one who asks may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.drums import people, versions
from models import MapComment, MapEditProposal, MapFollow, MapVersion, Song, SongMap, User


@dataclass(frozen=True, slots=True)
class MapView:
    """One map as a list or its page shows it.

    Attributes
    ----------
    verified_by : who found it right, in words; empty where nobody has.
    may_edit, may_review, may_curate, is_mine, follows : what the user who asks may do and does.
    """

    id: str
    song_id: str
    title: str
    artist: str
    difficulty: str
    state: str
    is_canonical: bool
    version_id: str | None
    version_number: int
    hit_count: int
    created_by: str | None
    by: str
    created_at: datetime
    updated_at: datetime
    verified_by: str
    verified_at: datetime | None
    pending: int
    comments: int
    may_edit: bool
    may_review: bool
    may_curate: bool
    is_mine: bool
    follows: bool


def views(session: Session, rows: list[tuple[SongMap, Song]], user_id: str) -> list[MapView]:
    """These maps as a user sees them, in this order; an empty id is a stranger's."""
    ids = [row.id for row, _ in rows]
    user = session.get(User, user_id) if user_id else None
    reviews = user is not None and people.reviews(session, user)
    curates = user is not None and people.curates(session, user)
    pending, said = _counted(session, MapEditProposal, ids), _counted(session, MapComment, ids)
    current = sa.select(MapVersion).where(col(MapVersion.id).in_([row.current_version_id for row, _ in rows]))
    by_id = {version.id: version for version in session.scalars(current)}
    mine = sa.select(col(MapFollow.map_id)).where(col(MapFollow.map_id).in_(ids), col(MapFollow.user_id) == user_id)
    follows = set(session.scalars(mine))
    called = people.names(session, [one for row, _ in rows for one in (row.created_by, row.verified_by)])
    return [
        _view(
            row, song, by_id.get(row.current_version_id or ''), called,
            pending=pending.get(row.id, 0),
            comments=said.get(row.id, 0),
            may_edit=user is not None and versions.may_edit(session, user, row),
            may_review=reviews,
            may_curate=curates,
            is_mine=bool(user_id) and row.created_by == user_id,
            follows=row.id in follows,
        )
        for row, song in rows
    ]  # fmt: skip


def _counted(session: Session, table: type[MapEditProposal] | type[MapComment], ids: list[str]) -> Mapping[str, int]:
    """How many proposals wait, or how much was said, by the map."""
    if table is MapComment:
        which = sa.select(col(MapComment.map_id), sa.func.count()).where(
            col(MapComment.map_id).in_(ids), col(MapComment.hidden_at).is_(None)
        )
        return {map_id: count for map_id, count in session.execute(which.group_by(col(MapComment.map_id)))}
    waiting = (
        sa.select(col(MapVersion.map_id), sa.func.count())
        .join(MapEditProposal, col(MapEditProposal.map_version_id) == col(MapVersion.id))
        .where(col(MapVersion.map_id).in_(ids), col(MapEditProposal.status) == 'pending')
    )
    return {map_id: count for map_id, count in session.execute(waiting.group_by(col(MapVersion.map_id)))}


def _view(
    row: SongMap, song: Song, version: MapVersion | None, called: Mapping[str | None, str], **more: bool | int
) -> MapView:
    return MapView(
        id=row.id,
        song_id=row.song_id,
        title=song.title,
        artist=song.artist,
        difficulty=row.difficulty_label,
        state=row.state,
        is_canonical=row.is_canonical,
        version_id=row.current_version_id,
        version_number=version.version_number if version is not None else 0,
        hit_count=version.hit_count if version is not None else 0,
        created_by=row.created_by,
        by=called[row.created_by],
        created_at=row.created_at,
        updated_at=row.updated_at,
        verified_by=called[row.verified_by] if row.verified_by else '',
        verified_at=row.verified_at,
        **more,  # type: ignore[arg-type]
    )
