"""Where the picture of a user is shown from."""

from pathlib import PurePath

from models import User


def address(user: User, size: int = 192) -> str:
    """Where a browser finds the picture; empty if there is none. It is another address for every picture."""
    if not user.avatar_url:
        return ''
    version = PurePath(user.avatar_url).stem.rpartition('-')[0][-12:]
    return f'/files/pictures/{user.id}/{size}?v={version}'
