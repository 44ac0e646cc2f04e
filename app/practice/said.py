"""How pages for everybody say what a piece is; `components.practice.words` says the same on screens.

Services stand below the parts of screens, so neither can ask the other: a test holds the two together.
"""

import re

TYPES = {'JAZZ_LICK': 'Lick', 'COMPLETE_PIECE': 'Whole piece'}
STYLES = {'bossa': 'Bossa nova', 'waltz': 'Jazz waltz'}
"""Those that are called otherwise than in their rows."""
_FLAT = re.compile(r'(?<=\b[A-G])b(?=m|sus|dim|aug|add|alt|[^a-z]|$)|b(?=\d)')


def kind(name: str) -> str:
    """A kind of piece: Lick."""
    return TYPES.get(name, name.replace('_', ' ').capitalize())


def style(name: str) -> str:
    """A style: Bossa nova."""
    return STYLES.get(name, name.capitalize())


def key(name: str) -> str:
    """A key as people write it: B♭, F♯ minor."""
    root = name.removesuffix('m').replace('b', '♭').replace('#', '♯')
    return f'{root} minor' if name.endswith('m') else root


def signs(words: str) -> str:
    """Words in which notes and chords stand with the signs that are on the page: A7♭9 for A7b9."""
    return _FLAT.sub('♭', re.sub(r'(?<=[A-G])#|#(?=\d)', '♯', words))
