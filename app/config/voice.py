"""Settings of what speaks: where its weights are, and which engines are asked by an address."""

import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from app.config.outbound import OutboundSettings

Tool = Literal['speech', 'change', 'effects']
SHAPES: dict[str, tuple[Tool, ...]] = {
    'plain': ('speech', 'change', 'effects'),
    'openai': ('speech',),
    'elevenlabs': ('speech', 'effects'),
}
"""Ways to ask, and what can be asked for in each."""
_Keys = TypeAdapter(dict[str, str])


class VoiceEngine(BaseModel):
    """An engine that the operator has named, and how it is asked.

    Attributes
    ----------
    name : what it is called here; its voices begin with it.
    makes : what it is asked for.
    voices : who can be heard, where it does not tell by itself.
    seconds : how long one answer may take.
    rate : what all of its speech is brought to, in Hz: pieces of one clip may be made days and processes apart.
    files : hosts that it may send on to for the sound itself; they hear nothing of the key.
    """

    model_config = ConfigDict(frozen=True, extra='forbid')

    name: Annotated[str, Field(pattern='^[a-z][a-z0-9_]{0,30}$')]
    shape: Literal['plain', 'openai', 'elevenlabs']
    url: str
    makes: tuple[Tool, ...] = ('speech',)
    model: str = ''
    voices: tuple[str, ...] = ()
    language: str = 'en-us'
    licence: str = ''
    memory: str = ''
    seconds: Annotated[float, Field(gt=0, le=3600)] = 120.0
    rate: Annotated[int, Field(ge=8000, le=48_000)] = 24_000
    files: tuple[str, ...] = ()
    key: str = Field('', repr=False)

    @field_validator('url')
    @classmethod
    def _is_address(cls, said: str) -> str:
        url = urlsplit(said)
        if url.scheme not in ('http', 'https') or not url.hostname or url.query or url.fragment:
            raise ValueError('is no address: write it like http://gpu.lan:8000')
        if '@' in url.netloc:
            raise ValueError('names a password: keys belong in LEVELMIX_VOICE_ENGINE_KEYS')
        _ = url.port
        return said.rstrip('/')

    @model_validator(mode='after')
    def _can_make(self) -> Self:
        known = SHAPES[self.shape]
        if not self.makes or not set(self.makes) <= set(known):
            raise ValueError(f'makes: an engine of the shape {self.shape} makes {", ".join(known)}')
        return self


_Engines = TypeAdapter(tuple[VoiceEngine, ...])


class VoiceSettings(OutboundSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    models: str = Field('', description='Folder with the weights of voices; without one inside the installation')
    voice_engines: str = Field('', description='Engines by address, as a JSON list: docs/voice.md tells what is in it')
    voice_engine_keys: SecretStr = Field(SecretStr(''), description='Their keys by name, as a JSON object')

    @model_validator(mode='after')
    def _names_engines(self) -> Self:
        # Not of the field alone: its errors show what was written, and somebody may have written a key.
        _read(self.voice_engines, self.voice_engine_keys.get_secret_value())
        return self

    @property
    def models_dir(self) -> Path:
        """Where weights are: they belong to the installation, not to the data that is backed up."""
        return Path(self.models).absolute() if self.models else Path(sys.prefix) / 'share' / 'levelmix' / 'models'

    @property
    def engines_by_address(self) -> Sequence[VoiceEngine]:
        """The engines that the operator has named, each with its key."""
        return _read(self.voice_engines, self.voice_engine_keys.get_secret_value())


@cache
def _read(said: str, keys: str) -> tuple[VoiceEngine, ...]:
    try:
        engines = _Engines.validate_json(said) if said.strip() else ()
    except ValidationError as error:
        raise ValueError(f'LEVELMIX_VOICE_ENGINES cannot be read: {_told(error)}.') from None
    try:
        known = _Keys.validate_json(keys) if keys.strip() else {}
    except ValidationError:
        raise ValueError(
            'LEVELMIX_VOICE_ENGINE_KEYS cannot be read: write it like {"gpu": "the key"}, a JSON object.'
        ) from None
    if any(engine.key for engine in engines):
        raise ValueError('LEVELMIX_VOICE_ENGINES has a key: keys belong in LEVELMIX_VOICE_ENGINE_KEYS.')
    names = [engine.name for engine in engines]
    if len(set(names)) < len(names):
        raise ValueError('LEVELMIX_VOICE_ENGINES has one name twice: give each engine a name of its own.')
    if strange := sorted(known.keys() - set(names)):
        raise ValueError(f'LEVELMIX_VOICE_ENGINE_KEYS has a key for “{strange[0][:40]}”, which is no engine.')
    return tuple(engine.model_copy(update={'key': known.get(engine.name, '')}) for engine in engines)


def _told(error: ValidationError) -> str:
    """What is wrong first, without what was written: a key may be in it."""
    first = error.errors(include_input=False, include_url=False)[0]
    where = [f'engine {part + 1}' if isinstance(part, int) else str(part) for part in first['loc']]
    return ', '.join([*where, str(first['msg']).removeprefix('Value error, ')])
