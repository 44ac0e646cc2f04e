"""Pages of artists for stories: with a name and an address, with releases, sounds, and visitors of all kinds."""

import io
import re
from html import unescape
from typing import Any

import numpy as np
import soundfile
import sqlalchemy as sa
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlmodel import col

from app import accounts, api, library
from app.accounts import Visitor
from app.artist import area as area  # so that its pages are there
from app.artist import profiles, releases, showcase
from app.artist.profiles import ProfileView
from app.artist.release_views import ReleaseView
from app.artist.showcase_views import SoundView
from app.db import reading
from models import AuditEntry
from tests.app.limits_support import uploaded

RATE = 44_100
SPOTIFY = 'https://open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3'
YOUTUBE = 'https://www.youtube.com/watch?v=dQw4w9WgXcQ'
FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'


def page_of(user_id: str, slug: str = 'ann', name: str = 'Ann Lee', **more: Any) -> ProfileView:
    """A public page."""
    return profiles.change(user_id, name=name, slug=slug, public=True, **more)


def release_of(user_id: str, title: str = 'Glasshouse', **more: Any) -> ReleaseView:
    """A public release that is heard on two services."""
    links = {'spotify': SPOTIFY, 'youtube': YOUTUBE}
    return releases.make(user_id, title, **{'links': links, 'public': True, 'date': '2026-06-14', **more})


def tone(seconds: float = 3.0, hertz: float = 440.0) -> bytes:
    """A WAV of a tone that is soft for its first half."""
    told = io.BytesIO()
    at = np.arange(int(seconds * RATE)) / RATE
    wave = np.sin(2 * np.pi * hertz * at) * np.where(at < seconds / 2, 0.05, 0.5)
    soundfile.write(told, np.stack([wave, wave], axis=1).astype(np.float32), RATE, format='WAV', subtype='PCM_16')
    return told.getvalue()


def sound_of(user_id: str, seconds: float = 3.0, name: str = 'Night_Drive.wav', **more: Any) -> SoundView:
    """A sound on the page, not made yet."""
    return showcase.add(user_id, sent(user_id, name, tone(seconds)), **more)


def sent(user_id: str, name: str, content: bytes) -> str:
    """Send a file; returns the id that it has in the library."""
    uploaded(user_id, name, content)
    return library.items(user_id, search=name).found[0].id


class Stranger(TestClient):
    """A browser that runs no scripts; it is the visitor while it asks for something, and nobody is afterwards."""

    def __init__(self, who: Visitor) -> None:
        super().__init__(api.create(), follow_redirects=False, headers={'User-Agent': who.agent})
        self._who = who

    def request(self, *args: Any, **more: Any) -> Response:
        """Ask for something."""
        before = accounts.visitor()
        accounts.let_in(self._who)
        try:
            return super().request(*args, **more)
        finally:
            accounts.let_in(before)


def stranger(agent: str = FIREFOX, address: str = '203.0.113.9', token: str = '') -> Stranger:
    """Somebody who looks at a page."""
    return Stranger(Visitor(token, address, agent))


def told(page: Response, testid: str) -> str:
    """What an element of a page says."""
    found = re.search(rf'<(\w+)[^>]*data-testid="{testid}"[^>]*>(.*?)</\1>', page.text, re.DOTALL)
    return ' '.join(unescape(re.sub('<[^>]+>', ' ', found[2])).split()) if found else ''


def logged(action: str) -> int:
    """How often something stands in the log."""
    with reading() as session:
        count = sa.select(sa.func.count()).select_from(AuditEntry).where(col(AuditEntry.action) == action)
        return session.scalar(count) or 0
