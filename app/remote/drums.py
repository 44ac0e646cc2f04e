"""Songs as drum maps at a server: asked for by the same client, typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.remote.client import Client, part
from app.remote.objects import Job, Told
from app.remote.problems import RemoteError

SONGS = '/drums/songs/'


@dataclass(frozen=True, slots=True, kw_only=True)
class Song(Told):
    """A song that has maps."""

    id: str = ''
    title: str = ''
    artist: str = ''
    bpm: float | None = None
    status: str = ''
    difficulties: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        """The same for a person."""
        called = f'{self.title} by {self.artist}' if self.artist else self.title
        tempo = '' if self.bpm is None else f', {self.bpm:g} a minute'
        return f'{self.id}  {called} ({self.status}{tempo}; {", ".join(self.difficulties) or "no map yet"})'


@dataclass(frozen=True, slots=True, kw_only=True)
class SongMap(Told):
    """One way to play the drums of a song."""

    id: str = ''
    song_id: str = ''
    title: str = ''
    artist: str = ''
    difficulty: str = ''
    state: str = ''
    version_id: str = ''
    version_number: int = 0
    hit_count: int = 0
    by: str = ''

    @property
    def line(self) -> str:
        """The same for a person."""
        what = f'{self.hit_count:,} hits, version {self.version_number} by {self.by}'
        return f'{self.id}  {self.title}, {self.difficulty} ({self.state}; {what})'


class Drumming:
    """Drum maps at one server; every method raises as those of `Client`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def write_down(self, wish: Mapping[str, Any], name: str) -> Job | str:
        """Have the drums of an upload written down; or the id of the song, where it is known and has a map.

        Asked again by the same name, it is one.
        """
        try:
            return Job.of(self.client.send('POST', '/drums/transcriptions', dict(wish), creates=name))
        except RemoteError as error:
            _, there, song_id = error.where.partition(SONGS)
            if error.name != 'conflict' or not there or not self.maps(song_id):
                raise
            return song_id

    def made(self, job_id: str) -> list[str]:
        """The ids of the maps that a transcription has brought, the full one first."""
        return [str(one) for one in self.client.get(f'/drums/transcriptions/{part(job_id)}').get('maps') or []]

    def songs(self, filters: Mapping[str, str], limit: int) -> Iterator[Song]:
        """Everybody's songs, the newest first."""
        wanted = {name: said for name, said in filters.items() if said}
        return (Song.of(facts) for facts in self.client.each('/drums/songs', wanted, limit))

    def maps(self, song_id: str) -> list[SongMap]:
        """The maps of a song that can be played, the one that stands for it first."""
        found = [SongMap.of(facts) for facts in self.client.each(f'{SONGS}{part(song_id)}/maps', {})]
        return [one for one in found if one.state != 'archived']

    def map(self, map_id: str) -> SongMap:
        """One map."""
        return SongMap.of(self.client.get(f'/drums/maps/{part(map_id)}'))

    def file(self, version_id: str, form: str) -> bytes:
        """A version of a map as a file: `bsm`, `mid`, `chart` or `osu`."""
        return self.client.connection.ask('GET', f'/drums/versions/{part(version_id)}/files/{part(form)}').content

    def recognise(self, words: Sequence[int]) -> tuple[Song | None, float | None]:
        """Which song has this fingerprint, and the share of bits that differ."""
        told = self.client.send('POST', '/drums/recognise', {'words': list(words)})
        return (Song.of(told['song']) if told.get('song') else None), told.get('bit_error')

    def bring(self, sent: Mapping[str, Any]) -> SongMap:
        """Make a song of a map; answers with the map."""
        song = Song.of(self.client.send('POST', '/drums/songs', dict(sent), creates=True))
        return self.maps(song.id)[0]

    def bring_to(self, song_id: str, sent: Mapping[str, Any]) -> SongMap:
        """Make another map of a song."""
        return SongMap.of(self.client.send('POST', f'{SONGS}{part(song_id)}/maps', dict(sent), creates=True))

    def suggest(self, version_id: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Suggest a fix to a version; answers with what it changes."""
        return self.client.send('POST', f'/drums/versions/{part(version_id)}/proposals', dict(sent), creates=True)
