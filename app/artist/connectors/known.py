"""The platforms that can be connected, and those for which this installation has keys."""

from app.artist.connectors import places
from app.artist.connectors.port import Client, Platform
from app.artist.connectors.soundcloud import SoundCloud
from app.artist.connectors.spotify import Spotify
from app.artist.connectors.youtube import YouTube
from app.config import settings
from app.errors import NotFound

PLATFORMS: dict[str, Platform] = {one.name: one for one in (Spotify(), YouTube(), SoundCloud())}


def get(name: str) -> Platform:
    """A platform by its name; raises NotFound."""
    if name not in PLATFORMS:
        raise NotFound('There is no such platform to connect.')
    return PLATFORMS[name]


def offered() -> list[Platform]:
    """Those for which there are keys."""
    return [one for one in PLATFORMS.values() if places.client(one.name) is not None]


def client(name: str) -> Client:
    """Who we are at a platform; raises NotFound where nobody has entered keys for it."""
    found = places.client(name)
    if found is None:
        raise NotFound(f'{get(name).label} cannot be connected here: whoever runs this server has no key for it.')
    return found


def redirect_uri(name: str) -> str:
    """Where a platform sends people back to; it must be entered there, too."""
    return f'{settings().address}/artist/connect/{name}/callback'
