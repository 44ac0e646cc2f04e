"""Servers that a user has logged in to, and the key for each, in a file that nobody else on the machine may read."""

import ipaddress
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.errors import NotAllowed, NotFound
from app.remote import surroundings
from app.remote.files import written

FILE = 'remote.json'
_KEY = re.compile(r'[\x21-\x7e]{8,400}')


@dataclass(frozen=True, slots=True)
class Login:
    """A server and the key for it; the key is empty where none is needed."""

    server: str
    key: str


def address(given: str) -> str:
    """The address of a server as it is written everywhere: with a scheme, without what follows the product's place.

    Raises
    ------
    NotAllowed : it is none, or carries a password.
    """
    text = given.strip()
    if '://' not in text:
        text = f'{"http" if _is_near(urlsplit(f"//{text}").hostname or "") else "https"}://{text}'
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - it is looked at here, and refused if it is none
    except ValueError:
        raise NotAllowed(f'{given} is no address of a server.') from None
    if parts.scheme not in ('http', 'https') or not parts.hostname:
        raise NotAllowed(f'{given} is no address of a server: give one like https://mix.example.org.')
    if parts.username or parts.password:
        raise NotAllowed('Leave name and password out of the address: servers are entered with a key.')
    path = parts.path.rstrip('/').removesuffix('/api/v1').rstrip('/')
    return f'{parts.scheme}://{parts.netloc.lower()}{path}'


def is_readable_on_the_way(server: str) -> bool:
    """Whether a key that goes there could be read by others on the network."""
    parts = urlsplit(server)
    return parts.scheme == 'http' and not _is_near(parts.hostname or '')


def checked_key(given: str) -> str:
    """A key as somebody has pasted it; raises NotAllowed if it cannot be one."""
    key = given.strip()
    if not _KEY.fullmatch(key):
        raise NotAllowed('This is no key: copy it whole, as the account page of the server has shown it.')
    return key


def chosen(named: str = '') -> Login:
    """The server that is meant and the key for it: the one that is named, that of the environment, or the last login.

    Raises
    ------
    NotAllowed, NotFound : none is known, or what is known is none.
    """
    told = named or surroundings.server()
    stored = _stored()
    server = address(told) if told else str(stored.get('server', ''))
    if not server:
        raise NotFound(
            'Which server is not known: enter one with levelmix remote login URL, or name it in LEVELMIX_SERVER.'
        )
    key = surroundings.key() or str(_keys(stored).get(server, ''))
    return Login(server, checked_key(key) if key else '')


def remember(login: Login) -> Path:
    """Keep the key of a server, and take this server from now on where none is named; returns the file."""
    stored = _stored()
    stored |= {'server': login.server, 'keys': _keys(stored) | {login.server: login.key}}
    return _write(stored)


def forget(server: str) -> bool:
    """Forget the key of a server; False if none was kept."""
    stored = _stored()
    keys = _keys(stored)
    known = keys.pop(server, None) is not None
    stored['keys'] = keys
    if stored.get('server') == server:
        stored['server'] = next(iter(keys), '')
    _write(stored)
    return known


def _write(stored: dict[str, Any]) -> Path:
    path = surroundings.config_folder() / FILE
    written(path, json.dumps(stored, indent=1))
    return path


def _stored() -> dict[str, Any]:
    path = surroundings.config_folder() / FILE
    try:
        with path.open() as file:
            if os.fstat(file.fileno()).st_mode & 0o077:
                path.chmod(0o600)  # a copy or a tool has opened it to others
            found = json.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        raise NotAllowed(f'{path} cannot be read: mend or delete it, then log in again.') from None
    return found if isinstance(found, dict) else {}


def _keys(stored: dict[str, Any]) -> dict[str, Any]:
    keys = stored.get('keys')
    return dict(keys) if isinstance(keys, dict) else {}


def _is_near(host: str) -> bool:
    """Whether what goes there stays on this machine."""
    if host == 'localhost' or host.endswith('.localhost'):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
