"""How a platform is asked: by the guarded client of the core, with JSON back, and no word of an answer in any error.

What a platform says may hold what we sent, tokens among it, so errors are sentences of ours alone.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

from app import outbound
from app.artist.connectors.port import AccountGone, Busy, Client, Grant, ScopeMissing, Stale, Trouble, Withdrawn
from app.errors import AddressRefused, NoAnswer

LIMITS = outbound.Limits(whole_s=20.0, silence_s=10.0)
MOST = 4 * 1024 * 1024
LONGEST_WAIT_S = 6 * 3600.0
BUSY = (429, 500, 502, 503, 504)
QUOTA = (b'quotaExceeded', b'rateLimitExceeded')
"""What Google says, with 403, where others say 429."""


def form(label: str, url: str, client: Client, fields: Mapping[str, str], *, basic: bool = False) -> dict[str, Any]:
    """Post a form as who we are: with our secret in the head of the request, or else among the fields.

    Raises
    ------
    Trouble
        The platform refuses, or does not answer.
    """
    sent = {'client_id': client.id, **fields}
    headers = {'Content-Type': 'application/x-www-form-urlencoded', 'Accept': 'application/json'}
    if basic and client.secret:
        pair = f'{quote(client.id, safe="")}:{quote(client.secret, safe="")}'
        headers['Authorization'] = f'Basic {base64.b64encode(pair.encode()).decode()}'
    elif client.secret:
        sent['client_secret'] = client.secret
    with _sentences(label), outbound.post(url, urlencode(sent).encode(), headers, LIMITS) as answer:
        return _read(label, answer, is_token=True)


def get(label: str, url: str, access: str, params: Mapping[str, str], *, scheme: str = 'Bearer') -> dict[str, Any]:
    """Ask with an access token; raises as `form`."""
    headers = {'Authorization': f'{scheme} {access}', 'Accept': 'application/json'}
    whole = f'{url}{"&" if "?" in url else "?"}{urlencode(params)}' if params else url
    with _sentences(label), outbound.fetch(whole, headers, LIMITS) as answer:
        return _read(label, answer)


def grant(label: str, said: Mapping[str, Any]) -> Grant:
    """What a platform handed out, from its answer; raises Trouble where there is no token in it."""
    access = said.get('access_token')
    if not isinstance(access, str) or not access:
        raise Trouble(f'{label} handed out nothing to read with. Connect again.')
    return Grant(
        access=access,
        refresh=str(said.get('refresh_token') or ''),
        type=str(said.get('token_type') or 'Bearer')[:40],
        expires_s=_seconds(said.get('expires_in')),
        refresh_expires_s=_seconds(said.get('refresh_token_expires_in')),
        scopes=tuple(str(said.get('scope') or '').split()),
    )


@contextmanager
def _sentences(label: str) -> Iterator[None]:
    """What the way there goes wrong by, as a sentence that says nothing of what was sent."""
    try:
        yield
    except NoAnswer as error:
        raise Busy(f'{label} does not answer just now. We try again by ourselves.') from error
    except AddressRefused as error:
        raise Trouble(f'{label} cannot be reached from this server. Tell whoever runs it.') from error


def _read(label: str, answer: outbound.Answer, *, is_token: bool = False) -> dict[str, Any]:
    body = answer.start(MOST)
    if answer.status in BUSY or (answer.status == 403 and any(one in body for one in QUOTA)):
        raise Busy(f'{label} is busy. We try again by ourselves.', _wait(answer.headers.get('retry-after', '')))
    try:
        said = json.loads(body or b'{}')
    except ValueError:
        said = None
    if is_token and answer.status in (400, 401):
        error = str(said.get('error', '')) if isinstance(said, dict) else ''
        if error == 'invalid_grant':
            raise Withdrawn(f'{label} no longer lets us read: the permission has run out, or was taken back there.')
        raise Trouble(f'{label} did not accept this server. Tell whoever runs it.')
    if answer.status == 401:
        raise Stale(f'{label} wants to be asked for permission again.')
    if answer.status == 403:
        raise ScopeMissing(f'{label} does not show us these numbers: something was not allowed on its page.')
    if answer.status in (404, 410):
        raise AccountGone(f'{label} does not know this account any more.')
    if answer.status >= 300 or not isinstance(said, dict):
        raise Busy(f'{label} answered with something that cannot be read. We try again by ourselves.')
    return said


def _wait(said: str) -> float | None:
    """For how long a platform wants to be left alone, in seconds; None where it does not say."""
    if said.strip().isdecimal():
        return min(LONGEST_WAIT_S, float(said.strip()))
    try:
        until = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    left = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(LONGEST_WAIT_S, max(0.0, left))


def _seconds(said: Any) -> float | None:
    try:
        return max(0.0, float(said))
    except (TypeError, ValueError):
        return None
