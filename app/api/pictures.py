"""Pictures of people: taken from the account page, and shown to whoever is signed in."""

import asyncio
import tempfile
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from app import accounts
from app.accounts import picture
from app.api.auth import with_accounts
from app.api.bodies import FILE_TYPE
from app.api.delivery import play
from app.errors import NotAllowed, TooLarge
from app.pictures import MOST_BYTES, TOO_LARGE
from app.runtime.thread_pools import LOOKS

router = APIRouter(dependencies=[Depends(with_accounts)])
SECONDS = 120.0
"""A picture that has not come by then is not waited for."""


@router.put('/auth/picture')
async def take(request: Request) -> dict[str, str]:
    """Take a picture as it comes; answers with its address."""
    user = await asyncio.to_thread(accounts.session_user)
    if request.headers.get('content-type', '').encode() != FILE_TYPE:
        raise NotAllowed('Invalid request: send the bytes of a picture here.')
    with tempfile.TemporaryDirectory(prefix='levelmix-picture-') as folder:
        path = Path(folder) / 'sent'
        await _receive(request, path)
        return {'picture': await LOOKS.call(user.id, picture.take, user.id, path)}


@router.delete('/auth/picture')
def remove() -> dict[str, str]:
    """Have no picture any more."""
    picture.remove(accounts.session_user().id)
    return {'picture': ''}


@router.get('/files/pictures/{user_id}/{size}')
def show(request: Request, user_id: str, size: str) -> Response:
    """Somebody's picture, for whoever is signed in."""
    accounts.session_user()
    return play(request, picture.stored_as(user_id, size), 'image/webp')


async def _receive(request: Request, path: Path) -> None:
    size = 0
    try:
        with path.open('wb') as file:
            async with asyncio.timeout(SECONDS):
                async for piece in request.stream():
                    size += len(piece)
                    if size > MOST_BYTES:
                        raise TooLarge(TOO_LARGE)
                    file.write(piece)
    except TimeoutError:
        raise NotAllowed('The rest of this picture did not come in time. Nothing has changed; send it again.') from None
