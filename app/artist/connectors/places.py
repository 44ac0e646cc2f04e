"""Where each platform is asked, or the stand-in that the settings name for all of them."""

from app.artist.connectors.port import Client, Endpoints
from app.config import settings

_PLACES = {
    'spotify': Endpoints(
        'https://accounts.spotify.com/authorize',
        'https://accounts.spotify.com/api/token',
        '',
        'https://api.spotify.com/v1',
    ),
    'youtube': Endpoints(
        'https://accounts.google.com/o/oauth2/v2/auth',
        'https://oauth2.googleapis.com/token',
        'https://oauth2.googleapis.com/revoke',
        'https://www.googleapis.com/youtube/v3',
        'https://youtubeanalytics.googleapis.com/v2',
    ),
    'soundcloud': Endpoints(
        'https://secure.soundcloud.com/authorize',
        'https://secure.soundcloud.com/oauth/token',
        'https://secure.soundcloud.com/sign-out',
        'https://api.soundcloud.com',
    ),
}


def of(platform: str) -> Endpoints:
    """Where a platform is asked."""
    real, stand_in = _PLACES[platform], settings().platforms_address.rstrip('/')
    if not stand_in:
        return real
    base = f'{stand_in}/{platform}'
    return Endpoints(
        f'{base}/authorize',
        f'{base}/token',
        f'{base}/revoke' if real.revoke else '',
        f'{base}/api',
        f'{base}/data' if real.data else '',
    )


def client(platform: str) -> Client | None:
    """Who we are there; None where whoever runs the installation has no key for it."""
    known = settings()
    if platform == 'spotify' and known.spotify_client_id:
        return Client(known.spotify_client_id, known.spotify_client_secret.get_secret_value())
    if platform == 'youtube' and known.youtube_client_id:
        return Client(known.youtube_client_id, known.youtube_client_secret.get_secret_value())
    if platform == 'soundcloud' and known.soundcloud_client_id:
        return Client(known.soundcloud_client_id, known.soundcloud_client_secret.get_secret_value())
    return None
