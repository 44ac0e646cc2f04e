"""The kinds of sound files that people may send: the one list, which uploads, file dialogs and screens read."""

FORMATS = {
    'WAV': ('.wav', '.wave', '.bwf', '.rf64', '.w64'),
    'AIFF': ('.aif', '.aiff', '.aifc'),
    'CAF': ('.caf',),
    'AU': ('.au', '.snd'),
    'FLAC': ('.flac',),
    'WavPack': ('.wv',),
    'TTA': ('.tta',),
    'DSD': ('.dsf', '.dff'),
    'MP3': ('.mp3',),
    'MP2': ('.mp2',),
    'M4A': ('.m4a', '.m4b', '.alac'),
    'AAC': ('.aac',),
    'OGG': ('.ogg', '.oga'),
    'Opus': ('.opus',),
    'AC-3': ('.ac3', '.eac3', '.ec3'),
    'DTS': ('.dts',),
    'AMR': ('.amr', '.awb'),
    'MKA': ('.mka',),
    'the sound of MP4': ('.mp4', '.m4v'),
    'MOV': ('.mov',),
    'MKV': ('.mkv',),
    'WebM': ('.webm',),
}
"""What a person calls each, and the suffixes of its files."""
ACCEPTS = frozenset(suffix for suffixes in FORMATS.values() for suffix in suffixes)


def formats_told() -> str:
    """All of them in words: 'WAV, AIFF … or WebM'."""
    *first, last = FORMATS
    return f'{", ".join(first)} or {last}'
