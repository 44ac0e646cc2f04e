"""One piece in a list: what it is, and where it is opened."""

from collections.abc import Sequence
from typing import Protocol

from components.practice.words import LEVELS, STYLES, TYPES, key_name, signs
from components.vocabulary.elements import block, link, text


class Shown(Protocol):
    """A piece as a list shows it; `app.practice.pieces.Piece` has these fields."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def difficulty(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def tempo(self) -> int: ...
    @property
    def style(self) -> str: ...
    @property
    def likes(self) -> int: ...
    @property
    def is_public(self) -> bool: ...


def address(content_id: str) -> str:
    """Where a piece is."""
    return f'/practice/pieces/{content_id}'


def facts(piece: Shown) -> list[str]:
    """What is to be known of a piece at a look."""
    told = [TYPES[piece.type], LEVELS[piece.difficulty], key_name(piece.key), STYLES.get(piece.style, piece.style)]
    return [fact for fact in (*told, f'♩ = {piece.tempo}' if piece.tempo else '') if fact]


def piece_card(piece: Shown, *, by: str = '', more: Sequence[str] = ()) -> None:
    """Draw it; `by` is who made it, where that is somebody else, `more` what else is told."""
    with block('piece-card', tag='li', data_testid='piece-card', data_piece=piece.id):
        link(signs(piece.title), address(piece.id), 'name')
        with block('meta'):
            for fact in (
                *facts(piece),
                *more,
                f'by {by}' if by else '',
                'public' if piece.is_public and not by else '',
            ):
                if fact:
                    text(fact)
            if piece.likes:
                text(f'♥ {piece.likes}', aria_label=f'{piece.likes} like it')
        if piece.description:
            text(signs(piece.description), 'quiet small clamp', tag='p')
