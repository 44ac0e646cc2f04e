"""The sounds of a page as their artist has them, and one as everybody may hear it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import standing
from app.db import reading
from app.errors import NotFound
from models import Profile, ShowcaseTrack, Status, User
from models.job import ACTIVE

KIND = 'artist.sound'
STAGES = {
    'fetch': 'Fetching the sound from the storage',
    'cut': 'Cutting the part that is heard',
    'level': 'Levelling it',
    'preview': 'Making what everybody hears',
    'store': 'Storing it',
}
NOT_HEARD = 'There is no sound at this address, or not any more.'


@dataclass(frozen=True, slots=True)
class SoundView:
    """A sound on a page. `duration_s` is how long what is heard of it is, `lufs` how loud, `peaks` how it looks, from 0
    to 100; all unknown until it is made. `notice` says whom to name for it."""

    id: str
    public_id: str
    title: str
    description: str
    release_id: str
    source_kind: str
    source_id: str
    is_public: bool
    is_whole: bool
    starts_at_s: float
    order: int
    status: Status
    percent: int
    error: str
    is_heard: bool
    duration_s: float | None
    lufs: float | None
    peaks: tuple[int, ...]
    notice: str

    @property
    def active(self) -> bool:
        """Whether it is being made, or waits for that."""
        return self.status in ACTIVE

    @property
    def address(self) -> str:
        """Where everybody hears it."""
        return sound_address(self.public_id)


@dataclass(frozen=True, slots=True)
class Heard:
    """A sound that everybody may hear: its storage key, and the address of the page that it stands on."""

    sound: SoundView
    key: str
    artist: str
    slug: str


def sound_address(public_id: str) -> str:
    """Where everybody hears a sound."""
    return f'/embed/{public_id}/sound.mp3'


def listed(user_id: str) -> list[SoundView]:
    """All sounds on somebody's page, in their order."""
    with reading() as session:
        return [view(row) for row in rows(session, user_id)]


def heard(public_id: str) -> Heard:
    """A sound by the id that strangers know.

    Raises
    ------
    NotFound
        There is none, it is not made yet, or it or its page is not public.
    """
    with reading() as session:
        row = session.scalar(sa.select(ShowcaseTrack).where(col(ShowcaseTrack.public_id) == public_id))
        if row is None or row.preview_key is None or not row.is_public or row.user_id is None:
            raise NotFound(NOT_HEARD)
        page = session.scalar(sa.select(Profile).where(col(Profile.user_id) == row.user_id))
        user = session.get(User, row.user_id)
        if page is None or not page.is_public or user is None or standing.is_hidden(user):
            raise NotFound(NOT_HEARD)
        return Heard(view(row), row.preview_key, page.display_name, page.public_profile_slug or '')


def own(user_id: str, sound_id: str) -> str:
    """The storage key of what is heard of one of their own sounds, public or not; raises NotFound."""
    with reading() as session:
        row = session.get(ShowcaseTrack, sound_id)
        if row is None or row.user_id != user_id or row.preview_key is None:
            raise NotFound(NOT_HEARD)
        return row.preview_key


def rows(session: Session, user_id: str) -> list[ShowcaseTrack]:
    """The rows of somebody's sounds, in their order."""
    theirs = sa.select(ShowcaseTrack).where(col(ShowcaseTrack.user_id) == user_id)
    return list(session.scalars(theirs.order_by(col(ShowcaseTrack.display_order), col(ShowcaseTrack.id))))


def view(row: ShowcaseTrack) -> SoundView:
    """A row as its artist has it."""
    return SoundView(
        id=row.id,
        public_id=row.public_id,
        title=row.custom_title,
        description=row.custom_description,
        release_id=row.release_id or '',
        source_kind=row.source_kind,
        source_id=row.source_id,
        is_public=row.is_public,
        is_whole=row.is_whole,
        starts_at_s=row.starts_at_s,
        order=row.display_order,
        status=Status(row.status),
        percent=row.progress_percentage,
        error=row.error_message or '',
        is_heard=row.preview_key is not None,
        duration_s=row.duration_seconds,
        lufs=row.loudness_lufs,
        peaks=tuple(json.loads(row.peaks or '[]')),
        notice=row.notice,
    )


def state(row: ShowcaseTrack) -> dict[str, Any]:
    """What the log says of a sound."""
    names = ('custom_title', 'custom_description', 'is_public', 'is_whole', 'starts_at_s', 'release_id')
    return {name: getattr(row, name) for name in names}


def wave(peaks: Sequence[int], columns: int = 120) -> str:
    """How a sound looks, as the path of a drawing `columns` wide and 100 high; empty where nobody knows."""
    if not peaks:
        return ''
    bounds = [place * len(peaks) // columns for place in range(columns + 1)]
    tall = [max(peaks[start : max(end, start + 1)]) for start, end in pairwise(bounds)]
    return ''.join(f'M{place + 0.5} {50 - one / 2:g}V{50 + max(2, one) / 2:g}' for place, one in enumerate(tall))
