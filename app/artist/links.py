"""Links to where music is heard and people are found: each service with its hosts, and what may stand behind a link."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from app.errors import NotAllowed

MOST = 500
"""The most characters of a link."""
_SCHEME = re.compile(r'([a-zA-Z][a-zA-Z0-9+.-]*):(?!\d+(?:/|$))')
"""A scheme, but not a host with a port."""
_HOST = re.compile(r'(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]')
_SPOTIFY = re.compile(r'spotify:(album|track|artist|playlist|episode|show):([A-Za-z0-9]{10,40})')


@dataclass(frozen=True, slots=True)
class Service:
    """Where a link leads. `hosts` are those that it has, with all below them; none for any host."""

    name: str
    label: str
    hosts: tuple[str, ...] = ()
    example: str = ''

    @property
    def page_example(self) -> str:
        """What an artist may write on their own page; nothing where the example is of a release."""
        if self.name in HANDLES:
            return f'Like @you or {HANDLES[self.name].format("you").partition("://")[2].removeprefix("www.")}'
        return '' if self in STREAMING else self.example


STREAMING = (
    Service('spotify', 'Spotify', ('spotify.com', 'spotify.link'), 'open.spotify.com/album/…'),
    Service('apple_music', 'Apple Music', ('music.apple.com', 'itunes.apple.com', 'geo.music.apple.com')),
    Service('youtube', 'YouTube', ('youtube.com', 'youtu.be', 'youtube-nocookie.com'), 'youtu.be/…'),
    Service('soundcloud', 'SoundCloud', ('soundcloud.com',), 'soundcloud.com/you/track'),
    Service('bandcamp', 'Bandcamp', (), 'you.bandcamp.com/album/…'),
    Service('tidal', 'TIDAL', ('tidal.com',), 'tidal.com/album/…'),
    Service(
        'amazon_music', 'Amazon Music', tuple(f'music.amazon.{end}' for end in ('com', 'de', 'co.uk', 'fr', 'it', 'es'))
    ),
    Service('deezer', 'Deezer', ('deezer.com', 'deezer.page.link', 'link.deezer.com'), 'deezer.com/album/…'),
)
"""Where releases are heard, in the order in which they are listed; `<name>_link` is the column of each."""
SOCIAL = (
    Service('website', 'Website', (), 'you.example'),
    Service('instagram', 'Instagram', ('instagram.com',), 'instagram.com/you'),
    Service('tiktok', 'TikTok', ('tiktok.com',), 'tiktok.com/@you'),
    Service('facebook', 'Facebook', ('facebook.com', 'fb.com', 'fb.me'), 'facebook.com/you'),
    Service('x', 'X', ('x.com', 'twitter.com'), 'x.com/you'),
    Service('threads', 'Threads', ('threads.net', 'threads.com'), 'threads.net/@you'),
    Service('mastodon', 'Mastodon', (), 'server.example/@you'),
    Service('twitch', 'Twitch', ('twitch.tv',), 'twitch.tv/you'),
)
PAGE = (*SOCIAL, *STREAMING)
"""What an artist's own page links to."""
BY_NAME = {one.name: one for one in PAGE}
HANDLES = {
    'instagram': 'https://www.instagram.com/{}',
    'tiktok': 'https://www.tiktok.com/@{}',
    'x': 'https://x.com/{}',
    'threads': 'https://www.threads.net/@{}',
    'youtube': 'https://www.youtube.com/@{}',
}
"""Where a name like `@you` leads."""
_HANDLE = re.compile(r'@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,48}[A-Za-z0-9_])?)')
_OWNED = {host: one.name for one in PAGE for host in one.hosts} | {'bandcamp.com': 'bandcamp'}
_NOT_EXAMPLE = 'Write a whole web address, like https://example.org/song.'


def read(typed: str, service: str = '') -> str:
    """A link as it is kept: with its scheme, and that of the service where one is named. Empty for nothing.

    A name alone, like `@you`, is taken where the service has an address for each.

    Raises
    ------
    NotAllowed
        It is no web address, or leads to another service.
    """
    text = typed.strip()
    if not text:
        return ''
    if found := _SPOTIFY.fullmatch(text):
        text = f'https://open.spotify.com/{found[1]}/{found[2]}'
    if service in HANDLES and (found := _HANDLE.fullmatch(text)):
        text = HANDLES[service].format(found[1])
    parts = _parts(text)
    host = parts.hostname or ''
    known = service_of(host)
    if service in BY_NAME:
        _check_host(BY_NAME[service], host, known)
    scheme = 'https' if known else parts.scheme
    return urlunsplit((scheme, parts.netloc, parts.path, parts.query, parts.fragment))


def service_of(host: str) -> str:
    """The name of the service that a host belongs to; empty for none that is known."""
    labels = host.lower().split('.')
    return next((found for at in range(len(labels)) if (found := _OWNED.get('.'.join(labels[at:])))), '')


def host_of(link: str) -> str:
    """What people read of where a link leads."""
    return (urlsplit(link).hostname or '').removeprefix('www.')


def _parts(text: str) -> SplitResult:
    if len(text) > MOST:
        raise NotAllowed(f'A link has up to {MOST} characters.')
    if any(one.isspace() or not one.isprintable() or one in '<>"\\^`{|}' for one in text):
        raise NotAllowed(f'There are characters in it that no link has. {_NOT_EXAMPLE}')
    scheme = _SCHEME.match(text)
    if scheme and scheme[1].lower() not in ('http', 'https'):
        raise NotAllowed(f'Links begin with https://, not with {scheme[1].lower()[:20]}:.')
    whole = text if scheme else f'https://{text.lstrip("/")}'
    try:
        parts = urlsplit(whole)
        port = parts.port
    except ValueError as error:
        raise NotAllowed(_NOT_EXAMPLE) from error
    host = _ascii(parts.hostname or '')
    if not _HOST.fullmatch(host) or parts.username is not None or parts.password is not None:
        raise NotAllowed(_NOT_EXAMPLE)
    return parts._replace(scheme=parts.scheme.lower(), netloc=host if port is None else f'{host}:{port}')


def _ascii(host: str) -> str:
    """A host as it is asked for: names of other scripts in their ASCII spelling."""
    try:
        return host.encode('idna').decode().lower()
    except UnicodeError:
        return ''


def _check_host(service: Service, host: str, known: str) -> None:
    if known == service.name or (not known and not service.hosts):
        return  # Bandcamp, websites and Mastodon live on hosts of their own, too
    if service.name in ('website', 'mastodon') and known:
        raise NotAllowed(f'This is a {BY_NAME[known].label} link. Write it beside {BY_NAME[known].label}.')
    if known:
        raise NotAllowed(f'This is a {BY_NAME[known].label} link. Write here the one of {service.label}.')
    like = f' It begins with {service.hosts[0]}.' if service.hosts else ''
    raise NotAllowed(f'This is no {service.label} link.{like}')
