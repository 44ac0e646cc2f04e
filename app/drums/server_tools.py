"""What assistants may call on a server: songs and maps found, and the drums of a recording written down."""

from collections import Counter
from typing import Annotated

from pydantic import Field

from app.drums import levels, maps, song_lists, songs, transcriptions, versions
from app.drums.formats.opening import FORMS_TOLD
from app.drums.map_views import MapView
from app.drums.options import EASIER, MapOptions
from app.drums.song_lists import FASTEST, SLOWEST
from app.drums.songs import NAME_LIMIT, SongView
from app.drums.transcriptions import Known
from app.errors import NotAllowed
from app.tools import Call, Given, Told, Tool, Toolbox

MOST = 50
MapId = Annotated[str, Field(min_length=1, max_length=64, description='The id of a map; see find_songs.')]


class WhichSongs(Given):
    """Which songs are listed."""

    search: str = Field('', max_length=200, description='Only those with these words in title or artist.')
    difficulty: str = Field('', max_length=40, description='Only songs with such a map, like Hard.')
    bpm_from: float | None = Field(None, ge=SLOWEST, le=FASTEST, description='No slower ones.')
    bpm_to: float | None = Field(None, ge=SLOWEST, le=FASTEST, description='No faster ones.')
    limit: int = Field(20, ge=1, le=MOST, description='So many at most, the newest first.')


class OneMap(Given):
    """One map."""

    map_id: MapId


class RecordingGiven(Given):
    """A recording whose drums are written down."""

    upload_id: str = Field('', max_length=64, description='The id of a complete upload; or give item_id.')
    item_id: str = Field('', max_length=64, description='The id of a sound of the library; see search_library.')
    title: str = Field('', max_length=NAME_LIMIT, description='What the song is called; empty is as the file is.')
    artist: str = Field('', max_length=NAME_LIMIT, description='Who plays it.')
    easier: list[str] = Field(
        default_factory=list, max_length=len(EASIER), description=f'Easier maps made of it: {", ".join(EASIER)}.'
    )
    anew: bool = Field(False, description='Another draft, although the song is known and has a map.')


class SongMap(Told):
    """One way to play the drums of a song."""

    map_id: str
    difficulty: str
    state: str = Field(description='unverified, verified or archived.')
    is_canonical: bool = Field(description='Whether it stands for its song.')
    hits: int
    page: str = Field(description='Where people play it.')


class Song(Told):
    """A song with its maps, the one that stands for it first."""

    song_id: str
    title: str
    artist: str
    bpm: float | None
    status: str
    maps: list[SongMap]
    page: str


class Songs(Told):
    """Songs, the newest first."""

    songs: list[Song]
    has_more: bool


class WholeMap(SongMap):
    """A map with what is in it, and where it is downloaded with the same API key as Bearer."""

    song_id: str
    title: str
    artist: str
    length_ms: int
    tempi_bpm: list[float] = Field(description='In the order in which they begin.')
    beats_per_bar: list[int]
    lanes: dict[str, int] = Field(description='How often each drum is struck.')
    rating: float = Field(description='How hard it is to play; 0 upwards.')
    files: dict[str, str] = Field(description='By format: bsm, mid, chart, osu.')


class WrittenDown(Told):
    """A job that writes drums down; or the song, where it was known and has maps: then nothing was made or counted."""

    job_id: str | None
    song: Song | None
    said: str


def find_songs(call: Call, given: WhichSongs) -> Songs:
    """Everybody's songs."""
    wanted = song_lists.Wanted(given.search, '', given.difficulty, given.bpm_from, given.bpm_to)
    found = song_lists.behind(call.user_id, wanted, None, given.limit + 1)
    return Songs(songs=[_song(call, one) for one in found[: given.limit]], has_more=len(found) > given.limit)


def get_drum_map(call: Call, given: OneMap) -> WholeMap:
    """A map with what is in it."""
    shown = maps.get(given.map_id, call.user_id)
    version = shown.version_id or ''
    drum_map = versions.drum_map(version, call.user_id)
    counted = Counter(hit.lane.value for hit in drum_map.hits)
    base = f'{call.address}/api/v1/drums/versions/{version}/files'
    return WholeMap(
        **_map(call, shown).model_dump(),
        song_id=shown.song_id,
        title=shown.title,
        artist=shown.artist,
        length_ms=drum_map.length_ms,
        tempi_bpm=[round(point.bpm, 2) for point in drum_map.timing],
        beats_per_bar=[point.beats_per_bar for point in drum_map.timing],
        lanes=dict(counted.most_common()),
        rating=levels.rating(drum_map),
        files={form: f'{base}/{form}' for form in ('bsm', 'mid', 'chart', 'osu')},
    )


def write_drums_down(call: Call, given: RecordingGiven) -> WrittenDown:
    """Have the drums of a recording written down."""
    if bool(given.upload_id) == bool(given.item_id):
        raise NotAllowed('Give upload_id or item_id, and not both.')
    options = MapOptions(given.title, given.artist, tuple(given.easier), given.anew)
    try:
        if given.upload_id:
            job_id = transcriptions.submit(call.user_id, given.upload_id, options)
        else:
            wish = {'title': given.title, 'artist': given.artist, 'easier': given.easier, 'anew': given.anew}
            job_id = transcriptions.submit_stored(call.user_id, given.item_id, wish)
    except Known as known:
        return WrittenDown(job_id=None, song=_song(call, songs.get(known.song_id, call.user_id)), said=str(known))
    return WrittenDown(job_id=job_id, song=None, said='It waits for its turn: get_job tells how far it is.')


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS)


def _map(call: Call, shown: MapView) -> SongMap:
    return SongMap(
        map_id=shown.id,
        difficulty=shown.difficulty,
        state=shown.state,
        is_canonical=shown.is_canonical,
        hits=shown.hit_count,
        page=f'{call.address}/drums/maps/{shown.id}',
    )


def _song(call: Call, song: SongView) -> Song:
    return Song(
        song_id=song.id,
        title=song.title,
        artist=song.artist,
        bpm=song.bpm,
        status=song.status,
        maps=[_map(call, one) for one in maps.of_song(song.id, call.user_id)],
        page=f'{call.address}/drums/songs/{song.id}',
    )


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'find_songs',
        'Songs with drum maps',
        'Find songs that have drum maps, by words of title and artist, difficulty and tempo in beats a minute, the '
        'newest first, each with its maps.',
        WhichSongs,
        Songs,
        find_songs,
    ),
    Tool(
        'get_drum_map',
        'A drum map',
        'Tell what is in a drum map: tempo, meter, how often each drum is struck, how hard it is, and where it is '
        f'downloaded as {FORMS_TOLD}.',
        OneMap,
        WholeMap,
        get_drum_map,
    ),
    Tool(
        'write_drums_down',
        'Write drums down',
        'Have the drums of an uploaded recording, or of a sound of the library, written down as a drum map: the answer '
        'is a job, which get_job follows. A song that is known is told with its maps instead, and nothing counts; with '
        'anew it is written down once more. It counts as one of the user’s maps of the month.',
        RecordingGiven,
        WrittenDown,
        write_drums_down,
        writes=True,
    ),
)
