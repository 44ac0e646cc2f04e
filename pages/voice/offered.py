"""Who is offered, as the picker shows them."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.voice import previews
from app.voice.engines.port import Voice


def offered(voices: Iterable[Voice]) -> list[dict[str, Any]]:
    """Voices with the address at which each can be heard."""
    return [asdict(voice) | {'preview': previews.address(voice)} for voice in voices]
