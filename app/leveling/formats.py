"""The kinds of sound files that people may send: the one list, which uploads, file dialogs and screens read."""

FORMATS = {
    'WAV': ('.wav', '.wave', '.bwf', '.rf64', '.w64'),
    'AIFF': ('.aif', '.aiff', '.aifc'),
    'CAF': ('.caf',),
    'FLAC': ('.flac',),
    'MP3': ('.mp3',),
    'M4A': ('.m4a', '.mp4', '.alac'),
    'AAC': ('.aac',),
    'OGG': ('.ogg', '.oga'),
    'Opus': ('.opus',),
}
"""What a person calls each, and the suffixes of its files."""
ACCEPTS = frozenset(suffix for suffixes in FORMATS.values() for suffix in suffixes)


def formats_told() -> str:
    """All of them in words: 'WAV, AIFF … or Opus'."""
    *first, last = FORMATS
    return f'{", ".join(first)} or {last}'
