"""What the stories of connected platforms begin with: the double with keys for it, and the way there and back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app import config
from app.artist import connecting, platforms, series
from app.db import reading, transaction
from models import OAuthToken
from models.types import utc_now
from tests import platform_double
from tests.platform_double import CLIENT, SECRET, PlatformDouble


@pytest.fixture
def double(ann: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[PlatformDouble]:
    """All three platforms, and keys for them."""
    with platform_double.platforms() as double:
        for name in ('SPOTIFY', 'YOUTUBE', 'SOUNDCLOUD'):
            monkeypatch.setenv(f'LEVELMIX_{name}_CLIENT_ID', CLIENT)
            monkeypatch.setenv(f'LEVELMIX_{name}_CLIENT_SECRET', SECRET)
        monkeypatch.setenv('LEVELMIX_PLATFORMS_ADDRESS', double.address)
        monkeypatch.setenv('LEVELMIX_OUTBOUND_ALLOW', '127.0.0.1')
        config.forget_settings()
        yield double


def connect(user_id: str, double: PlatformDouble, platform: str = 'youtube') -> connecting.Connected:
    """All the way there and back."""
    asked = f'https://open.spotify.com/artist/{double.accounts["spotify"]}?si=1' if platform == 'spotify' else ''
    brought = double.consent(connecting.begin(user_id, platform, asked))
    return connecting.come_back(user_id, platform, brought['state'], brought['code'])


def row(token_id: str) -> OAuthToken:
    with reading() as session:
        return session.get_one(OAuthToken, token_id)


def change(token_id: str, **values: Any) -> None:
    with transaction() as session:
        session.execute(sa.update(OAuthToken).where(col(OAuthToken.id) == token_id).values(**values))


def runs_out(token_id: str) -> None:
    """Its access token is over."""
    change(token_id, expires_at=utc_now())


def values(user_id: str, platform: str, metric_type: str) -> dict[str, float]:
    with reading() as session:
        found = series.read(session, user_id, platform, metric_type)
        return {day.isoformat(): value for day, value in zip(found.days, found.values, strict=True)}


def ago(days: int) -> str:
    return (utc_now().date() - timedelta(days=days)).isoformat()


def youtube_days(double: PlatformDouble, views: dict[int, float]) -> None:
    double.days = {ago(n): {'views': value, 'estimatedMinutesWatched': 2 * value} for n, value in views.items()}


def health(user_id: str) -> platforms.Health:
    (found,) = platforms.overview(user_id).connections
    return found
