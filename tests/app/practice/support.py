"""Pieces to practise, for the tests of what people do with them."""

from app.db import transaction
from models import GeneratedContent


def piece(user_id: str, title: str = 'Lick in C', *, type: str = 'JAZZ_LICK', public: bool = False) -> str:
    """A piece of this user's; returns its id."""
    row = GeneratedContent(
        user_id=user_id, title=title, type=type, parameters='{}', music_data='{}', key='C', is_public=public
    )
    with transaction() as session:
        session.add(row)
    return row.id
