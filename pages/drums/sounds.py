"""What is heard and seen of a version beside its hits: what there is of it, by the words of the components."""

from typing import TypedDict

from app.drums import versions
from app.drums.versions import VersionView
from app.errors import NotFound
from pages.shell.services import run_service


class Sounds(TypedDict):
    """Addresses of what there is, and under which name a file of somebody's own stays in their browser."""

    song: str
    stem: str
    wave: str
    keep: str


async def sounds_of(user_id: str, song_id: str, version: VersionView) -> Sounds:
    """What there is of a version."""
    base = f'/files/drums/versions/{version.id}'
    wave = await run_service(_has_wave, user_id, version.id)
    return Sounds(
        song='',
        stem=f'{base}/stem' if version.has_stem else '',
        wave=f'{base}/assets/waveform' if wave else '',
        keep=song_id,
    )


def _has_wave(user_id: str, version_id: str) -> bool:
    try:
        versions.asset(version_id, 'waveform', user_id)
    except NotFound:
        return False
    return True
