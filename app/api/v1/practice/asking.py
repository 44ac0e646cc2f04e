"""What the routes of practice have in common: who asks, and ids in paths."""

from typing import Annotated

from fastapi import Path

from app.api.v1.area_answers import Asking as Asking
from app.api.v1.area_answers import submitted as submitted

PieceId = Annotated[str, Path(max_length=64, description='The id of a piece.')]
EXAMPLE_ID = '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'
PIECE_ID = '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11'
"""Ids as the document shows them."""
