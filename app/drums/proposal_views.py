"""Fixes as people see them: what they would change in words, who decided, and whether the map has moved on since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import paging
from app.audio.errors import AudioError
from app.db import reading
from app.drums import differences, people
from app.drums.differences import Difference
from models import MapEditProposal, MapVerificationDecision, MapVersion, Song, SongMap

PAGE_SIZE = 20
GONE = 'This fix does not exist, or its map was deleted.'


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided last: `decision` is approve, reject or needs_changes."""

    decision: str
    notes: str
    by: str
    verifier_id: str | None
    decided_at: datetime
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """One fix.

    Attributes
    ----------
    words : what it changes, like “+12 −3, moved 40 by 8 ms”.
    revision : which writing of it this is; whoever decides says which one they have seen.
    is_behind : whether the map has had another version since.
    """

    id: str
    map_id: str
    song_id: str
    title: str
    artist: str
    difficulty: str
    version_id: str
    version_number: int
    current_version_id: str | None
    is_behind: bool
    summary: str
    words: str
    counts: Mapping[str, Any]
    diff_payload: str
    status: str
    revision: int
    proposer_id: str | None
    by: str
    is_mine: bool
    submitted_at: datetime
    updated_at: datetime
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class Proposals:
    """A page of fixes; `total` counts all."""

    found: list[ProposalView]
    total: int
    page: int
    pages: int


def page_of(user_id: str, which: sa.ColumnElement[bool], order: tuple[Any, ...], page: int) -> Proposals:
    """A page of the fixes that are meant, of songs and maps that are there."""
    there = _joined(sa.select(MapEditProposal)).where(which, *_there())
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(there.subquery())) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        rows = session.scalars(there.order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
        return Proposals(views(session, list(rows), user_id), total, page, pages)


def behind(
    user_id: str, which: sa.ColumnElement[bool], last: paging.Last, limit: int, *, oldest_first: bool = False
) -> list[ProposalView]:
    """The same from one fix on: what is behind `last`, when it was suggested and its id."""
    there = _joined(sa.select(MapEditProposal)).where(which, *_there())
    order = paging.after if oldest_first else paging.behind
    with reading() as session:
        rows = session.scalars(order(there, col(MapEditProposal.submitted_at), col(MapEditProposal.id), last, limit))
        return views(session, list(rows), user_id)


def views(session: Session, rows: list[MapEditProposal], user_id: str) -> list[ProposalView]:
    """These fixes as a user sees them, in this order."""
    ids = [row.id for row in rows]
    about = sa.select(MapVersion, SongMap, Song).join(SongMap, col(SongMap.id) == col(MapVersion.map_id))
    about = about.join(Song, col(Song.id) == col(SongMap.song_id))
    about = about.where(col(MapVersion.id).in_([row.map_version_id for row in rows]))
    by_version = {version.id: (version, on, song) for version, on, song in session.execute(about)}
    decided = sa.select(MapVerificationDecision).where(col(MapVerificationDecision.proposal_id).in_(ids))
    decisions = {one.proposal_id: one for one in session.scalars(decided)}
    people_named = [row.proposer_id for row in rows] + [one.verifier_id for one in decisions.values()]
    called = people.names(session, people_named)
    return [_view(row, by_version[row.map_version_id], decisions.get(row.id), called, user_id) for row in rows]


def _joined(statement: sa.Select[Any]) -> sa.Select[Any]:
    on_version = statement.join(MapVersion, col(MapVersion.id) == col(MapEditProposal.map_version_id))
    on_map = on_version.join(SongMap, col(SongMap.id) == col(MapVersion.map_id))
    return on_map.join(Song, col(Song.id) == col(SongMap.song_id))


def _there() -> tuple[sa.ColumnElement[bool], ...]:
    return (col(SongMap.deleted_at).is_(None), col(Song.deleted_at).is_(None), col(Song.hidden_at).is_(None))


def _view(
    row: MapEditProposal,
    about: tuple[MapVersion, SongMap, Song],
    decision: MapVerificationDecision | None,
    called: Mapping[str | None, str],
    user_id: str,
) -> ProposalView:
    version, on, song = about
    found = _read(row.diff_payload)
    return ProposalView(
        id=row.id,
        map_id=on.id,
        song_id=song.id,
        title=song.title,
        artist=song.artist,
        difficulty=on.difficulty_label,
        version_id=version.id,
        version_number=version.version_number,
        current_version_id=on.current_version_id,
        is_behind=version.id != on.current_version_id,
        summary=row.summary,
        words=differences.summary(found),
        counts=differences.counts(found),
        diff_payload=row.diff_payload,
        status=row.status,
        revision=row.revision,
        proposer_id=row.proposer_id,
        by=called[row.proposer_id],
        is_mine=row.proposer_id == user_id,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        decision=_decision(decision, called),
    )


def _decision(row: MapVerificationDecision | None, called: Mapping[str | None, str]) -> Decision | None:
    if row is None:
        return None
    by = called[row.verifier_id]
    return Decision(row.decision, row.notes, by, row.verifier_id, row.decided_at, row.reversed_at is not None)


def _read(payload: str) -> Difference:
    """What another version has written is shown without its changes."""
    try:
        return differences.from_payload(payload)
    except AudioError:
        return Difference()
