"""Songs, maps and fixes in lists: what each is, and where it is opened."""

from datetime import datetime
from typing import Protocol

from components.drums.words import PROPOSALS, STATES, hits, long, map_address, proposal_address, song_address, tempo
from components.vocabulary.elements import block, link, text
from components.vocabulary.local_time import LocalTime


class SongShown(Protocol):
    """A song as a list shows it; `app.drums.songs.SongView` has these fields."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def artist(self) -> str: ...
    @property
    def bpm(self) -> float | None: ...
    @property
    def length_ms(self) -> int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def difficulties(self) -> tuple[str, ...]: ...


class MapShown(Protocol):
    """A map as a list shows it; `app.drums.maps.MapView` has these fields."""

    @property
    def id(self) -> str: ...
    @property
    def difficulty(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def is_canonical(self) -> bool: ...
    @property
    def version_id(self) -> str | None: ...
    @property
    def version_number(self) -> int: ...
    @property
    def hit_count(self) -> int: ...
    @property
    def by(self) -> str: ...
    @property
    def verified_by(self) -> str: ...
    @property
    def pending(self) -> int: ...


class ProposalShown(Protocol):
    """A fix as a list shows it; `app.drums.proposals.ProposalView` has these fields."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def difficulty(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def by(self) -> str: ...
    @property
    def is_behind(self) -> bool: ...
    @property
    def submitted_at(self) -> datetime: ...
    @property
    def is_mine(self) -> bool: ...


def badge(words: str, tone: str = '') -> None:
    """A short word in a frame; `good` is what was found right."""
    text(words, f'badge-word {tone}', data_testid='badge')


def state_badge(state: str) -> None:
    """How a song or a map stands."""
    badge(STATES.get(state, state), 'good' if state == 'verified' else '')


def song_card(song: SongShown) -> None:
    """Draw it."""
    with block('piece-card', tag='li', data_testid='song-card', data_song=song.id):
        with block('row spread').style('flex-wrap: nowrap'):
            link(song.title, song_address(song.id), 'name')
            state_badge(song.status)
        with block('meta'):
            for fact in (song.artist, tempo(song.bpm), long(song.length_ms), ', '.join(song.difficulties)):
                if fact:
                    text(fact)


def map_card(shown: MapShown) -> None:
    """Draw it, with a drawing of how much is played when."""
    with block('piece-card', tag='li', data_testid='map-card', data_map=shown.id):
        with block('row spread').style('flex-wrap: nowrap'):
            link(shown.difficulty, map_address(shown.id), 'name')
            with block('row'):
                if shown.is_canonical:
                    badge('stands for the song', 'good')
                state_badge(shown.state)
        if shown.version_id:
            source = f'/files/drums/versions/{shown.version_id}/assets/thumbnail'
            block('density', tag='img', src=source, alt='', loading='lazy')
        with block('meta'):
            verified = f'found right by {shown.verified_by}' if shown.verified_by else ''
            waiting = f'{shown.pending} fixes wait' if shown.pending > 1 else '1 fix waits' if shown.pending else ''
            for fact in (f'by {shown.by}', f'version {shown.version_number}', hits(shown.hit_count), verified, waiting):
                if fact:
                    text(fact)


def proposal_row(shown: ProposalShown, *, mine: bool = False) -> None:
    """One line of a list of fixes; `mine` leaves out who suggested it."""
    with block('line', tag='li', data_testid='proposal', data_status=shown.status), block('grow'):
        with block('row spread'):
            link(f'{shown.title}, {shown.difficulty}', proposal_address(shown.id, mine=shown.is_mine), 'strong')
            badge(PROPOSALS[shown.status], {'approved': 'good', 'rejected': 'bad'}.get(shown.status, ''))
        text(shown.summary, 'clamp wrap-any', tag='p')
        with block('row small quiet'):
            text(shown.words, 'number')
            if not mine:
                text(f'by {shown.by}')
            LocalTime(shown.submitted_at)
            if shown.is_behind and shown.status == 'pending':
                text('made for an older version')
