"""An example of levelling: a mix to hear as it was and as it came out, and where both stand on the ruler."""

from dataclasses import dataclass

from components.audio.ruler import ruler
from components.vocabulary import wording
from components.vocabulary.elements import block
from components.vocabulary.sound import sound


@dataclass(frozen=True, slots=True)
class Heard:
    """One side: its loudness in LUFS, and the address of its sound."""

    lufs: float
    address: str


def leveling_example(before: Heard, after: Heard, target: float) -> None:
    """Draw both, to be heard, and their place on the ruler."""
    ruler(before.lufs, after.lufs, target, reached=True)
    with block('sounds'):
        sound('Before', wording.lufs(before.lufs), before.address, 'example-before')
        sound('After', wording.lufs(after.lufs), after.address, 'example-after')
