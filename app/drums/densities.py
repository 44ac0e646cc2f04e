"""A small drawing of a map: how much is played when, kick, snare and the rest above each other. Drawn as SVG."""

import tempfile
from pathlib import Path

from app.drums import map_files
from app.drums.drum_map import DrumMap, Lane
from app.files import NewFile

COLUMNS, WIDTH, HEIGHT = 96, 192, 48
ROWS = ({Lane.KICK}, {Lane.SNARE}, set(Lane) - {Lane.KICK, Lane.SNARE})
SHADES = (1.0, 0.7, 0.4)


def counts(drum_map: DrumMap) -> list[list[int]]:
    """How many hits fall into each stretch of the song, for kick, snare and all else."""
    found = [[0] * COLUMNS for _ in ROWS]
    length = max(1, drum_map.length_ms)
    for hit in drum_map.hits:
        row = next(number for number, lanes in enumerate(ROWS) if hit.lane in lanes)
        found[row][min(COLUMNS - 1, hit.ms * COLUMNS // length)] += 1
    return found


def drawn(drum_map: DrumMap) -> str:
    """The drawing, in the colour of the text around it."""
    rows = counts(drum_map)
    most = max(1, *(sum(column) for column in zip(*rows, strict=True)))
    step, parts = WIDTH / COLUMNS, list[str]()
    for place, column in enumerate(zip(*rows, strict=True)):
        top = float(HEIGHT)
        for count, shade in zip(column, SHADES, strict=True):
            tall = round(HEIGHT * count / most, 1)
            if tall:
                top -= tall
                parts.append(
                    f'<rect x="{place * step:g}" y="{top:g}" width="{step - 0.4:g}" height="{tall:g}" '
                    f'fill-opacity="{shade:g}"/>'
                )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" fill="currentColor"'
    return f'{head} preserveAspectRatio="none">{"".join(parts)}</svg>'


def store(version_id: str, drum_map: DrumMap) -> NewFile:
    """Draw it and store the drawing for a version that is about to be written down."""
    with tempfile.TemporaryDirectory(prefix='levelmix-map-') as folder:
        path = Path(folder) / 'thumbnail.svg'
        path.write_text(drawn(drum_map))
        return map_files.put(version_id, 'thumbnail', path)
