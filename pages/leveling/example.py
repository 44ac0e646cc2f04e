"""What home lets newcomers hear of levelling: the same mix, with the same numbers, as on the landing page."""

from app.public.example import example
from app.public.look import address
from components.leveling.example import Heard, leveling_example


def draw_example() -> None:
    """Draw it with what was measured."""
    found = example()
    before, after = (Heard(side.whole, address(f'{name}.mp3')) for name, side in
                     (('before', found.before), ('after', found.after)))  # fmt: skip
    leveling_example(before, after, found.target)
