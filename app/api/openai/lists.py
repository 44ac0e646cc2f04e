"""Who can be heard and what makes the sound, as lists that such programs offer for choice."""

from typing import Any

from fastapi import APIRouter

from app.api.openai.access import Reads
from app.voice import voices

router = APIRouter()
MODELS = ('tts-1', 'tts-1-hd', 'gpt-4o-mini-tts')
"""Names that programs ask for without looking: each is whatever the voice is of."""


@router.get('/audio/voices')
def list_voices(who: Reads) -> dict[str, Any]:
    """Everybody who can be heard now."""
    found = voices.all_voices(who.id)
    return {'voices': [{'id': one.id, 'name': one.name, 'language': one.language, 'sex': one.sex} for one in found]}


@router.get('/models')
def list_models(_: Reads) -> dict[str, Any]:
    """The engines that work, and what is always understood."""
    made = {'object': 'model', 'created': 0, 'owned_by': 'levelmix'}
    return {'object': 'list', 'data': [{'id': name, **made} for name in _names()]}


@router.get('/audio/models')
def list_models_of_sound(_: Reads) -> dict[str, Any]:
    """The same, where some programs look for it."""
    return {'models': [{'id': name} for name in _names()]}


def _names() -> list[str]:
    return [*MODELS, *(one.name for one in voices.states() if one.health.state == 'ready')]
