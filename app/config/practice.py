"""Settings of practice: another engine that may write lines, at an address."""

from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from app.config.voice import VoiceSettings


class PracticeSettings(VoiceSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    practice_writer_url: str = Field('', description='Where lines may be written by a model, as docs/practice.md tells')
    practice_writer_model: str = Field('', description='Which model is asked for there')
    practice_writer_key: SecretStr = Field(SecretStr(''), description='The key that it asks for')
    practice_writer_seconds: Annotated[float, Field(gt=0, le=120)] = Field(
        20.0, description='How long it may take for a piece, in seconds'
    )

    @model_validator(mode='after')
    def _names_a_writer(self) -> Self:
        # Not of the field alone: its errors show what was written, and somebody may have written a key.
        url = urlsplit(self.practice_writer_url)
        if self.practice_writer_url and (url.scheme not in ('http', 'https') or not url.hostname or url.query):
            raise ValueError('LEVELMIX_PRACTICE_WRITER_URL is no address: write it like http://gpu.lan:8000/v1.')
        if '@' in url.netloc:
            raise ValueError(
                'LEVELMIX_PRACTICE_WRITER_URL names a password: it belongs in LEVELMIX_PRACTICE_WRITER_KEY.'
            )
        return self
