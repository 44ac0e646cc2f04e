"""SoundCloud: followers, plays since ever over all tracks, and when tracks came out."""

from datetime import UTC, date, datetime
from typing import Any

from app.artist import metrics
from app.artist.connectors import oauth, places, wire
from app.artist.connectors.port import AccountGone, Client, Grant, Identity, Pulled
from app.artist.posts import Proved
from app.artist.series_values import Point
from app.errors import NotAllowed

SCHEME = 'OAuth'
PAGES = 25
"""So many pages of 200 tracks are read at most."""
NEWEST = 50


class SoundCloud:
    """See `port.Platform`. A refresh token works once."""

    name, label, asks = 'soundcloud', 'SoundCloud', ''
    gives = 'Followers and plays since ever, each day from now on, and when your tracks came out.'
    apart = 'https://soundcloud.com/settings/connections'
    can_revoke = True
    scopes: tuple[str, ...] = ()

    def authorize_url(self, client: Client, state: str, challenge: str, redirect_uri: str) -> str:
        """Its page of consent."""
        place = places.of(self.name).authorize
        return oauth.consent_url(place, client, state, challenge, redirect_uri)

    def exchange(self, client: Client, code: str, verifier: str, redirect_uri: str) -> Grant:
        """What a code is good for."""
        fields = oauth.by_code(code, verifier, redirect_uri)
        return wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields))

    def refresh(self, client: Client, refresh_token: str) -> Grant:
        """New tokens of both kinds; the old ones are worth nothing afterwards."""
        fields = oauth.by_refresh(refresh_token)
        return wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields))

    def revoke(self, client: Client, token: str) -> bool:
        """End the session that the token is of."""
        wire.form(self.label, places.of(self.name).revoke, client, {'token': token, 'access_token': token})
        return True

    def account(self, access: str, asked: str) -> Identity:
        """Who signed in there."""
        said = self._me(access)
        return Identity(_id(said), str(said.get('username') or _id(said))[:200])

    def read_asked(self, typed: str) -> str:
        """Nothing is asked for."""
        if typed.strip():
            raise NotAllowed('SoundCloud knows whose account it is by itself.')
        return ''

    def pull(self, access: str, account_id: str, since: date, now: datetime) -> Pulled:
        """What stands today; it does not tell how it was."""
        me = self._me(access)
        if _id(me) != account_id:
            raise AccountGone('SoundCloud knows another account under this permission now. Connect again.')
        today, points = metrics.find(self.name, 'followers').today(now), []
        if isinstance(me.get('followers_count'), int):
            points.append(Point(self.name, 'followers', today, float(me['followers_count'])))
        tracks = self._tracks(access)
        plays = [one['playback_count'] for one in tracks if isinstance(one.get('playback_count'), int)]
        if plays:
            points.append(Point(self.name, 'lifetime_plays', today, float(sum(plays))))
        return Pulled(points, str(me.get('username') or '')[:200], _posts(tracks))

    def _me(self, access: str) -> dict[str, Any]:
        said = wire.get(self.label, f'{places.of(self.name).api}/me', access, {}, scheme=SCHEME)
        if not _id(said):
            raise AccountGone('SoundCloud does not say whose account this is.')
        return said

    def _tracks(self, access: str) -> list[dict[str, Any]]:
        api, found = places.of(self.name).api, []
        url, asked = f'{api}/me/tracks', {'limit': '200', 'linked_partitioning': 'true'}
        for _ in range(PAGES):
            said = wire.get(self.label, url, access, asked, scheme=SCHEME)
            found += [one for one in said.get('collection', []) if isinstance(one, dict)]
            url, asked = str(said.get('next_href') or ''), {}
            if not url.startswith(f'{api}/'):  # the token goes nowhere else
                break
        return found


def _id(said: dict[str, Any]) -> str:
    return str(said.get('urn') or said.get('id') or '')


def _posts(tracks: list[dict[str, Any]]) -> list[Proved]:
    found = []
    for one in tracks:
        url, made = str(one.get('permalink_url') or ''), _moment(str(one.get('created_at') or ''))
        if url and made is not None and one.get('sharing') == 'public':
            found.append(Proved('soundcloud', made, url.partition('?')[0], str(one.get('title') or '')))
    return sorted(found, key=lambda post: post.posted_at, reverse=True)[:NEWEST]


def _moment(said: str) -> datetime | None:
    """As it is written there: 2026/11/20 10:00:00 +0000."""
    try:
        return datetime.strptime(said, '%Y/%m/%d %H:%M:%S %z').astimezone(UTC)
    except ValueError:
        return None
