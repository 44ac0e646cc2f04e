"""Rhythm in words, a bar each: what a style says, how it talks in lines, and how it closes.

A word has a token for each beat: one sign for the whole beat, two for eighths, three for a triplet, four for
sixteenths. `x` begins a note, `-` holds it, `.` is silent. A word that begins with `-` goes on from the bar before.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.practice.options import Difficulty, Style
from app.practice.score import Time

S = Style
Rhythm = tuple[tuple[int, int], ...]
"""Starts and lengths in ticks; a start of -1 holds on what the bar before ended with."""
HEADS: dict[Style, tuple[str, ...]] = {
    S.SWING: ('x .x - .', '.x xx x .', 'x x xx .', 'xx x .x -', '. xx xx x', 'x xx -x -', '. .x xx x', 'x - .x x',
              '.x x .x -', 'xx xx x .', 'xx -x .x x', '.x -x -x x'),
    S.BEBOP: ('xx xx xx xx', '.x xx xx x.', 'xx xxx xx x.', '. xx xx xx', 'xx .x xx .x', '.x xx -x xx', 'xx xx x .',
              'x. xx xx .x', 'xx -x xx x.'),
    S.BOSSA: ('x -x -x x', '.x -x -x -', 'x x .x -', '.x x .x x', 'x -x - .', '.x xx -x -', '. .x -x x', 'xx -x -x -',
              'x - .x -x', '.x -x x .'),
    S.MODAL: ('x - .x -', '. .x x -', 'x x .x -', 'x -x - .', '.x xx - .', 'x - x x', '. x xx .', '.x -x -x -',
              'xx x - .', 'x .x -x .'),
    S.BLUES: ('.x xx x .', 'x xx .x .', 'xxx x .x -', '.x xxx x .', 'x .x xx .', 'xx xx x .', '. xx xx x', 'xx x .x .',
              '.x x .x x'),
    S.BALLAD: ('x - xx x', 'x -x x -', '. xx x -', 'x - xxx x', 'x x xx -', '.x xx x -', 'x -x -x x', '. .x x xx',
               'x xx -x .', '. xxx x -'),
    S.STRIDE: ('xx xx xx x', 'x xx xx x', 'xx -x xx x', '.x xx xx x', 'xx xx x .', 'x. xx -x x', 'xx -x -x x',
               'x xx x .'),
    S.WALTZ: ('x - x', 'x xx x', '.x x x', 'x .x -', 'xx -x x', '. xx x', 'x -x x', '. .x xx', 'xx xx x', '.x -x -'),
    S.LATIN: ('x -x - x', '. x xx .', '.x -x x .', 'xx .x -x x', '. .x xx x', 'x -x -x -', '.x x .x .', 'xx -x -x x',
              '. xx -x -'),
    S.FUNK: ('x-xx --x- x .', '..xx x .x x', 'x .x -x x', 'xx -x x .', '.x xx -x .', 'x--x --x- x .', '. .xxx x x',
             'x x. .x -x', 'xx -x -x .', '.xx- xx x- .x'),
}  # fmt: skip
LINES: dict[Style, tuple[str, ...]] = {
    S.SWING: ('xx xx xx xx', '.x xx xx x.', 'xx xx xx x.', '. xx xx xx', 'xx xx .x xx', 'x xx xx xx', 'xx xxx xx x.'),
    S.BEBOP: (
        'xx xx xx xx',
        '.x xx xx xx',
        'xx xxx xx xx',
        '. xx xx xx',
        'xx xx xxx xx',
        '.x xxx xx x.',
        'xxx xx xx x.',
        '- xx xx xx',
        'xx xx xx .x',
    ),
    S.BOSSA: ('xx xx xx x.', '.x xx xx xx', 'xx -x xx x.', '. xx -x xx', 'xx xx -x -x', '.x -x xx x'),
    S.MODAL: ('xx xx xx x.', '.x xx xx .x', 'xxx xx x .', '. xx xxx x', 'xx -x xx x', '. .x xx xx'),
    S.BLUES: ('xxx xxx x .', '.x xxx xx x.', 'xx xx xxx x', '. xxx xx x', 'xxx xx .x .', '.x xx xxx x.'),
    S.BALLAD: ('xx xxx xx x', '.x xx xxx x', 'x xxx xx xx', '. xxx xxx x', 'xxxx x xx -', '.x xx xx xx'),
    S.STRIDE: ('xx xx xx x.', 'xxx x xx x', '.x xx xx xx', 'xx -x xx x.', '. xx xxx xx', 'xx xxx xx .'),
    S.WALTZ: ('xx xx xx', '.x xx xx', 'xx xxx x', '. xx xx', 'xxx xx x.', 'xx xx x.'),
    S.LATIN: ('xx .x -x xx', '.x xx -x x', 'xx xx .x xx', '. xx -x xx', '.x -x xx xx', 'xx -x -x xx'),
    S.FUNK: ('x-xx -xx- x x', 'xxxx x .x x', '.x xx x-xx .', '..xx x-xx x .', 'x .xxx x .x', 'xx x-x- -x x'),
}
CLOSES: dict[Style, tuple[str, ...]] = {
    S.SWING: ('xx x . .', 'x - . .', 'xx xx x .', '.x x . .', '- - . .', 'x .x - .', 'xx -x - .'),
    S.BEBOP: ('xx xx .x .', 'xx .x . .', 'xx x . .', '.x xx .x .', 'xx xx x .', '- xx .x .', 'xx x .x .'),
    S.BOSSA: ('x -x - .', '- - . .', '.x - - .', 'xx - - .', 'x - . .'),
    S.MODAL: ('x - - .', '.x - - .', 'x -x - .', '- - - .', 'x x - .'),
    S.BLUES: ('xx x . .', 'x .x . .', '.x x . .', 'xxx x . .', 'x - . .'),
    S.BALLAD: ('x - - .', 'xx - - .', 'x -x - .', 'xxx x - .'),
    S.STRIDE: ('xx xx x .', 'x x x .', 'xx x x .', 'x . x .'),
    S.WALTZ: ('x - .', 'xx x .', 'x - -', '.x - .', '- - .', 'x -x .'),
    S.LATIN: ('x -x - .', '.x x . .', 'xx -x . .', '- - . .', 'x . x .'),
    S.FUNK: ('x. x . .', 'xx .x . .', 'x..x x . .', '.x x . .'),
}  # fmt: skip
LAST = {3: ('x - -', 'x - .', '.x - -'), 4: ('x - - .', 'x - - -', 'xx - - .', '.x - - .')}
"""How a piece ends, by its beats."""
PLAIN = {
    3: ('x x x', 'xx x x', 'x - xx', 'xx xx x', '. xx x', 'x xx .', '.x x x'),
    4: ('x x xx x', 'xx x xx x', 'xx xx x -', '. xx x x', 'xx x x .', 'x xx x .', 'x .x x .', '.x x xx .', 'xx - xx x'),
}
"""What beginners read, in every style beside what they can of its own words."""
PLAIN_CLOSES = {3: ('x - .', 'xx x .', 'x . .'), 4: ('x - . .', 'xx x . .', 'x x x .', 'xx - - .')}
PAIRS = ('xx xx', 'x xx', 'xx x', '.x xx', 'x x', '.x x', 'xx -x', 'x .', '. xx', 'xx .x')
"""Two beats, which make longer bars with three or four before them."""
PAIR_CLOSES = ('x .', 'x -', 'xx .', '- .', '.x .')


@dataclass(frozen=True, slots=True)
class Reach:
    """What a level reads: the most notes in a bar of four, and the finest tokens."""

    most: int
    finest: int
    ties: bool


REACHES = {
    Difficulty.BEGINNER: Reach(6, 2, False),
    Difficulty.INTERMEDIATE: Reach(8, 2, True),
    Difficulty.ADVANCED: Reach(9, 3, True),
    Difficulty.EXPERT: Reach(10, 4, True),
}


def readable(word: str, level: Difficulty, style: Style) -> bool:
    """Whether a level reads it; sixteenths belong to funk from the second level on, triplets to blues and ballads."""
    reach = REACHES[level]
    own = {S.FUNK: 4, S.BLUES: 3, S.BALLAD: 3}.get(style, 2) if level != Difficulty.BEGINNER else 2
    held = '-x' in word or word.startswith('-')
    return (
        word.count('x') <= reach.most
        and max(len(token) for token in word.split()) <= max(reach.finest, own)
        and (reach.ties or not held)
    )


@lru_cache(1024)
def rhythm(word: str, ternary: bool) -> Rhythm:
    """A word in ticks; with `ternary` beats are dotted, and what stands on the half of a beat comes on its last
    third.
    """
    beat = 18 if ternary else 12
    made: list[list[int]] = []
    at = 0
    for place, token in enumerate(word.split()):
        for index, sign in enumerate(token):
            share = at + index * beat // len(token)
            if ternary and len(token) == 2 and index:
                share = at + 12
            if sign == 'x':
                made.append([share, 0])
            elif sign == '-' and not made and place == 0 and index == 0:
                made.append([-1, 0])
            until = at + (index + 1) * beat // len(token)
            if ternary and len(token) == 2 and not index:
                until = at + 12
            if made and sign != '.' and (sign == 'x' or _unbroken(made[-1], share)):
                made[-1][1] = until - max(0, made[-1][0])
        at += beat
    return tuple((start, length) for start, length in made if length)


def _unbroken(note: list[int], at: int) -> bool:
    return max(0, note[0]) + note[1] == at


@lru_cache(1024)
def vocabulary(style: Style, level: Difficulty, time: Time, use: str) -> tuple[Rhythm, ...]:
    """The rhythms of a bar that a style has for a use (`head`, `line`, `close`, `last`), as far as a level reads
    them.
    """
    ternary = time.unit == 8
    beats = time.beats // 3 if ternary else time.beats
    three = beats in (3, 5)
    base = 2 if beats == 2 else 3 if three else 4
    found = _words(style, level, use, base)
    if beats in (5, 7):  # three and two; four and three
        more = PAIR_CLOSES if use in ('close', 'last') else PAIRS
        tails = [w for w in more if readable(w, level, style)]
        if beats == 7:
            tails = _words(style, level, use, 3)
        ahead = _words(style, level, 'head' if use in ('close', 'last') else use, base)
        found = [f'{ahead[i % len(ahead)]} {tail}' for i in range(len(ahead)) for tail in (tails[i % len(tails)],)]
    fine = [word for word in found if not ternary or all(len(token) < 4 for token in word.split())]
    return tuple(dict.fromkeys(rhythm(word, ternary) for word in fine))


def _words(style: Style, level: Difficulty, use: str, beats: int) -> list[str]:
    own = {'head': HEADS, 'line': LINES, 'close': CLOSES}.get(use)
    if beats == 2:
        listed: tuple[str, ...] = PAIR_CLOSES if use in ('close', 'last') else PAIRS
    elif own is None:
        listed = LAST[beats]
    else:
        source = style if (style == S.WALTZ) == (beats == 3) else (S.WALTZ if beats == 3 else S.SWING)
        listed = own[source]
        if beats == 3 and style != S.WALTZ:  # a style keeps its way of talking in three
            listed = (*listed, *(' '.join(w.split()[:3]) for w in own[style] if w.split()[0][0] == 'x'))
        if level == Difficulty.BEGINNER:
            listed = (*listed, *(PLAIN_CLOSES if use == 'close' else PLAIN)[beats])
    fine = [word for word in listed if readable(word, level, style)]
    return fine or list((PLAIN_CLOSES if use in ('close', 'last') else PLAIN).get(beats, PAIRS))
