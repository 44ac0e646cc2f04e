"""YouTube: a channel's days by YouTube Analytics, its totals, and when its videos came out."""

from datetime import UTC, date, datetime
from typing import Any

from app.artist import metrics
from app.artist.connectors import oauth, places, wire
from app.artist.connectors.port import AccountGone, Client, Grant, Identity, Pulled, ScopeMissing
from app.artist.posts import Proved
from app.artist.series_values import Point
from app.errors import NotAllowed

BY_DAY = {
    'views': 'views',
    'estimatedMinutesWatched': 'watch_minutes',
    'subscribersGained': 'subscribers_gained',
    'subscribersLost': 'subscribers_lost',
}
"""Our names for what is asked for by day."""
TOTALS = {'subscriberCount': 'subscribers', 'viewCount': 'lifetime_views'}
ANALYTICS = 'https://www.googleapis.com/auth/yt-analytics.readonly'
READING = 'https://www.googleapis.com/auth/youtube.readonly'
SCOPE_WORDS = {ANALYTICS: 'YouTube Analytics reports', READING: 'your YouTube account'}


class YouTube:
    """See `port.Platform`."""

    name, label, asks = 'youtube', 'YouTube', ''
    gives = 'Views, watch time and subscribers by day, and when your videos came out.'
    apart = 'https://myaccount.google.com/permissions'
    can_revoke = True
    scopes: tuple[str, ...] = (ANALYTICS, READING)

    def authorize_url(self, client: Client, state: str, challenge: str, redirect_uri: str) -> str:
        """Its page of consent, which hands out a refresh token only if it is shown."""
        place = places.of(self.name).authorize
        more = {'scope': ' '.join(self.scopes), 'access_type': 'offline', 'prompt': 'consent select_account'}
        return oauth.consent_url(place, client, state, challenge, redirect_uri, **more)

    def exchange(self, client: Client, code: str, verifier: str, redirect_uri: str) -> Grant:
        """What a code is good for; people may leave out a part of what was asked for."""
        fields = oauth.by_code(code, verifier, redirect_uri)
        given = wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields))
        for scope in self.scopes:
            if given.scopes and scope not in given.scopes:
                raise ScopeMissing(f'“{SCOPE_WORDS[scope]}” was not allowed at YouTube. Connect again and tick it.')
        return given

    def refresh(self, client: Client, refresh_token: str) -> Grant:
        """A new access token; the refresh token stays what it was."""
        fields = oauth.by_refresh(refresh_token)
        return wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields))

    def revoke(self, client: Client, token: str) -> bool:
        """Give the permission back."""
        wire.form(self.label, places.of(self.name).revoke, client, {'token': token})
        return True

    def account(self, access: str, asked: str) -> Identity:
        """The channel that was chosen on the page of consent."""
        channel = self._channel(access)
        return Identity(str(channel['id']), str(channel.get('snippet', {}).get('title') or channel['id'])[:200])

    def read_asked(self, typed: str) -> str:
        """Nothing is asked for."""
        if typed.strip():
            raise NotAllowed('YouTube asks which channel it is by itself.')
        return ''

    def pull(self, access: str, account_id: str, since: date, now: datetime) -> Pulled:
        """Days, totals of today, and the newest videos."""
        channel = self._channel(access)
        if str(channel['id']) != account_id:
            raise AccountGone('YouTube knows another channel under this permission now. Connect again.')
        today = metrics.find(self.name, 'views').today(now)
        points = [*self._days(access, since, today), *self._totals(channel, today)]
        return Pulled(points, str(channel.get('snippet', {}).get('title') or '')[:200], self._videos(access, channel))

    def _channel(self, access: str) -> dict[str, Any]:
        asked = {'part': 'snippet,statistics,contentDetails', 'mine': 'true'}
        said = wire.get(self.label, f'{places.of(self.name).api}/channels', access, asked)
        items = said.get('items') or []
        if not items or not isinstance(items[0], dict) or not items[0].get('id'):
            raise AccountGone('There is no channel under this YouTube account.')
        return dict(items[0])

    def _days(self, access: str, since: date, today: date) -> list[Point]:
        asked = {
            'ids': 'channel==MINE',
            'startDate': since.isoformat(),
            'endDate': today.isoformat(),
            'metrics': ','.join(BY_DAY),
            'dimensions': 'day',
            'sort': 'day',
        }
        said = wire.get(self.label, f'{places.of(self.name).data}/reports', access, asked)
        names = [str(one.get('name')) for one in said.get('columnHeaders', [])]
        found = []
        for row in said.get('rows') or []:
            values = dict(zip(names, row, strict=False))
            day = date.fromisoformat(str(values.get('day')))
            found += [
                Point(self.name, ours, day, float(values[theirs]))
                for theirs, ours in BY_DAY.items()
                if isinstance(values.get(theirs), int | float)
            ]
        return found

    def _totals(self, channel: dict[str, Any], today: date) -> list[Point]:
        said = channel.get('statistics', {})
        hidden = {'subscriberCount'} if said.get('hiddenSubscriberCount') else set()
        return [
            Point(self.name, ours, today, float(said[theirs]))
            for theirs, ours in TOTALS.items()
            if theirs not in hidden and str(said.get(theirs, '')).isdecimal()
        ]

    def _videos(self, access: str, channel: dict[str, Any]) -> list[Proved]:
        uploads = channel.get('contentDetails', {}).get('relatedPlaylists', {}).get('uploads')
        if not uploads:
            return []
        asked = {'part': 'contentDetails', 'playlistId': str(uploads), 'maxResults': '50'}
        said = wire.get(self.label, f'{places.of(self.name).api}/playlistItems', access, asked)
        details = [one.get('contentDetails', {}) for one in said.get('items', []) if isinstance(one, dict)]
        return [
            Proved(
                self.name, _moment(str(one['videoPublishedAt'])), f'https://www.youtube.com/watch?v={one["videoId"]}'
            )
            for one in details
            if one.get('videoPublishedAt') and one.get('videoId')
        ]


def _moment(said: str) -> datetime:
    found = datetime.fromisoformat(said)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).replace(microsecond=0)
