"""Visitors who leave before they are answered: that there is no answer then is no fault."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNANSWERED = 'No response returned.'
"""What Starlette's middleware (`BaseHTTPMiddleware`) says of it, as of a page that forgets to answer."""


class MayLeave:
    """Around an application that is built of such middleware: the server logs no fault where nobody waits any more."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        gone = False

        async def noting() -> Message:
            nonlocal gone
            message = await receive()
            gone = gone or message['type'] == 'http.disconnect'
            return message

        try:
            await self._app(scope, noting, send)
        except RuntimeError as error:
            if not gone or str(error) != UNANSWERED:
                raise
