"""Spotify: followers and popularity of an artist's page. Streams come by file alone: its API does not tell them."""

import re
from datetime import date, datetime

from app.artist import metrics
from app.artist.connectors import oauth, places, wire
from app.artist.connectors.port import Client, Grant, Identity, Pulled, Trouble
from app.artist.series_values import Point
from app.errors import NotAllowed

_PAGE = re.compile(r'(?:https?://open\.spotify\.com/(?:intl-[a-z]{2}/)?artist/|spotify:artist:)?([A-Za-z0-9]{22})')


class Spotify:
    """See `port.Platform`. Whoever signs in there is a listener; which page is theirs, they say themselves."""

    name, label = 'spotify', 'Spotify'
    asks = 'The address of your artist page at Spotify'
    gives = 'Followers and popularity, each day from now on. Streams come by file.'
    apart = 'https://www.spotify.com/account/apps/'
    can_revoke = False
    scopes: tuple[str, ...] = ()

    def authorize_url(self, client: Client, state: str, challenge: str, redirect_uri: str) -> str:
        """Its page of consent."""
        place = places.of(self.name).authorize
        return oauth.consent_url(place, client, state, challenge, redirect_uri)

    def exchange(self, client: Client, code: str, verifier: str, redirect_uri: str) -> Grant:
        """What a code is good for."""
        fields = oauth.by_code(code, verifier, redirect_uri)
        return wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields, basic=True))

    def refresh(self, client: Client, refresh_token: str) -> Grant:
        """A new access token; of a client without a secret the refresh token is new each time, too."""
        fields = oauth.by_refresh(refresh_token)
        return wire.grant(self.label, wire.form(self.label, places.of(self.name).token, client, fields, basic=True))

    def revoke(self, client: Client, token: str) -> bool:
        """It has no way to give a permission back; people take it back on their own page."""
        return False

    def account(self, access: str, asked: str) -> Identity:
        """The artist's page that was asked for."""
        said = wire.get(self.label, f'{places.of(self.name).api}/artists/{asked}', access, {})
        return Identity(str(said.get('id') or asked), str(said.get('name') or asked)[:200])

    def read_asked(self, typed: str) -> str:
        """The id in the address of a page."""
        found = _PAGE.fullmatch(typed.strip().partition('?')[0].rstrip('/'))
        if found is None:
            raise NotAllowed('This is no artist page at Spotify. It looks like https://open.spotify.com/artist/…')
        return found[1]

    def pull(self, access: str, account_id: str, since: date, now: datetime) -> Pulled:
        """What stands today; it does not tell how it was."""
        said = wire.get(self.label, f'{places.of(self.name).api}/artists/{account_id}', access, {})
        today = metrics.find(self.name, 'followers').today(now)
        followers = said.get('followers')
        found = {
            'followers': followers.get('total') if isinstance(followers, dict) else None,
            'popularity': said.get('popularity'),
        }
        points = [
            Point(self.name, name, today, float(value)) for name, value in found.items() if isinstance(value, int)
        ]
        if not points:
            raise Trouble('Spotify does not tell this server followers and popularity any more. Bring them by file.')
        return Pulled(points, str(said.get('name') or '')[:200])
