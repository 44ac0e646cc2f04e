"""What a platform must be able to do for us, and what can go wrong there, as sentences for whoever connected it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from app.artist.posts import Proved
from app.artist.series_values import Point
from app.errors import ProviderFailed


class Trouble(ProviderFailed):
    """A platform did not do what it was asked."""


class Busy(Trouble):
    """It does not answer now, or has been asked too often; `wait_s` is for how long to wait, if it said so."""

    def __init__(self, sentence: str, wait_s: float | None = None) -> None:
        super().__init__(sentence)
        self.wait_s = wait_s


class Withdrawn(Trouble):
    """It no longer takes what we were given to refresh with: connect anew."""


class Stale(Trouble):
    """It does not take the access token, which may have run out early: refresh once."""


class ScopeMissing(Trouble):
    """Something was not allowed on its page of consent."""


class AccountGone(Trouble):
    """What was connected does not exist there any more."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who we are at a platform; some give no secret to who proves by PKCE (RFC 7636)."""

    id: str
    secret: str = field(default='', repr=False)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a platform is asked. `revoke` is empty where it has none; `data` is a second place for numbers."""

    authorize: str
    token: str
    revoke: str
    api: str
    data: str = ''


@dataclass(frozen=True, slots=True)
class Grant:
    """What a platform handed out. Seconds are from now; `refresh` is empty where none was handed out this time."""

    access: str = field(repr=False)
    refresh: str = field(default='', repr=False)
    type: str = 'Bearer'
    expires_s: float | None = None
    refresh_expires_s: float | None = None
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identity:
    """An account at a platform, as it knows it and as people call it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """What was read: values, what the account is called now, and posts that the platform vouches for."""

    points: list[Point]
    name: str
    posts: list[Proved] = field(default_factory=list)


class Platform(Protocol):
    """One platform. Each call may raise `Trouble`.

    `name` is that of `app.artist.metrics`, `label` what people read. `asks` is what must be typed before connecting,
    like the address of their page; empty for nothing. `gives` says which numbers come, `apart` where people take the
    permission back if we cannot, and `can_revoke` whether we ever can.
    """

    name: str
    label: str
    asks: str
    gives: str
    apart: str
    can_revoke: bool
    scopes: tuple[str, ...]

    def authorize_url(self, client: Client, state: str, challenge: str, redirect_uri: str) -> str:
        """Its page of consent."""

    def exchange(self, client: Client, code: str, verifier: str, redirect_uri: str) -> Grant:
        """What the code that somebody brought back is good for."""

    def refresh(self, client: Client, refresh_token: str) -> Grant:
        """A new access token, and perhaps a new refresh token; the old one may be worth nothing then."""

    def revoke(self, client: Client, token: str) -> bool:
        """Give the permission back; False where it has no way to."""

    def account(self, access: str, asked: str) -> Identity:
        """Whose account it is, or the one that was asked for; raises AccountGone where there is none."""

    def read_asked(self, typed: str) -> str:
        """What was typed for `asks`, as `account` takes it; raises NotAllowed where it cannot be that."""

    def pull(self, access: str, account_id: str, since: date, now: datetime) -> Pulled:
        """The numbers from a day on."""
