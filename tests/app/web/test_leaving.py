"""Who leaves before the answer leaves no trace; a page that forgets to answer does."""

import asyncio

import pytest
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.leaving import MayLeave


class AsNiceGui(BaseHTTPMiddleware):
    """What every page lies behind."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)


async def forgetful(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()


async def wrong(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    raise RuntimeError('A fault of ours.')


def ask(page: ASGIApp, then: str) -> list[Message]:
    """A request, and what comes after it; returns what is answered."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {'type': then, 'body': b''}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {'type': 'http', 'method': 'GET', 'path': '/', 'headers': [], 'query_string': b''}
    asyncio.run(MayLeave(AsNiceGui(page))(scope, receive, send))
    return sent


def test_who_leaves_before_the_answer_is_no_fault() -> None:
    assert ask(forgetful, 'http.disconnect') == []


def test_a_page_that_does_not_answer_is_one() -> None:
    with pytest.raises(RuntimeError, match='No response returned'):
        ask(forgetful, 'http.request')


def test_so_is_any_other_error_even_if_nobody_waits() -> None:
    with pytest.raises(RuntimeError, match='A fault of ours'):
        ask(wrong, 'http.disconnect')
