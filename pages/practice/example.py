"""What home lets newcomers see and hear of practice: one melody with the band."""

from app.practice import example
from components.practice.words import LEVELS, STYLES
from components.vocabulary.elements import block
from components.vocabulary.sound import sound


def draw_example() -> None:
    """Draw its notes, and the sound below them."""
    drawn = block('notes-example', role='img', aria_label='The notes of eight bars', data_testid='example-notes')
    drawn.style(f'--notes: url("{example.PAGE_ADDRESS}")')
    told = f'{STYLES[example.STYLE]} in {example.KEY}, {LEVELS[example.LEVEL].lower()}, with piano, bass and drums'
    sound('Eight bars, just written', told, example.SOUND_ADDRESS, 'example-melody')
