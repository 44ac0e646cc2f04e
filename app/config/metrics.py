"""Settings of what Prometheus asks for: a port of its own, which visitors do not come to."""

from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator

from app.config.loopback import is_loopback
from app.config.platforms import PlatformSettings

Port = Annotated[int, Field(ge=0, le=65535)]
SHORTEST_TOKEN = 16


class MetricsSettings(PlatformSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    metrics_port: Port = Field(0, description='Port on which Prometheus asks for `/metrics`; 0: none')
    metrics_host: str = Field('127.0.0.1', description='Address of that port; any other than a loopback needs a token')
    metrics_token: SecretStr = Field(
        SecretStr(''), description='Bearer token that Prometheus must bring, if one is set'
    )

    @model_validator(mode='after')
    def _refuse_open_metrics(self) -> Self:
        token = self.metrics_token.get_secret_value()
        if token and len(token) < SHORTEST_TOKEN:
            raise ValueError(
                f'LEVELMIX_METRICS_TOKEN has only {len(token)} characters: take at least {SHORTEST_TOKEN} random ones.'
            )
        if self.metrics_port and not token and not is_loopback(self.metrics_host):
            raise ValueError(
                f'LEVELMIX_METRICS_HOST={self.metrics_host} would show the figures to everybody who reaches it: '
                'set LEVELMIX_METRICS_TOKEN, or keep it at 127.0.0.1.'
            )
        if self.metrics_port and self.metrics_port == getattr(self, 'port', 0):
            raise ValueError(
                f'LEVELMIX_METRICS_PORT={self.metrics_port} is the port of the pages: '
                'give the figures one of their own.'
            )
        return self
