"""A local double of Spotify, YouTube and SoundCloud: consent, tokens with PKCE, rotation, and numbers by day.

Where a platform's refresh tokens work once, a second use of one ends everything that came of it, as the real ones do.
The test plays the person (`consent`), and says what goes wrong (`faults`).
"""

import base64
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

CLIENT, SECRET = 'client-of-the-tests', 'secret-of-the-tests'
SPOTIFY_PAGE = '0OdUWJ0sBjDrqHygGUXeCF'
Said = tuple[int, dict[str, str], Any]


@dataclass
class Fault:
    """What is answered instead, for the next requests whose path ends so."""

    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    times: int = 1


class PlatformDouble:
    """All three platforms below one address: /spotify/…, /youtube/…, /soundcloud/…."""

    def __init__(self) -> None:
        self.address = ''
        self.rotating = {'spotify', 'soundcloud'}
        self.expires_in = 3600
        self.slow_s = 0.0
        self.scopes: str | None = None
        self.accounts = {'spotify': SPOTIFY_PAGE, 'youtube': 'UC-one', 'soundcloud': 'soundcloud:users:1'}
        self.names = {'spotify': 'Ann Spot', 'youtube': 'Ann Tube', 'soundcloud': 'Ann Cloud'}
        self.days: dict[str, dict[str, float]] = {}
        self.videos: dict[str, str] = {}
        self.totals = {'followers': 988, 'popularity': 31, 'subscribers': 120, 'plays': [400, 850]}
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.handed_out: set[str] = set()
        self.revoked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._refresh: dict[str, dict[str, Any]] = {}
        self._access: dict[str, dict[str, Any]] = {}
        self._ended: set[str] = set()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def count(self, path: str, **fields: str) -> int:
        """How many requests there were for a path, with these fields."""
        return sum(one[1].endswith(path) and fields.items() <= one[2].items() for one in self.asked)

    def consent(self, url: str, *, allow: bool = True) -> dict[str, str]:
        """Somebody looks at a page of consent and presses one of its buttons; what they bring back."""
        _, allowed, refused = self._consent(urlsplit(url).path, dict(parse_qsl(urlsplit(url).query)))
        return dict(parse_qsl(urlsplit(allowed if allow else refused).query))

    def answer(self, method: str, path: str, sent: dict[str, str], headers: dict[str, str]) -> Said:
        """Answer one request."""
        with self._lock:
            self.asked.append((method, path, sent))
            for fault in self.faults:
                if path.endswith(fault.path) and fault.times > 0:
                    fault.times -= 1
                    return fault.status, fault.headers, {} if fault.body is None else fault.body
        platform, _, rest = path.strip('/').partition('/')
        if rest == 'authorize':
            page, allowed, refused = self._consent(path, sent)
            return 200, {'Content-Type': 'text/html'}, page.format(allowed=allowed, refused=refused)
        if rest in ('token', 'revoke'):
            time.sleep(self.slow_s)
            with self._lock:
                return self._token(platform, sent, headers) if rest == 'token' else self._revoke(sent)
        with self._lock:
            access = headers.get('authorization', '').partition(' ')[2]
            known = self._access.get(access)
            if known is None or known['family'] in self._ended or known['until'] <= time.time():
                return 401, {}, {'error': f'The token {access} is not good'}
            return self._numbers_of(platform, rest, sent)

    def _consent(self, path: str, asked: dict[str, str]) -> tuple[str, str, str]:
        assert (asked['response_type'], asked['client_id'], asked['code_challenge_method']) == ('code', CLIENT, 'S256')
        code = f'code-{next(self._numbers)}'
        self._codes[code] = asked | {'platform': path.strip('/').partition('/')[0]}
        page = '<h1>Let LevelMix read?</h1><a href="{allowed}">Allow</a> <a href="{refused}">Cancel</a>'
        back, state = asked['redirect_uri'], asked['state']
        allowed = f'{back}?{urlencode({"state": state, "code": code})}'
        return page, allowed, f'{back}?{urlencode({"state": state, "error": "access_denied"})}'

    def _token(self, platform: str, sent: dict[str, str], headers: dict[str, str]) -> Said:
        if not self._is_client(platform, sent, headers):
            return 401, {}, {'error': 'invalid_client'}
        if sent['grant_type'] == 'authorization_code':
            begun = self._codes.pop(sent['code'], None)
            proof = base64.urlsafe_b64encode(hashlib.sha256(sent['code_verifier'].encode()).digest()).rstrip(b'=')
            right = begun and (begun['platform'], begun['redirect_uri']) == (platform, sent['redirect_uri'])
            if begun is None or not right or proof.decode() != begun['code_challenge']:
                return 400, {}, {'error': 'invalid_grant'}
            scopes = begun.get('scope', '') if self.scopes is None else self.scopes
            return 200, {}, self._hand_out(platform, f'family-{next(self._numbers)}', scopes, with_refresh=True)
        old = self._refresh.get(sent['refresh_token'])
        if old is None or old['family'] in self._ended:
            return 400, {}, {'error': 'invalid_grant'}
        rotates = platform in self.rotating
        if old['used'] and rotates:
            self._ended.add(old['family'])
            return 400, {}, {'error': 'invalid_grant'}
        old['used'] = True
        return 200, {}, self._hand_out(platform, old['family'], old['scopes'], with_refresh=rotates)

    def _is_client(self, platform: str, sent: dict[str, str], headers: dict[str, str]) -> bool:
        if platform != 'spotify':
            return (sent.get('client_id'), sent.get('client_secret')) == (CLIENT, SECRET)
        pair = base64.b64decode(headers.get('authorization', '').removeprefix('Basic ')).decode()
        return [unquote(part) for part in pair.split(':')] == [CLIENT, SECRET]

    def _hand_out(self, platform: str, family: str, scopes: str, *, with_refresh: bool) -> dict[str, Any]:
        access, refresh = f'access-canary-{next(self._numbers)}', f'refresh-canary-{next(self._numbers)}'
        self._access[access] = {'family': family, 'until': time.time() + self.expires_in}
        self.handed_out.add(access)
        said = {'access_token': access, 'token_type': 'Bearer', 'expires_in': self.expires_in, 'scope': scopes}
        if with_refresh:
            self._refresh[refresh] = {'family': family, 'used': False, 'scopes': scopes}
            self.handed_out.add(refresh)
            said['refresh_token'] = refresh
        return said

    def _revoke(self, sent: dict[str, str]) -> Said:
        known = self._refresh.get(sent['token']) or self._access.get(sent['token'])
        if known is None:
            return 400, {}, {'error': 'invalid_token'}
        self._ended.add(known['family'])
        self.revoked.append(sent['token'])
        return 200, {}, {}

    def _numbers_of(self, platform: str, path: str, sent: dict[str, str]) -> Said:
        account, name = self.accounts[platform], self.names[platform]
        if platform == 'spotify':
            if path != f'api/artists/{account}':
                return 404, {}, {'error': 'no such artist'}
            told = {'followers': {'total': self.totals['followers']}, 'popularity': self.totals['popularity']}
            return 200, {}, {'id': account, 'name': name, **told}
        if platform == 'soundcloud':
            if path == 'api/me':
                return 200, {}, {'urn': account, 'username': name, 'followers_count': self.totals['followers']}
            return self._tracks(sent)
        return self._youtube(path, sent, account, name)

    def _tracks(self, sent: dict[str, str]) -> Said:
        plays: list[int] = self.totals['plays']  # type: ignore[assignment]
        at = int(sent.get('offset', '0'))
        track = {
            'playback_count': plays[at],
            'sharing': 'public',
            'title': f'Track {at}',
            'created_at': '2026/11/20 10:00:00 +0000',
            'permalink_url': f'https://soundcloud.com/ann/{at}?utm=x',
        }
        more = f'{self.address}/soundcloud/api/me/tracks?offset={at + 1}' if at + 1 < len(plays) else None
        return 200, {}, {'collection': [track], 'next_href': more}

    def _youtube(self, path: str, sent: dict[str, str], account: str, name: str) -> Said:
        if path == 'api/channels':
            numbers = {'subscriberCount': str(self.totals['subscribers']), 'viewCount': '5000'}
            lists = {'relatedPlaylists': {'uploads': 'UU-one'}}
            item = {'id': account, 'snippet': {'title': name}, 'statistics': numbers, 'contentDetails': lists}
            return 200, {}, {'items': [item] if account else []}
        if path == 'api/playlistItems':
            details = [{'videoId': one, 'videoPublishedAt': at} for one, at in self.videos.items()]
            return 200, {}, {'items': [{'contentDetails': one} for one in details]}
        names = sent['metrics'].split(',')
        within = {day: row for day, row in self.days.items() if sent['startDate'] <= day <= sent['endDate']}
        rows = [[day, *(row.get(one, 0) for one in names)] for day, row in sorted(within.items())]
        return 200, {}, {'columnHeaders': [{'name': one} for one in ('day', *names)], 'rows': rows}


@contextmanager
def platforms() -> Iterator[PlatformDouble]:
    """The double, answering at `address`."""
    double = PlatformDouble()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get('content-length', 0)))
            parts = urlsplit(self.path)
            sent = dict(parse_qsl(parts.query)) | dict(parse_qsl(body.decode()))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, more, said = double.answer(self.command, parts.path, sent, headers)
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            for name, value in {'Content-Length': str(len(content)), **more}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = _answer

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True)
    double.address = f'http://127.0.0.1:{server.server_port}'
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
