"""What is known of an engine at an address before it is asked."""

from collections.abc import Sequence
from typing import Protocol


class Place(Protocol):
    """One line of the settings, as the adapters need it; `app.config.voice.VoiceEngine` is one."""

    @property
    def name(self) -> str:
        """What it is called here."""

    @property
    def shape(self) -> str:
        """How it is asked: `plain`, `openai` or `elevenlabs`."""

    @property
    def url(self) -> str:
        """Where it is, without a slash at the end."""

    @property
    def makes(self) -> Sequence[str]:
        """What it is asked for: `speech`, `change`, `effects`."""

    @property
    def model(self) -> str:
        """Which of its models is asked for; empty for its usual one."""

    @property
    def voices(self) -> Sequence[str]:
        """Who can be heard, where it does not tell by itself."""

    @property
    def language(self) -> str:
        """What its voices speak, where it does not tell."""

    @property
    def licence(self) -> str:
        """Under which its sound comes, as the operator says."""

    @property
    def memory(self) -> str:
        """How much it takes, as the operator says."""

    @property
    def seconds(self) -> float:
        """How long one answer may take."""

    @property
    def rate(self) -> int:
        """What all of its speech is brought to, in Hz."""

    @property
    def files(self) -> Sequence[str]:
        """Hosts from which sound is fetched although they are not its own."""

    @property
    def key(self) -> str:
        """What it knows us by; empty where it asks for nothing."""
