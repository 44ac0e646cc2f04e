"""What may be chosen: the range of loudness and ceiling, and the presets that come with LevelMix.

This is apart from the rows of presets, so that the command line does not load a database for two numbers.
"""

from app.errors import NotAllowed, NotFound

QUIETEST_LUFS, LOUDEST_LUFS = -40.0, -3.0
LOWEST_CEILING_DBTP, HIGHEST_CEILING_DBTP = -9.0, 0.0
USUAL_CEILING_DBTP = -1.0
NAME_LIMIT = 60
"""The name of a preset."""
SYSTEM_PRESETS = (
    ('Spotify', -14.0, 'Recommended for Spotify streaming'),
    ('YouTube', -14.0, 'Recommended for YouTube uploads'),
    ('Apple Music', -16.0, 'Recommended for Apple Music'),
    ('Broadcast Standard', -23.0, 'EBU R128 broadcast standard'),
    ('Club Ready', -7.0, 'High energy EDM club mix'),
    ('Maximum Impact', -5.0, 'Very loud EDM master'),
)
"""What the first migration puts into the table; a test compares the two."""


def as_typed(name: str) -> str:
    """The name of a preset in one word, as it is typed most easily: apple-music."""
    return '-'.join(name.casefold().replace('-', ' ').split())


def named_loudness(name: str) -> float:
    """The loudness of a system preset, LUFS; its name may be typed in one word.

    Raises
    ------
    NotFound
        There is none of this name; the error lists them.
    """
    for known, lufs, _ in SYSTEM_PRESETS:
        if as_typed(known) == as_typed(name):
            return lufs
    listed = ', '.join(known for known, _, _ in SYSTEM_PRESETS)
    raise NotFound(f'There is no preset called “{name}”. There are: {listed}.')


def check_loudness(lufs: float, ceiling_dbtp: float) -> None:
    """Refuse numbers that no mix should have.

    Raises
    ------
    NotAllowed
        Outside of -40..-3 LUFS or -9..0 dBTP.
    """
    if not QUIETEST_LUFS <= lufs <= LOUDEST_LUFS:
        raise NotAllowed(f'Choose a loudness between {QUIETEST_LUFS:.0f} and {LOUDEST_LUFS:.0f} LUFS.')
    if not LOWEST_CEILING_DBTP <= ceiling_dbtp <= HIGHEST_CEILING_DBTP:
        raise NotAllowed(f'Choose a ceiling between {LOWEST_CEILING_DBTP:.0f} and {HIGHEST_CEILING_DBTP:.0f} dBTP.')
