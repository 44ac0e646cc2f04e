"""The example of levelling: a few bars of our own, as they were recorded and as they came out. `bench/example_sound.py`
makes them, and a test measures them."""

from pathlib import Path

from components.audio.ruler import ruler
from components.vocabulary import wording
from components.vocabulary.elements import block
from components.vocabulary.sound import sound

PLACE = Path(__file__).parent / 'static' / 'example'
BEFORE, AFTER, TARGET = -23.5, -14.0, -14.0


def leveling_example() -> None:
    """Draw both, to be heard, and their place on the ruler."""
    ruler(BEFORE, AFTER, TARGET, reached=True)
    with block('sounds'):
        sound('Before', wording.lufs(BEFORE), PLACE / 'before.mp3', 'example-before')
        sound('After', wording.lufs(AFTER), PLACE / 'after.mp3', 'example-after')
