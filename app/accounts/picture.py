"""The picture of a user: a square in three sizes, which everybody who is signed in may see."""

import tempfile
from pathlib import Path

from sqlmodel import Session

from app import files, pictures, storage
from app.accounts import audit, faces, standing
from app.accounts.on_behalf import acting
from app.db import reading, transaction
from app.errors import NotFound
from app.files import PICTURE, Need, NewFile
from models import User
from models.types import new_id, utc_now

AREA, KIND = 'accounts', 'profile'
LARGEST = pictures.SIZES[0]


def take(user_id: str, source: Path) -> str:
    """Make this file the user's picture; returns the address of it.

    Raises
    ------
    NotAllowed
        It is no picture that can be taken; the sentence says why.
    TooLarge
        The file is too large.
    """
    name = f'{AREA}/{PICTURE}/{new_id()}'
    with tempfile.TemporaryDirectory(prefix='levelmix-picture-') as folder:
        made = pictures.squares(source, Path(folder))
        sizes = {size: storage.put(_key(name, size), path) for size, path in made.items()}
    with transaction() as session:
        user = acting(session, user_id)
        before = bool(user.avatar_url)
        _forget(session, user)
        need = Need(KIND, user_id, user_id, AREA)
        for size, size_bytes in sizes.items():
            source_key = '' if size == LARGEST else _key(name, LARGEST)
            files.note(session, NewFile(_key(name, size), PICTURE, size_bytes, 'picture.webp', source=source_key), need)
        user.avatar_url, user.updated_at = _key(name, LARGEST), utc_now()
        session.add(user)
        audit.note(session, 'user.picture', user, target=user_id, before={'picture': before}, after={'picture': True})
        return faces.address(user)


def remove(user_id: str) -> None:
    """Have no picture any more."""
    with transaction() as session:
        user = acting(session, user_id)
        before = bool(user.avatar_url)
        _forget(session, user)
        audit.note(session, 'user.picture', user, target=user_id, before={'picture': before}, after={'picture': False})


def stored_as(user_id: str, size: str) -> str:
    """The storage key of somebody's picture.

    Raises
    ------
    NotFound
        They have none, in this size, or they have left.
    """
    with reading() as session:
        user = session.get(User, user_id)
    known = {str(one): one for one in pictures.SIZES}
    if user is None or standing.is_hidden(user) or not user.avatar_url or size not in known:
        raise NotFound('There is no such picture.')
    return _key(user.avatar_url.removesuffix(f'-{LARGEST}.webp'), known[size])


def _forget(session: Session, user: User) -> None:
    """Let go of the files of the picture; they are removed once that is committed."""
    files.release(session, user.id)
    user.avatar_url, user.updated_at = None, utc_now()
    session.add(user)


def _key(name: str, size: int) -> str:
    return f'{name}-{size}.webp'
