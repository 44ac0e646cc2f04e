"""What home lets newcomers hear of voice: one sentence by three voices."""

from app.voice import previews
from components.vocabulary.elements import block
from components.vocabulary.sound import sound

VOICES = {'af_heart': ('Heart', 'American English'), 'bm_george': ('George', 'British English')}


def draw_example() -> None:
    """Draw those that there are."""
    with block('sounds'):
        for voice, (name, language) in VOICES.items():
            if previews.there(voice):
                sound(name, language, previews.packaged(voice), f'example-{voice}')
