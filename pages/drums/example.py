"""What home shows newcomers of drums: two bars, to be played at once by keys, pads or fingers."""

from components.drums.player import DrumPlayer


def draw_example() -> None:
    """A beat that comes with the product."""
    DrumPlayer('/files/drums/example', 'A beat to try')
