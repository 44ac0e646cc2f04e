"""What one fact is called in each format: as a Vorbis comment, an ID3v2 frame, an MP4 atom, in LIST/INFO, in APEv2."""

import re

_FREE = '----:com.apple.iTunes:'

NAMES: dict[str, tuple[str, str]] = {
    'TITLE': ('TIT2', '\xa9nam'),
    'SUBTITLE': ('TIT3', f'{_FREE}SUBTITLE'),
    'ARTIST': ('TPE1', '\xa9ART'),
    'ALBUMARTIST': ('TPE2', 'aART'),
    'CONDUCTOR': ('TPE3', f'{_FREE}CONDUCTOR'),
    'REMIXER': ('TPE4', f'{_FREE}REMIXER'),
    'ALBUM': ('TALB', '\xa9alb'),
    'DATE': ('TDRC', '\xa9day'),
    'ORIGINALDATE': ('TDOR', f'{_FREE}ORIGINALDATE'),
    'RELEASEDATE': ('TDRL', f'{_FREE}RELEASEDATE'),
    'ENCODINGTIME': ('TDEN', f'{_FREE}ENCODINGTIME'),
    'GENRE': ('TCON', '\xa9gen'),
    'COMPOSER': ('TCOM', '\xa9wrt'),
    'LYRICIST': ('TEXT', f'{_FREE}LYRICIST'),
    'ORIGINALARTIST': ('TOPE', f'{_FREE}ORIGINALARTIST'),
    'ORIGINALALBUM': ('TOAL', f'{_FREE}ORIGINALALBUM'),
    'COMMENT': ('COMM', '\xa9cmt'),
    'LYRICS': ('USLT', '\xa9lyr'),
    'GROUPING': ('TIT1', '\xa9grp'),
    'MOVEMENTNAME': ('MVNM', '\xa9mvn'),
    'WORK': ('TXXX', '\xa9wrk'),
    'DESCRIPTION': ('TXXX', 'desc'),
    'COPYRIGHT': ('TCOP', 'cprt'),
    'ENCODEDBY': ('TENC', f'{_FREE}ENCODEDBY'),
    'TRACKNUMBER': ('TRCK', 'trkn'),
    'DISCNUMBER': ('TPOS', 'disk'),
    'BPM': ('TBPM', 'tmpo'),
    'COMPILATION': ('TCMP', 'cpil'),
    'MOOD': ('TMOO', f'{_FREE}MOOD'),
    'MEDIA': ('TMED', f'{_FREE}MEDIA'),
    'LANGUAGE': ('TLAN', f'{_FREE}LANGUAGE'),
    'INITIALKEY': ('TKEY', f'{_FREE}initialkey'),
    'ISRC': ('TSRC', f'{_FREE}ISRC'),
    'LABEL': ('TPUB', f'{_FREE}LABEL'),
    'TITLESORT': ('TSOT', 'sonm'),
    'ARTISTSORT': ('TSOP', 'soar'),
    'ALBUMSORT': ('TSOA', 'soal'),
    'ALBUMARTISTSORT': ('TSO2', 'soaa'),
    'COMPOSERSORT': ('TSOC', 'soco'),
    'WEBSITE': ('WOAR', f'{_FREE}WEBSITE'),
}
"""Name as a Vorbis comment, as an ID3v2 frame, as an MP4 atom."""

FROM_ID3 = {frame: name for name, (frame, _) in NAMES.items() if frame != 'TXXX'}
FROM_MP4 = {atom: name for name, (_, atom) in NAMES.items()}

ROLES = {'ARRANGER': 'arranger', 'ENGINEER': 'engineer', 'PRODUCER': 'producer', 'DJMIXER': 'DJ-mix', 'MIXER': 'mix'}
"""Names whose people ID3v2 keeps in one list, by what they did."""

OF_THE_ENCODER = (
    'TSSE', 'TLEN', 'TSIZ', 'TFLT', 'TDTG', 'TDLY', '\xa9too', 'ENCODER', 'ENCODER_OPTIONS', 'ENCODERSETTINGS',
)  # fmt: skip
"""About the old file rather than about the music: not taken into another format."""

INFO = {
    'INAM': 'TITLE', 'IART': 'ARTIST', 'IPRD': 'ALBUM', 'ICRD': 'DATE', 'IGNR': 'GENRE', 'ICMT': 'COMMENT',
    'ICOP': 'COPYRIGHT', 'IENG': 'ENGINEER', 'ITRK': 'TRACKNUMBER', 'IPRT': 'TRACKNUMBER', 'ILNG': 'LANGUAGE',
    'IMUS': 'COMPOSER', 'ISBJ': 'SUBJECT', 'IKEY': 'KEYWORDS', 'IMED': 'MEDIA', 'ISRC': 'SOURCE', 'ITCH': 'ENCODEDBY',
    'IBPM': 'BPM', 'IWRI': 'LYRICIST', 'IPRO': 'PRODUCER', 'ICNT': 'COUNTRY', 'IRTD': 'RATING', 'ISFT': '',
    'ITOC': '', 'IDIT': 'ENCODINGTIME', 'ICMS': 'COMMISSIONED', 'IARL': 'ARCHIVE', 'ITRC': 'TRACKNUMBER',
}  # fmt: skip
"""What LIST/INFO of RIFF calls it; '' is about the old file."""

TO_INFO = {
    'TITLE': b'INAM', 'ARTIST': b'IART', 'ALBUM': b'IPRD', 'DATE': b'ICRD', 'GENRE': b'IGNR', 'COMMENT': b'ICMT',
    'COPYRIGHT': b'ICOP', 'TRACKNUMBER': b'ITRK', 'LANGUAGE': b'ILNG',
}  # fmt: skip
"""What is also written there, for the many programs that read nothing else in a WAV file."""

APE = {
    'YEAR': 'DATE', 'TRACK': 'TRACKNUMBER', 'DISC': 'DISCNUMBER', 'ALBUM ARTIST': 'ALBUMARTIST', 'MIXARTIST': 'REMIXER',
    'RECORD DATE': 'DATE', 'PUBLISHER': 'LABEL', 'PUBLICATIONRIGHT': 'COPYRIGHT', 'KEY': 'INITIALKEY',
}  # fmt: skip

ALIASES = {
    'MIXARTIST': 'REMIXER', 'ALBUM ARTIST': 'ALBUMARTIST', 'ALBUM_ARTIST': 'ALBUMARTIST', 'TRACK': 'TRACKNUMBER',
    'DISC': 'DISCNUMBER', 'YEAR': 'DATE', 'PUBLISHER': 'LABEL', 'ORGANIZATION': 'LABEL', 'TEMPO': 'BPM',
    'UNSYNCEDLYRICS': 'LYRICS', 'ENCODED-BY': 'ENCODEDBY', 'MIXNAME': 'SUBTITLE',
}  # fmt: skip
"""Other names that programs write as comments, in the name by which another format knows them."""

CAF = {
    'title': 'TITLE', 'artist': 'ARTIST', 'album': 'ALBUM', 'year': 'DATE', 'recorded date': 'DATE', 'genre': 'GENRE',
    'comments': 'COMMENT', 'copyright': 'COPYRIGHT', 'composer': 'COMPOSER', 'lyricist': 'LYRICIST', 'tempo': 'BPM',
    'key signature': 'INITIALKEY', 'track number': 'TRACKNUMBER', 'source encoder': '', 'encoding application': '',
    'nominal bit rate': '', 'channel layout': '', 'approximate duration in seconds': '', 'channel configuration': '',
}  # fmt: skip

TO_CAF = {name: given for given, name in reversed(CAF.items()) if name}

AIFF = {b'NAME': 'TITLE', b'AUTH': 'ARTIST', b'(c) ': 'COPYRIGHT', b'ANNO': 'COMMENT'}

MUSICBRAINZ = {
    'MUSICBRAINZ ALBUM ID': 'MUSICBRAINZ_ALBUMID', 'MUSICBRAINZ ARTIST ID': 'MUSICBRAINZ_ARTISTID',
    'MUSICBRAINZ ALBUM ARTIST ID': 'MUSICBRAINZ_ALBUMARTISTID', 'MUSICBRAINZ TRACK ID': 'MUSICBRAINZ_TRACKID',
    'MUSICBRAINZ RELEASE GROUP ID': 'MUSICBRAINZ_RELEASEGROUPID', 'ACOUSTID ID': 'ACOUSTID_ID',
    'MUSICBRAINZ RELEASE TRACK ID': 'MUSICBRAINZ_RELEASETRACKID', 'MUSICBRAINZ WORK ID': 'MUSICBRAINZ_WORKID',
}  # fmt: skip

_FORBIDDEN = re.compile(r'[^\x20-\x3c\x3e-\x7d]')


def as_name(name: str) -> str:
    """A name that every format can have: a Vorbis comment takes only signs of ASCII, and no =."""
    made = _FORBIDDEN.sub('_', name.strip().upper()) or 'USERTEXT'
    return MUSICBRAINZ.get(made, made)
