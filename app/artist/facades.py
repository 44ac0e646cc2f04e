"""Players of other services as facades: a poster of ours and a button. Nothing is loaded before it is pressed.

Without scripts, the button is a link to the service.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

FRAMES = (
    'https://www.youtube-nocookie.com',
    'https://player.vimeo.com',
    'https://open.spotify.com',
    'https://w.soundcloud.com',
    'https://bandcamp.com',
)
"""What pages with facades may load in frames: their policy names these."""
LONGEST = 2000
_MARK = 'data-frame="'


@dataclass(frozen=True, slots=True)
class Facade:
    """A player of a service.

    Parameters
    ----------
    service : what it is called.
    page : its address for people.
    frame : its address as a player; empty where the service tells that to the owner of the page alone.
    shape : 'video', or 'sound' for players that are low.
    """

    service: str
    page: str
    frame: str
    shape: str = 'video'

    @property
    def host(self) -> str:
        """From where it is loaded."""
        return urlsplit(self.frame or self.page).netloc

    def html(self, poster: str = '', title: str = '') -> str:
        """It as HTML; `poster` is HTML of ours, `title` what it shows."""
        frame = f' {_MARK}{escape(self.frame)}" data-title="{escape(title or self.service)}"' if self.frame else ''
        named = f'<span class="facade-title">{escape(title)}</span>' if title else ''
        pressed = f'Loads from {escape(self.host)} when you press it' if self.frame else f'Opens {escape(self.host)}'
        link = f'<a class="facade-in" href="{escape(self.page)}" rel="noopener">'
        button = f'<span class="facade-play">Play on {escape(self.service)}</span>'
        return (
            f'<figure class="facade {self.shape}"{frame}>{link}{poster}{named}{button}</a>'
            f'<figcaption>{pressed}</figcaption></figure>'
        )


def has_any(html: str) -> bool:
    """Whether there are facades in this HTML of ours that load a frame: then a page needs script and policy."""
    return _MARK in html


def facade(address: str) -> Facade | None:
    """The player behind an address, as a link or as what stands in a frame; None where it is none that is known."""
    if len(address) > LONGEST:
        return None
    try:
        parts = urlsplit(address.strip())
        host, path = (parts.hostname or '').removeprefix('www.').removeprefix('m.'), parts.path.rstrip('/')
        find = _SERVICES.get(host) or (_bandcamp_page if host.endswith('.bandcamp.com') else None)
        if parts.scheme not in ('https', 'http') or find is None or parts.username or parts.port:
            return None
        return find(path, {name: values[0] for name, values in parse_qs(parts.query).items()}, host)
    except ValueError:
        return None


def _youtube(path: str, query: dict[str, str], host: str) -> Facade | None:
    steps = path.strip('/').split('/')
    found = steps[0] if host == 'youtu.be' else query.get('v', '') if path == '/watch' else steps[-1]
    known = host == 'youtu.be' or path == '/watch' or (len(steps) == 2 and steps[0] in ('embed', 'shorts', 'live'))
    if not known or not re.fullmatch(r'[\w-]{11}', found):
        return None
    starts = re.fullmatch(r'(\d{1,6})s?', query.get('t') or query.get('start') or '')
    at = f'&start={starts[1]}' if starts else ''
    page = f'https://www.youtube.com/watch?v={found}' + (f'&t={starts[1]}s' if starts else '')
    return Facade('YouTube', page, f'https://www.youtube-nocookie.com/embed/{found}?autoplay=1{at}')


def _vimeo(path: str, query: dict[str, str], _: str) -> Facade | None:
    found = re.fullmatch(r'(?:/video)?/(\d{1,12})(?:/([0-9a-f]{6,20}))?', path)
    if found is None:
        return None
    key = found[2] or (query['h'] if re.fullmatch(r'[0-9a-f]{6,20}', query.get('h', '')) else '')
    page = f'https://vimeo.com/{found[1]}' + (f'/{key}' if key else '')
    return Facade(
        'Vimeo', page, f'https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1' + (f'&h={key}' * bool(key))
    )


def _spotify(path: str, _: dict[str, str], __: str) -> Facade | None:
    found = re.fullmatch(
        r'(?:/intl-[a-z]{2})?(?:/embed)?/(track|album|playlist|artist|episode|show)/(\w{10,40})', path, re.ASCII
    )
    if found is None:
        return None
    page = f'https://open.spotify.com/{found[1]}/{found[2]}'
    return Facade('Spotify', page, f'https://open.spotify.com/embed/{found[1]}/{found[2]}', 'sound')


def _soundcloud(path: str, query: dict[str, str], host: str) -> Facade | None:
    if host == 'w.soundcloud.com':
        inside = urlsplit(query.get('url', ''))
        if path != '/player' or inside.hostname not in ('soundcloud.com', 'api.soundcloud.com'):
            return None
        page = f'https://{inside.hostname}{quote(inside.path)}'
    elif re.fullmatch(r'/[\w-]+/(?:sets/)?[\w-]+', path, re.ASCII):
        page = f'https://soundcloud.com{path}'
    else:
        return None
    return Facade(
        'SoundCloud', page, f'https://w.soundcloud.com/player/?url={quote(page, safe="")}&auto_play=true', 'sound'
    )


def _bandcamp(path: str, _: dict[str, str], __: str) -> Facade | None:
    found = re.match(r'/EmbeddedPlayer(?:/v=\d+)?/(album|track)=(\d{1,14})(?:/|$)', path)
    if found is None:
        return None
    player = f'https://bandcamp.com/EmbeddedPlayer/{found[1]}={found[2]}/size=large/tracklist=false/artwork=none/'
    return Facade('Bandcamp', player, player, 'sound')


def _bandcamp_page(path: str, _: dict[str, str], host: str) -> Facade | None:
    """Which player belongs to a page, only Bandcamp knows: it stays a link."""
    found = re.fullmatch(r'/(album|track)/[\w-]+', path, re.ASCII)
    return Facade('Bandcamp', f'https://{host}{path}', '', 'sound') if found else None


_SERVICES: dict[str, Callable[[str, dict[str, str], str], Facade | None]] = {
    'youtube.com': _youtube,
    'music.youtube.com': _youtube,
    'youtu.be': _youtube,
    'youtube-nocookie.com': _youtube,
    'vimeo.com': _vimeo,
    'player.vimeo.com': _vimeo,
    'open.spotify.com': _spotify,
    'soundcloud.com': _soundcloud,
    'w.soundcloud.com': _soundcloud,
    'bandcamp.com': _bandcamp,
}
