"""Settings of the watched folder: what appears there is levelled without anybody pressing anything."""

from typing import Annotated

from pydantic import Field

from app.config.adviser import AdviserSettings

Seconds = Annotated[float, Field(ge=0.5, le=3600)]


class WatchSettings(AdviserSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    watch: str = Field('', description='Folder in which every mix that appears is levelled; empty: none')
    watch_preset: str = Field('Spotify', description='The system preset for that folder')
    watch_output: str = Field('', description='Where its results go; empty: to `levelled` in it')
    watch_seconds: Seconds = Field(10.0, description='A file there is whole when it stays the same for so long, in s')
