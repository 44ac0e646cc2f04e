"""The looks of an artist's page: four that are easy to read in light and dark, on a phone and printed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """One look; its colours and letters are in `artist.css`, under its name."""

    name: str
    label: str
    does: str


THEMES = {
    one.name: one
    for one in (
        Theme('paper', 'Paper', 'Quiet and light; the music stands in front.'),
        Theme('night', 'Night', 'Always dark, with warm light.'),
        Theme('poster', 'Poster', 'Large letters and one strong colour.'),
        Theme('sleeve', 'Sleeve', 'Like the back of a record: narrow, with fine lines.'),
    )
}
USUAL = 'paper'
