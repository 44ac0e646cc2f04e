"""Settings of the adviser: a language model that may answer artists, at an address."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator

from app.config.practice import PracticeSettings


class AdviserSettings(PracticeSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    adviser_url: str = Field('', description='Where a model may answer artists, as docs/artist.md tells')
    adviser_model: str = Field('', description='The model that is asked for its answers')
    adviser_key: SecretStr = Field(SecretStr(''), description='The key for its answers')
    adviser_seconds: Annotated[float, Field(gt=0, le=120)] = Field(
        30.0, description='How long an answer of it may take, in seconds'
    )
    memory_vectors: Literal['wordllama', 'minilm'] = Field(
        'wordllama', description='What finds what artists told the adviser; `minilm` finds more and takes more memory'
    )

    @model_validator(mode='after')
    def _names_an_adviser(self) -> Self:
        url = urlsplit(self.adviser_url)
        if self.adviser_url and (url.scheme not in ('http', 'https') or not url.hostname or url.query):
            raise ValueError('LEVELMIX_ADVISER_URL is no address: write it like http://gpu.lan:8000/v1.')
        if '@' in url.netloc:
            raise ValueError('LEVELMIX_ADVISER_URL names a password: it belongs in LEVELMIX_ADVISER_KEY.')
        return self
