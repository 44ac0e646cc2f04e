"""Hrana over HTTP: one stream at a time to one server, each request a POST of JSON to `/v3/pipeline`.

A stream is the server's connection. The server hands out a baton with each answer, and the next request on that stream
must show it; it may also name the address at which the stream is found from then on.
"""

import json
import os
import ssl
from functools import cache
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError

from app.libsql.address import Address
from app.libsql.errors import InternalError, OperationalError, from_server

Request = dict[str, Any]

CONNECT_TIMEOUT_S = 10.0
_ONCE_MORE = ProtocolError
"""What happens when a kept connection was closed by somebody on the way."""


class Wire:
    """The way to one server, with one HTTP connection that is kept open; a process that was forked gets its own."""

    def __init__(self, address: Address, token: str, ca_file: str, timeout: float) -> None:
        self.address = address
        self._token = token
        self._ca_file = ca_file
        self._timeouts = urllib3.Timeout(connect=min(timeout, CONNECT_TIMEOUT_S), read=timeout)
        self._client: tuple[int, urllib3.PoolManager] | None = None

    def post(self, requests: list[Request], stream: 'Stream', *, repeatable: bool) -> list[dict[str, Any]]:
        """Send requests on a stream and return their results; `repeatable` ones are sent again on a stale connection.

        Raises
        ------
        OperationalError
            The server was not reached or refused; the stream is lost then.
        """
        body = json.dumps({'baton': stream.baton, 'requests': requests}, ensure_ascii=False, allow_nan=False).encode()
        url = f'{stream.base_url or self.address.http}/v3/pipeline'
        try:
            answer = self._send(url, body, repeatable)
            found: dict[str, Any] = _read(answer)
            results: list[dict[str, Any]] = found['results']
            stream.base_url = self._checked(found.get('base_url'), stream.base_url)
            stream.baton = found['baton']
            if stream.baton is None:
                stream.forget()
        except BaseException:
            stream.forget()
            raise
        return results

    def close(self) -> None:
        """Close the HTTP connection; the next request opens one again."""
        if self._client is not None:
            self._client[1].clear()
            self._client = None

    def _send(self, url: str, body: bytes, repeatable: bool) -> urllib3.BaseHTTPResponse:
        try:
            return self._ask(url, body)
        except _ONCE_MORE as error:
            if not repeatable:
                raise _unreachable(self.address, error) from error
        except HTTPError as error:
            raise _unreachable(self.address, error) from error
        try:
            return self._ask(url, body)
        except HTTPError as error:
            raise _unreachable(self.address, error) from error

    def _ask(self, url: str, body: bytes) -> urllib3.BaseHTTPResponse:
        return self._open().urlopen('POST', url, body=body, retries=False, redirect=False)

    def _open(self) -> urllib3.PoolManager:
        pid = os.getpid()
        if self._client is not None and self._client[0] != pid:
            self.close()  # this process's copy of the socket; the parent's stays open
        if self._client is None:
            headers = {'Content-Type': 'application/json', 'Accept-Encoding': 'gzip'}
            if self._token:
                headers['Authorization'] = f'Bearer {self._token}'
            trusted = _certificates(self._ca_file) if self.address.tls else None
            # Proxies named in the environment are for the outside world, not for a database: this asks none.
            self._client = pid, urllib3.PoolManager(headers=headers, timeout=self._timeouts, ssl_context=trusted)
        return self._client[1]

    def _checked(self, base_url: str | None, before: str | None) -> str | None:
        """Where the stream goes on; never at an address without TLS, which would see the token in clear."""
        if base_url is None:
            return before
        if self.address.tls and not base_url.startswith('https://'):
            raise InternalError(f'The server {self.address.host} sends its client to an address without TLS.')
        return base_url.rstrip('/')


class Stream:
    """What the client must show to go on with a stream; empty for the next new one."""

    def __init__(self) -> None:
        self.baton: str | None = None
        self.base_url: str | None = None

    def forget(self) -> None:
        """Begin again with the next request."""
        self.baton = self.base_url = None


@cache
def _certificates(ca_file: str) -> ssl.SSLContext:
    """Whom to trust: the system's authorities, or those in a file. Reading them takes 20 ms, so they are kept."""
    return ssl.create_default_context(cafile=ca_file or None)


def _unreachable(address: Address, error: Exception) -> OperationalError:
    reason = str(error) or type(error).__name__
    return OperationalError(
        f'The database server {address.host}:{address.port} did not answer: {reason}',
        code='UNREACHABLE',
        disconnected=True,
    )


def _read(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = {}
    if answer.status == 200 and isinstance(found, dict) and {'baton', 'results'} <= found.keys():
        return found
    if answer.status in (401, 403):
        raise OperationalError('The database server refused the token.', code='AUTH', disconnected=True)
    if isinstance(found, dict) and 'message' in found:
        raise from_server(str(found['message']), str(found.get('code') or 'STREAM_LOST'))
    said = str(found.get('error', '')) if isinstance(found, dict) else ''
    raise OperationalError(
        f'The database server answered with HTTP status {answer.status}. {said}'.rstrip(),
        code=f'HTTP_{answer.status}',
        disconnected=True,
    )
