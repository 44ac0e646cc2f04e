"""mutagen's classes, which carry no types, under names that the type checker lets pass."""

from typing import Any

import mutagen.aiff
import mutagen.apev2
import mutagen.flac
import mutagen.id3
import mutagen.mp3
import mutagen.mp4
import mutagen.oggflac
import mutagen.oggopus
import mutagen.oggvorbis
import mutagen.wave

APE: Any = mutagen.apev2.APEv2
ID3: Any = mutagen.id3.ID3
ID3_FRAMES: Any = mutagen.id3.Frames
MP4: Any = mutagen.mp4.MP4
MP4_COVER: Any = mutagen.mp4.MP4Cover
MP4_TEXT: Any = mutagen.mp4.MP4FreeForm
GENRES: list[str] = mutagen.id3.TCON.GENRES
OGG_FLAC: Any = mutagen.oggflac.OggFLAC
OGG: dict[str, Any] = {'vorbis': mutagen.oggvorbis.OggVorbis, 'opus': mutagen.oggopus.OggOpus}
PICTURE: Any = mutagen.flac.Picture
READERS: dict[str, Any] = {
    'wav': mutagen.wave.WAVE,
    'aiff': mutagen.aiff.AIFF,
    'flac': mutagen.flac.FLAC,
    'mp3': mutagen.mp3.MP3,
    'mp2': mutagen.mp3.MP3,
    'ogg': mutagen.oggvorbis.OggVorbis,
    'opus': mutagen.oggopus.OggOpus,
    'oggflac': OGG_FLAC,
    'm4a': MP4,
}
"""By container: the one that `bounds` has looked at a file for, never one that mutagen guesses."""
