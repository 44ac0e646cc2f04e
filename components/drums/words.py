"""How things of drums are called on screens, and where they are."""

from components.vocabulary import wording

STATES = {'pending': 'being made', 'unverified': 'draft', 'verified': 'verified', 'archived': 'archived'}
SOURCES = {'ai': 'written down by the transcriber', 'manual': 'brought', 'edit': 'edited'}
PROPOSALS = {'pending': 'waits', 'approved': 'accepted', 'rejected': 'not taken', 'withdrawn': 'withdrawn'}
DECISIONS = {'approve': 'accepted it', 'reject': 'did not take it', 'needs_changes': 'asks for changes'}


def song_address(song_id: str) -> str:
    """Where a song is."""
    return f'/drums/songs/{song_id}'


def map_address(map_id: str) -> str:
    """Where a map is played."""
    return f'/drums/maps/{map_id}'


def proposal_address(proposal_id: str, *, mine: bool = True) -> str:
    """Where a fix is looked at: among one's own, or among those to decide on."""
    return f'/drums/{"proposals" if mine else "reviews"}/{proposal_id}'


def clock(ms: int) -> str:
    """A time of a song, as 1:05."""
    return f'{ms // 60_000}:{ms // 1000 % 60:02}'


def tempo(bpm: float | None) -> str:
    """Beats a minute, as short as they can be said."""
    return f'{bpm:.1f}'.rstrip('0').rstrip('.') + ' bpm' if bpm else ''


def long(ms: int | None) -> str:
    """How long a song is."""
    return wording.length(ms / 1000) if ms else ''


def hits(count: int) -> str:
    """How many hits."""
    return '1 hit' if count == 1 else f'{count:,} hits'
