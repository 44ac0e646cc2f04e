"""How practice says what its rows hold."""

import re

TYPES = {
    'JAZZ_LICK': 'Lick',
    'CHORD_PROGRESSION': 'Chord progression',
    'SCALE_PATTERN': 'Scale pattern',
    'HARMONY_EXERCISE': 'Harmony exercise',
    'MELODY': 'Melody',
    'COMPLETE_PIECE': 'Whole piece',
}
DOES = {
    'JAZZ_LICK': 'Two to four bars over a cadence',
    'CHORD_PROGRESSION': 'Changes with voicings and a bass',
    'SCALE_PATTERN': 'Cells through scales and keys',
    'HARMONY_EXERCISE': 'Voicings that lead well',
    'MELODY': 'A tune that breathes',
    'COMPLETE_PIECE': 'A form from head to ending',
}
LEVELS = {
    'BEGINNER': 'Beginner',
    'INTERMEDIATE': 'Intermediate',
    'ADVANCED': 'Advanced',
    'EXPERT': 'Expert',
}
SKILLS = {
    'BEGINNER': 'Beginner',
    'INTERMEDIATE': 'Intermediate',
    'ADVANCED': 'Advanced',
    'PROFESSIONAL': 'Professional',
}
SKILLS_MEAN = {
    'BEGINNER': 'First scales and chords',
    'INTERMEDIATE': 'ii–V–I in some keys',
    'ADVANCED': 'Changes at tempo, most keys',
    'PROFESSIONAL': 'All keys, any tempo',
}
STYLES = {
    'swing': 'Swing',
    'bebop': 'Bebop',
    'blues': 'Blues',
    'bossa': 'Bossa nova',
    'modal': 'Modal',
    'ballad': 'Ballad',
    'waltz': 'Jazz waltz',
    'stride': 'Stride',
    'latin': 'Latin',
    'funk': 'Funk',
}
FORMS = {
    '': 'what fits',
    'blues': '12-bar blues',
    'minor blues': 'Minor blues',
    'rhythm changes': 'Rhythm changes',
    'AABA': 'AABA',
    'ABAC': 'ABAC',
    'modal AABA': 'Modal AABA',
    'waltz': 'Waltz',
    'free': 'Free',
}
HANDS = {'': 'what fits', 'right': 'Right hand', 'left': 'Left hand', 'both': 'Both hands'}
MAJORS = ('C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B')
MINORS = ('Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'G#m', 'Am', 'Bbm', 'Bm')


def key_name(key: str) -> str:
    """A key as people write it: B♭, F♯ minor."""
    name = key.removesuffix('m').replace('b', '♭').replace('#', '♯')
    return f'{name} minor' if key.endswith('m') else name


_FLAT = re.compile(r'(?<=\b[A-G])b(?=m|sus|dim|aug|add|alt|[^a-z]|$)|b(?=\d)')
"""A flat behind the letter of a note, or before a number; not the second letter of a word like Above."""


def signs(words: str) -> str:
    """Words in which notes and chords stand with the signs that are on the page: B♭maj7♯11 for Bbmaj7#11."""
    return _FLAT.sub('♭', re.sub(r'(?<=[A-G])#|#(?=\d)', '♯', words))


KEYS = {key: f'{key_name(key)} major' for key in MAJORS} | {key: key_name(key) for key in MINORS}
