"""`python -m bench.practice_sheets`: engraves a piece of every kind and level, on one picture a kind.

Each picture has the four levels of a kind below each other, from Beginner to Expert, with the first bars of longer
pieces. They go to `docs/practice`, are committed, and are shown by docs/practice-pieces.md, which is written anew, too.
"""

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from app.practice.generator.making import generate
from app.practice.notation.paper import to_png
from app.practice.notation.titles import printed
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.score import Score

DOCS = Path(__file__).parent.parent / 'docs'
PLACE, PAGE = DOCS / 'practice', DOCS / 'practice-pieces.md'
WIDTH, MARGIN, MOST_BARS, COLOURS = 1000, 24, 8, 8
MOST_BYTES = 1_500_000
ASKED = {
    Kind.JAZZ_LICK: (('C', Style.SWING), ('F', Style.BOSSA), ('Bb', Style.BEBOP), ('Gb', Style.BEBOP)),
    Kind.CHORD_PROGRESSION: (('F', Style.SWING), ('Bb', Style.BLUES), ('Eb', Style.SWING), ('Ab', Style.BALLAD)),
    Kind.SCALE_PATTERN: (('C', Style.SWING), ('G', Style.SWING), ('Dm', Style.MODAL), ('B', Style.BEBOP)),
    Kind.HARMONY_EXERCISE: (('C', Style.SWING), ('F', Style.SWING), ('Bb', Style.BALLAD), ('Db', Style.SWING)),
    Kind.MELODY: (('G', Style.WALTZ), ('F', Style.BOSSA), ('Cm', Style.BALLAD), ('Eb', Style.SWING)),
    Kind.COMPLETE_PIECE: (('F', Style.BLUES), ('Bb', Style.SWING), ('Am', Style.LATIN), ('Db', Style.STRIDE)),
}
NAMES = {
    Kind.JAZZ_LICK: 'Licks',
    Kind.CHORD_PROGRESSION: 'Chord progressions',
    Kind.SCALE_PATTERN: 'Scale patterns',
    Kind.HARMONY_EXERCISE: 'Harmony exercises',
    Kind.MELODY: 'Melodies',
    Kind.COMPLETE_PIECE: 'Whole pieces',
}


def main() -> None:
    """Write all pictures and their page."""
    PLACE.mkdir(exist_ok=True)
    told = [
        '# Twenty-four pieces',
        '',
        'A piece of every kind and level, as `python -m bench.practice_sheets` engraves them:',
    ]
    told += [f'from beginner to expert, the first {MOST_BARS} bars of longer ones, all by seed 7.', '']
    for kind, asked in ASKED.items():
        scores = [
            generate(Options(kind=kind, key=key, style=style, difficulty=level, seed=7))
            for (key, style), level in zip(asked, Difficulty, strict=True)
        ]
        name = f'{kind.lower().replace("_", "-")}.png'
        _together([_drawn(score) for score in scores]).save(PLACE / name, optimize=True)
        titles = ', '.join(f'{printed(score.title)} ({str(score.difficulty).lower()})' for score in scores)
        told += [f'## {NAMES[kind]}', '', f'{titles}.', '', f'![{NAMES[kind]}, engraved](practice/{name})', '']
    PAGE.write_text('\n'.join(told).rstrip() + '\n')
    size = sum(file.stat().st_size for file in PLACE.glob('*.png'))
    print(f'{size:,} bytes')
    assert size < MOST_BYTES, 'too large for the docs'


def _drawn(score: Score) -> Image.Image:
    """The beginning of a piece, without the paper around it."""
    page = Image.open(io.BytesIO(to_png(replace(score, bars=score.bars[:MOST_BARS])))).convert('L')
    dark = page.point(lambda grey: 255 if grey < 200 else 0)
    box = dark.getbbox() or (0, 0, page.width, page.height)
    cut = page.crop((0, max(0, box[1] - MARGIN), page.width, min(page.height, box[3] + MARGIN)))
    return cut.resize((WIDTH, round(cut.height * WIDTH / cut.width)), Image.Resampling.LANCZOS)


def _together(drawn: list[Image.Image]) -> Image.Image:
    """One below the other, in a few greys."""
    whole = Image.new('L', (WIDTH, sum(one.height for one in drawn)), 255)
    top = 0
    for one in drawn:
        whole.paste(one, (0, top))
        top += one.height
    return whole.quantize(COLOURS)


if __name__ == '__main__':
    main()
