"""What a server, or the way to it, has against a request: as sentences for the person who reads them."""

from typing import Any

import httpx2

from app.errors import LevelMixError

BUSY = frozenset({429, 502, 503, 504})
"""Answers of the moment: the same request may be taken a little later."""
LOCKED = 423
PASSING = 'The server did not take this now (%d %s). Try again later.'


class RemoteError(LevelMixError):
    """A server did not do what it was asked for.

    Parameters
    ----------
    status : of the answer; 0 where none came.
    name : of the problem, the last part of its type; empty where the server names none.
    where : the address of what it is about, where the server says one.
    """

    def __init__(self, sentence: str, status: int = 0, name: str = '', where: str = '') -> None:
        super().__init__(sentence)
        self.status, self.name, self.where = status, name, where


class NoAnswer(RemoteError):
    """No answer came, however often it was asked for."""


class WrongKey(RemoteError):
    """The server does not know the key, or wants one."""


class Incomplete(RemoteError):
    """What arrived is not what was announced; nothing of it stands as a result."""


def of_answer(answer: httpx2.Response, server: str) -> RemoteError:
    """What an answer that is a refusal says; its body has been read."""
    facts = _facts(answer)
    name = str(facts.get('type', '')).rpartition('/')[2]
    if answer.is_redirect:
        return RemoteError(f'{server} sends on to {answer.headers["location"]}: name that server instead.')
    if answer.status_code == 404 and not facts:
        return RemoteError(f'There is no LevelMix with this API at {server}. Check the address.', 404)
    sentence = _sentence(facts) or _plain(answer) or PASSING % (answer.status_code, answer.reason_phrase)
    if answer.status_code == 401:
        return WrongKey(f'{sentence} Give {server} another key with: levelmix remote login {server}', 401, name)
    return RemoteError(sentence, answer.status_code, name, answer.headers.get('location', ''))


def no_answer(server: str, error: Exception) -> NoAnswer:
    """What to say where none came; reasons of the system are said in its words."""
    reason = ' '.join(str(error).split()) or type(error).__name__
    return NoAnswer(f'{server} does not answer ({reason}). Look whether it runs and the address is right.')


def _facts(answer: httpx2.Response) -> dict[str, Any]:
    if 'json' not in answer.headers.get('content-type', ''):
        return {}
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _sentence(facts: dict[str, Any]) -> str:
    """The sentence of a problem, with what is wrong about single fields where that says more."""
    said = str(facts.get('detail') or facts.get('error') or facts.get('title') or '').strip()
    fields = [one for one in facts.get('errors') or [] if isinstance(one, dict) and one.get('detail')]
    places = [f'{str(one.get("pointer", "")).lstrip("#/")}: {one["detail"]}' for one in fields[:5]]
    if not said:
        return ''
    whole = said if said.endswith(('.', '!', '?')) else f'{said}.'
    return ' '.join([whole, *(f'({place})' for place in places if place not in whole)])


def _plain(answer: httpx2.Response) -> str:
    """A sentence that came as it is; pages of proxies are none."""
    if not answer.headers.get('content-type', '').startswith('text/plain'):
        return ''
    text = ' '.join(answer.text.split())
    return text if 0 < len(text) <= 300 else ''
