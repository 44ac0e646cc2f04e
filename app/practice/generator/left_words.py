"""What the left hand does, by style, in words like those of `words.py`, with signs for what it takes.

R root, 5 fifth, T third above (a tenth), 8 octave, 6 and 7 sixth and seventh; V voicing, S shell, O root with fifth,
P root with sixth, Q root with seventh, X root with tenth.
"""

from app.practice.options import Difficulty, Style
from app.practice.score import Time

S, D = Style, Difficulty
EASY: dict[Style, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # for two, three and four beats
    S.SWING: (('S -',), ('S - -', 'S - S'), ('S - - -', 'S - S -')),
    S.BEBOP: (('S -',), ('S - -', 'S - .'), ('S - S -', 'S - - -')),
    S.BOSSA: (('R -5',), ('R - 5', 'R -5 -'), ('R -5 5 -', 'R - 5 -')),
    S.MODAL: (('O -',), ('O - -',), ('O - - -', 'O - O -')),
    S.BLUES: (('O P',), ('O P O',), ('O P O P',)),
    S.BALLAD: (('R 5',), ('R 5 T', 'R 5 -'), ('R 5 T -', 'R - 5 -')),
    S.STRIDE: (('R S',), ('R S S',), ('R S 5 S',)),
    S.WALTZ: (('R S',), ('R S S', 'R S -'), ('R S R S',)),
    S.LATIN: (('R -5',), ('R - 5',), ('R -5 - 8', 'R - 5 8')),
    S.FUNK: (('R 8', 'R .8'), ('R - 8', 'R .R 8'), ('R .R 8 .', 'R R 8 .', 'R .R . 8', 'R . .R 8')),
}
FULL: dict[Style, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    S.SWING: (
        ('V .V', '.V -'),
        ('V .V -', '.V - .', 'V - .V'),
        ('V .V - .', '.V - .V -', '. V .V .', '.V . V -', 'V -V - .', '. .V - .V', 'V - . .V'),
    ),
    S.BEBOP: (('S .S', '. .S'), ('S .S .', '.S - .'), ('S .S . .', '.S . .S .', 'S - . .S', '. .S - .', '.S - . S')),
    S.BOSSA: (('R -V',), ('R -V 5', 'R -V -V'), ('R -V 5 -V', 'R -V - 5', 'R V- 5 V-')),
    S.MODAL: (('V -',), ('V - -', '.V - -'), ('V - - -', 'V - .V -', '. V .V -', 'V -V - -', '.V - - -')),
    S.BLUES: (('OO PP',), ('OO PP QQ', 'V .V .'), ('OO PP QQ PP', 'OO PP OO PP', 'V .V . V', '.V - V .')),
    S.BALLAD: (('R5 T-',), ('R5 T- -', 'R - V'), ('R5 T5 8- -', 'R5 T- V -', 'R - V -', 'R5 T- -5 T-')),
    S.STRIDE: (('R V',), ('R V V',), ('R V 5 V', 'X V 5 V', 'R V X V')),
    S.WALTZ: (('R V',), ('R V V', 'R -V V', 'R -V -', 'R .V V'), ('R V R V',)),
    S.LATIN: (('R -V',), ('R -5 8', 'R -V V'), ('R -5 - 8', '. .5 - 8', 'R -V -V 5', 'R -5 -V 8')),
    S.FUNK: (
        ('R. 8R',),
        ('R. .R 8.', 'R. 8. 7R'),
        ('R..R ..8. .R7. R.', 'R. .R 8. 7R', 'R. R.8. .. R8', 'R. .V 8. .V'),
    ),
}
COMPING: dict[Style, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    # the right hand, where it takes the chords
    S.SWING: (
        ('V .V',),
        ('V .V -', 'V - .V', '.V - V'),
        ('V .V - .', '.V - .V -', 'V - .V .', '.V . V -', 'V -V - .', '. V .V -'),
    ),
    S.BEBOP: (('.V -',), ('.V - .', 'V .V .'), ('.V - . V', 'V .V . .', '. .V - .V', '.V .V - .', 'V - . .V')),
    S.BOSSA: (('V -V',), ('V -V -', '.V -V -'), ('V -V -V -', '.V -V - V', 'V V .V -V', 'V -V - V')),
    S.MODAL: (('V -',), ('V - -', '.V - -'), ('V - - .', '.V - V -', 'V .V - -', '. .V - -')),
    S.BLUES: (('.V V',), ('.V V .', 'V .V V'), ('V .V . V', '.V - V .', '. V . V', '.V .V V .')),
    S.BALLAD: (('V -',), ('V - -', 'V - V'), ('V - - -', 'V - V -', 'V - .V -')),
    S.STRIDE: (('. V',), ('. V V',), ('. V . V', 'V V V V', 'V .V - V')),
    S.WALTZ: (('. V',), ('. V V', '.V - V', '. .V -', 'V .V -'), ('. V . V',)),
    S.LATIN: (('V -V',), ('.V V .', 'V -V V'), ('V .V -V V', '.V V .V -', 'V -V -V V')),
    S.FUNK: (('.V .',), ('. .V V', '.V . V'), ('. V..V .. V', '.V . .VV. .', '. V . .V', '.V .V . V')),
}
PLAIN_COMPING = (('V -',), ('V - -',), ('V - - -', 'V - V -'))


def patterns(style: Style, level: Difficulty, time: Time, comping: bool = False) -> list[str]:
    """The bars that a hand may play; of longer bars, three or four beats and then the rest."""
    ternary = time.unit == 8
    beats = time.beats // 3 if ternary else time.beats
    easy = level in (D.BEGINNER, D.INTERMEDIATE)
    if comping:
        source = PLAIN_COMPING if level == D.BEGINNER else COMPING[style]
    else:
        source = EASY[style] if easy else FULL[style]
    two, three, four = ([w for w in words if not ternary or all(len(t) < 4 for t in w.split())] for words in source)
    four = four or [' '.join((two[0], two[0]))]
    if beats == 5:
        return [f'{a} {b}' for a in three for b in two]
    if beats == 7:
        return [f'{a} {b}' for a in four for b in three]
    return {2: two, 3: three, 4: four}[beats]
