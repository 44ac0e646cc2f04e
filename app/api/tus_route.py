"""What every answer of the tus protocol carries, and how one tells what was refused."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from app.api.errors import refused
from app.errors import InUse, Refused, WrongOffset

VERSION = '1.0.0'


class OtherVersion(Refused):
    """The client speaks another version of the protocol, or none."""


class OtherMedia(Refused):
    """What comes is not called the bytes of a file."""


class TusRoute(APIRoute):
    """Gives every response, refusals too, the headers that the protocol requires."""

    def tell(self, request: Request, error: Refused) -> Response:
        """The response to a request that was refused."""
        if isinstance(error, (OtherVersion, OtherMedia)):
            return JSONResponse({'error': str(error)}, 412 if isinstance(error, OtherVersion) else 415)
        return refused(request, error)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inside = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await inside(request)
            except Refused as error:
                response = self.tell(request, error)
                if isinstance(error, OtherVersion):
                    response.headers['Tus-Version'] = VERSION
                if isinstance(error, (InUse, WrongOffset)):
                    response.headers['Connection'] = 'close'  # the rest of the body would be sent for nothing
            response.headers['Tus-Resumable'] = VERSION
            response.headers['Cache-Control'] = 'no-store'
            return response

        return handle
