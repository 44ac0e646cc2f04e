"""What home lets newcomers see of artists: how a streak, a level and a number look, with nobody's figures."""

from app.artist import points
from components.artist.growth import level_bar
from components.vocabulary.elements import block, text


def draw_example() -> None:
    """Draw a level and what the adviser says of a week."""
    with block('stack', role='group', aria_label='An example', data_testid='artist-example'):
        level_bar(points.standing(310), [(points.RULES['release'].words, points.RULES['release'].points)])
        text('800 streams last week, 1,180 the week before: 480 of these came on one day, 16 June.', 'quiet', tag='p')
