"""Settings of the API for programs."""

from typing import Annotated

from pydantic import Field

from app.config.watch import WatchSettings

Requests = Annotated[int, Field(ge=0, le=1_000_000)]


class ProgramSettings(WatchSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    api_requests_per_minute: Requests = Field(
        600, description='Requests that a program with an API key may send in a minute; 0: no limit'
    )
