"""A map of a song with nothing to play in it yet, to be drawn by hand."""

from app.drums import songs, versions
from app.drums.drum_map import FASTEST_BPM, SLOWEST_BPM, DrumMap, TimingPoint

USUAL_BPM, UNKNOWN_MS = 120.0, 240_000
"""How fast and how long a song is taken to be of which nobody knows it."""


def of_song(song_id: str, user_id: str = '') -> DrumMap:
    """In the tempo and with the sections of the map that stands for the song, or of another one; raises NotFound."""
    found = songs.page(song_id, user_id)
    like = next((one.version_id for one in found.maps if one.version_id), None)
    if like is not None:
        return versions.drum_map(like, user_id).with_hits([])
    song = found.song
    bpm = min(FASTEST_BPM, max(SLOWEST_BPM, song.bpm or USUAL_BPM))
    return DrumMap(
        title=song.title,
        artist=song.artist,
        length_ms=song.length_ms or UNKNOWN_MS,
        timing=(TimingPoint(0.0, bpm),),
    )
