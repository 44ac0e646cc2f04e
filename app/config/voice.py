"""Settings of what speaks."""

import sys
from pathlib import Path

from pydantic import Field

from app.config.outbound import OutboundSettings


class VoiceSettings(OutboundSettings):
    """The part of the settings that is about it; `app.config` makes one table of all."""

    models: str = Field('', description='Folder with the weights of voices; without one inside the installation')

    @property
    def models_dir(self) -> Path:
        """Where weights are: they belong to the installation, not to the data that is backed up."""
        return Path(self.models).absolute() if self.models else Path(sys.prefix) / 'share' / 'levelmix' / 'models'
