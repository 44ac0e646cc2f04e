"""Asks an engine at an address: with its key, once more where that may help, and in sentences where it does not."""

import base64
import json
import logging
import secrets
import time
from collections.abc import Mapping
from threading import Event
from typing import Any
from urllib.parse import urljoin, urlsplit

from app.voice.engines.port import Health
from app.voice.engines.remote import wire
from app.voice.engines.remote.place import Place
from app.voice.errors import EngineAway, VoiceError

log = logging.getLogger(__name__)

MIB = 1024 * 1024
MOST_TOLD, MOST_SOUND = MIB, 256 * MIB
"""Bytes of an answer that is data, and of one that is sound."""
LOOK_S = 5.0
"""How long an engine may take to say how it is."""
PAUSE_S = 0.5
"""Before it is asked once more."""
AGAIN = (429, 500, 502, 503, 504)
"""Answers of a moment."""
MOVED = (301, 302, 303, 307, 308)
NOTHING = 'Nothing was made and nothing is taken'
LATER = 'Try again later, or choose another engine.'
OPERATOR = 'Tell whoever runs this installation, or choose another engine.'


class Stopped(VoiceError):
    """Whoever wanted it does not want it any more."""

    def __init__(self) -> None:
        super().__init__('This was stopped before it was done.')


class Asking:
    """One engine; several threads may use it.

    Parameters
    ----------
    key_in : the header that its key stands in, and what stands before it.
    """

    def __init__(self, place: Place, key_in: tuple[str, str] = ('Authorization', 'Bearer ')) -> None:
        self.place = place
        name, before = key_in
        self._key = {name: f'{before}{place.key}'} if place.key else {}

    def away(self, what: str, how: str = LATER, detail: str = '') -> EngineAway:
        """The error that says what happened; the detail is for the log alone."""
        log.warning('engine %s %s%s', self.place.name, what, f' ({detail})' if detail else '')
        return EngineAway(f'The engine “{self.place.name}” {what}. {NOTHING}. {how}')

    def told(self, path: str, seconds: float = LOOK_S) -> Any:
        """What it says at a path, as data; None if there is nothing.

        Raises
        ------
        EngineAway
        """
        came = self._ask('GET', path, {}, b'', MOST_TOLD, min(seconds, self.place.seconds), None)
        return self.data(came) if came.content.strip() else None

    def made(
        self,
        path: str,
        wish: Mapping[str, Any],
        *,
        stop: Event | None,
        file: bytes | None = None,
        longer_s: float = 0.0,
    ) -> wire.Came:
        """What it makes of a wish.

        Parameters
        ----------
        file : a sound that goes along, as WAV; then both are sent as a form.
        longer_s : how much longer it may take than usual.

        Raises
        ------
        EngineAway, Stopped
        """
        kind, body = ('application/json', json.dumps(wish).encode()) if file is None else form(wish, file)
        return self._ask('POST', path, {'Content-Type': kind}, body, MOST_SOUND, self.place.seconds + longer_s, stop)

    def data(self, came: wire.Came) -> Any:
        """An answer, read as JSON."""
        try:
            return json.loads(came.content)
        except (ValueError, RecursionError):
            raise self.away('answered with something that cannot be read', OPERATOR) from None

    def fetched(self, where: str, stop: Event | None) -> wire.Came:
        """A sound at an address that an answer names: its own, or one of a host that the operator has named."""
        url = urlsplit(urljoin(f'{self.place.url}/', where))
        own = urlsplit(self.place.url)
        if (url.scheme, url.netloc) == (own.scheme, own.netloc):
            return self._once('GET', url.geturl(), self._key, b'', MOST_SOUND, self.place.seconds, stop)
        if url.scheme not in ('http', 'https') or '@' in url.netloc or url.hostname not in self.place.files:
            raise self.away('sends on to a host that is not named for it', OPERATOR)
        return self._once('GET', url.geturl(), {}, b'', MOST_SOUND, self.place.seconds, stop)

    def decoded(self, said: Any) -> bytes:
        """Bytes that an answer carries as text."""
        try:
            return base64.b64decode(said, validate=True)
        except (TypeError, ValueError):
            raise self.away('answered with something that is no sound', OPERATOR) from None

    def health(self, path: str) -> Health:
        """Whether it answers, and what it says about itself there."""
        try:
            said = self.told(path)
        except EngineAway as error:
            return Health('missing', str(error).partition(f' {NOTHING}')[0], LATER, memory=self.place.memory)
        told = said if isinstance(said, dict) else {}
        if str(told.get('status', 'ok')).lower() in ('busy', 'loading', 'starting'):
            return Health('busy', f'The engine “{self.place.name}” says that it is not ready yet.', LATER)
        return Health('ready', version=_word(told, 'version'), memory=_word(told, 'memory') or self.place.memory)

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        most: int,
        seconds: float,
        stop: Event | None,
    ) -> wire.Came:
        return self._once(method, f'{self.place.url}{path}', {**headers, **self._key}, body, most, seconds, stop)

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        most: int,
        seconds: float,
        stop: Event | None,
    ) -> wire.Came:
        """The answer, from the second try at the latest; who has begun to answer, or is slow, is not asked again."""
        asked = wire.Asked(
            method,
            url,
            {
                'User-Agent': 'LevelMix',
                'Accept': '*/*',
                'Accept-Encoding': 'identity',
                'Connection': 'close',
                **headers,
            },
            body,
            most,
            seconds,
            stop,
        )
        for last in (False, True):
            try:
                came = wire.exchange(asked)
            except wire.Halted:
                raise Stopped from None
            except wire.Slow:
                raise self.away(f'did not answer within {seconds:g} s') from None
            except wire.Huge:
                raise self.away('answered with more than is taken at once', OPERATOR) from None
            except wire.Unknown as error:
                if last:
                    raise self.away(f'does not answer: {error}') from None
            except wire.Broken as error:
                if last or error.begun:
                    raise self.away('broke off before all of its answer was there') from None
            else:
                if last or came.status not in AGAIN:
                    return self._checked(came)
            _pause(stop)
        raise AssertionError

    def _checked(self, came: wire.Came) -> wire.Came:
        status = came.status
        if 200 <= status < 300:
            return came
        if status in MOVED:
            raise self.away('has another address now', OPERATOR)
        if status in (401, 403):
            raise self.away('refuses the key that it is asked with', OPERATOR, f'status {status}')
        if status == 429:
            raise self.away('has too much to do', detail='status 429')
        if status >= 500:
            raise self.away('failed', detail=f'status {status}')
        raise self.away(f'refused what it was asked for ({status})', 'Choose another voice or engine.')


def form(wish: Mapping[str, Any], file: bytes) -> tuple[str, bytes]:
    """Fields and a sound in one body, as a browser sends a form."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in wish.items()
    ]
    head = 'Content-Disposition: form-data; name="source_audio"; filename="source.wav"\r\nContent-Type: audio/wav'
    parts += [f'--{boundary}\r\n{head}\r\n\r\n'.encode(), file, f'\r\n--{boundary}--\r\n'.encode()]
    return f'multipart/form-data; boundary={boundary}', b''.join(parts)


def _word(told: Mapping[str, Any], name: str) -> str:
    said = told.get(name)
    return ' '.join(str(said).split())[:60] if isinstance(said, str | int | float) else ''


def _pause(stop: Event | None) -> None:
    if stop is None:
        time.sleep(PAUSE_S)
    elif stop.wait(PAUSE_S):
        raise Stopped
