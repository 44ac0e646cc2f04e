"""What a server, or the way to it, has against a call: as a sentence that names neither its address nor the key."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
import mcp_types as types
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from app.errors import LevelMixError, NotAllowed
from app.remote import Login, chosen, surroundings
from app.remote.problems import NoAnswer, RemoteError, WrongKey, of_answer

AWAY = 'The LevelMix server does not answer. What is done on this machine goes on; try again later.'
KEY = 'The LevelMix server does not take the key that is kept for it. Log in again with: levelmix remote login'
TOO_OLD = 'The LevelMix server offers no tools for assistants: it is too old for that, or something else answers there.'
SAID = (types.INVALID_PARAMS, types.INTERNAL_ERROR)
"""Errors of the protocol whose words are a sentence of a LevelMix server."""
UNHEARD = (types.CONNECTION_CLOSED, types.REQUEST_TIMEOUT)


def login() -> Login:
    """The server that is meant; raises NotFound where nobody is logged in to one."""
    try:
        return chosen()
    except NotAllowed as error:
        if surroundings.server() and surroundings.server() in str(error):
            raise NotAllowed('What LEVELMIX_SERVER says is no address of a server.') from None
        raise


async def refuse(answer: httpx2.Response, login: Login) -> None:
    """Raise what an answer that is no answer of the protocol says."""
    is_protocol = answer.headers.get('content-type', '').startswith(('application/json', 'text/event-stream'))
    if answer.status_code < 300 or (is_protocol and not answer.is_redirect):
        return
    await answer.aread()
    if answer.is_redirect or answer.status_code in (404, 405):
        raise RemoteError(TOO_OLD, answer.status_code)
    raise of_answer(answer, login.server)


def told(error: BaseException, login: Login) -> RemoteError | None:
    """The reason, fit to be read by anybody; None for what is no fault of the server."""
    reasons = list(_reasons(error))
    said = [one for one in reasons if isinstance(one, LevelMixError)]
    for reason in said or reasons:
        if isinstance(reason, WrongKey):
            return WrongKey(KEY, reason.status)
        if isinstance(reason, NoAnswer | httpx2.TransportError | TimeoutError):
            return NoAnswer(AWAY)
        if isinstance(reason, MCPError) and reason.error.code not in SAID:
            return NoAnswer(AWAY) if reason.error.code in UNHEARD else RemoteError(TOO_OLD)
        if isinstance(reason, LevelMixError | MCPError):
            return RemoteError(without_address(str(reason), login), getattr(reason, 'status', 0))
        if isinstance(reason, httpx2.HTTPError | ValidationError):
            return RemoteError(TOO_OLD)
    return None


def without_address(sentence: str, login: Login) -> str:
    """A sentence that may name the server, without saying where that is."""
    host = urlsplit(login.server)
    for word in (login.server, host.netloc, host.hostname or ''):
        if '.' in word or ':' in word:  # a name like "mix" is a word, too
            sentence = re.sub(rf'(?<!\w){re.escape(word)}(?!\w)', 'the server', sentence, flags=re.IGNORECASE)
    sentence = sentence.replace(login.key, 'the key') if login.key else sentence
    return sentence[:1].upper() + sentence[1:]


def _reasons(error: BaseException) -> Iterator[BaseException]:
    """What lies behind an error: tasks of the protocol raise theirs in groups."""
    if isinstance(error, BaseExceptionGroup):
        for one in error.exceptions:
            yield from _reasons(one)
    else:
        yield error
