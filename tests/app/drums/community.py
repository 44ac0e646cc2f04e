"""Songs, maps and people with roles, for the stories of what people do with drum maps."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from app.db import reading, transaction
from app.drums import proposals, songs
from app.drums.drum_map import DrumMap, Hit, Lane, TimingPoint
from app.drums.formats import bsm_writing
from app.drums.map_views import MapView
from app.drums.proposal_views import ProposalView
from models import KarmaEntry, Role, User, UserRole
from models.types import utc_now

BEAT = DrumMap(
    title='Four to the floor',
    artist='The Testers',
    length_ms=8_000,
    timing=(TimingPoint(0.0, 120.0),),
).with_hits([Hit(ms, lane) for ms in range(0, 8_000, 500) for lane in (Lane.KICK, Lane.HIHAT_CLOSED)])


def becomes(user_id: str, role: str) -> str:
    """Give somebody a role, and what it takes to have it."""
    with transaction() as session:
        row = session.scalars(sa.select(Role).where(col(Role.code) == role)).one()
        user = session.get_one(User, user_id)
        user.karma_score, user.phone_verified_at = max(user.karma_score, row.min_karma), utc_now()
        session.add(user)
        session.add(KarmaEntry(user_id=user_id, delta=user.karma_score, reason_code='adjusted'))
        session.add(UserRole(user_id=user_id, role_id=row.id or 0))
    return user_id


def brought(user_id: str, drum_map: DrumMap = BEAT, title: str = '', artist: str = '') -> MapView:
    """A song with one map that somebody brought as a file."""
    return songs.bring(user_id, bsm_writing.write(drum_map), title, artist)


def with_hits(drum_map: DrumMap, *hits: tuple[int, Lane]) -> DrumMap:
    """The same with some more hits."""
    return drum_map.with_hits([*drum_map.hits, *(Hit(ms, lane) for ms, lane in hits)])


def without(drum_map: DrumMap, ms: int) -> DrumMap:
    """The same without what is hit at one moment."""
    return replace(drum_map, hits=tuple(hit for hit in drum_map.hits if hit.ms != ms))


def suggested(
    user_id: str, made: MapView, *hits: tuple[int, Lane], summary: str = 'A snare was missing'
) -> ProposalView:
    """A fix that somebody suggests: some more hits, a snare if none is said."""
    assert made.version_id is not None
    return proposals.submit(user_id, made.version_id, with_hits(BEAT, *(hits or ((1_000, Lane.SNARE),))), summary)


def score(user_id: str) -> tuple[int, int]:
    """Somebody's karma as it is kept on them, and the sum of the ledger."""
    with reading() as session:
        summed = sa.select(sa.func.coalesce(sa.func.sum(col(KarmaEntry.delta)), 0))
        ledger = session.scalar(summed.where(col(KarmaEntry.user_id) == user_id)) or 0
        return session.get_one(User, user_id).karma_score, ledger
