"""What the screens of practice fetch: recordings of the instruments, engraved pages, what a band plays, files."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from app import accounts, storage
from app.api.delivery import deliver, play
from app.errors import NotFound
from app.practice import delays, example, own_takes, performing, pieces, play_alongs, sheets
from app.practice.sound import plain
from app.practice.sound.instruments import SAMPLES
from app.runtime.thread_pools import READINGS

router = APIRouter(prefix='/files/practice')
LASTING = {'Cache-Control': 'private, max-age=604800'}
FRESH = {'Cache-Control': 'no-store'}
Semitones = Annotated[int, Query(ge=-performing.MOST_SEMITONES, le=performing.MOST_SEMITONES)]


@router.get('/samples/{name}')
def sample(name: Annotated[str, Path(max_length=40)], form: Literal['ogg', 'wav'] = 'ogg') -> Response:
    """One recorded note; as WAV for browsers that cannot read it otherwise."""
    if name not in performing.names():
        raise NotFound('There is no recording of this name.')
    if form == 'wav':
        return Response(plain.as_wav(name), headers=LASTING, media_type='audio/wav')
    return FileResponse(SAMPLES / f'{name}.ogg', headers=LASTING, media_type='audio/ogg')


@router.get('/example.svg')
def example_page() -> Response:
    """The notes of the example on home."""
    accounts.current_user('practice')
    return FileResponse(example.PAGE, headers=LASTING, media_type='image/svg+xml')


@router.get('/example.mp3')
def example_sound() -> Response:
    """Its sound."""
    accounts.current_user('practice')
    return FileResponse(example.SOUND, headers=LASTING, media_type='audio/mpeg')


@router.get('/pieces/{content_id}/page.svg')
def page(content_id: str, width: Annotated[int, Query(ge=200, le=4000)] = 1100, transpose: Semitones = 0) -> Response:
    """The engraved page of a piece, for a screen of this width."""
    drawn = sheets.page(accounts.current_user('practice').id, content_id, width, transpose)
    return Response(drawn, headers=FRESH, media_type='image/svg+xml')


@router.get('/pieces/{content_id}/performance')
def performance(
    content_id: str,
    tempo: Annotated[int | None, Query(ge=performing.SLOWEST, le=performing.FASTEST)] = None,
    transpose: Semitones = 0,
) -> dict[str, object]:
    """Everything that the band plays, in seconds; at the tempo that is written, if none is said."""
    score = pieces.score(accounts.current_user('practice').id, content_id)
    return performing.performance(score, tempo or score.tempo, transpose)


@router.get('/pieces/{content_id}/as/{form}')
def download(content_id: str, form: Annotated[str, Path(max_length=20)], transpose: Semitones = 0) -> Response:
    """A piece as a file."""
    made = sheets.sheet(accounts.current_user('practice').id, content_id, form, transpose)
    headers = {**FRESH, 'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=headers, media_type=made.media_type)


@router.get('/sounds/{sound_id}/{part}')
def sound(request: Request, sound_id: str, part: Annotated[str, Path(max_length=20)]) -> Response:
    """The mix of a recording of the band, or one of its stems."""
    return deliver(request, *play_alongs.stem(accounts.current_user('practice').id, sound_id, part))


@router.get('/takes/{take_id}')
def take(request: Request, take_id: str) -> Response:
    """What was recorded of a take, in ranges."""
    key, _ = own_takes.recording(accounts.current_user('practice').id, take_id)
    return play(request, key, storage.media_type(key))


class Keyboard(BaseModel):
    """What a MIDI keyboard sent, and how the piece was played meanwhile; where the band played, when it began and how
    late it was heard, in ms."""

    notes: list[dict[str, float]] = Field(default=[], max_length=own_takes.MOST_NOTES)
    tempo: int | None = None
    transpose: int = 0
    first: int | None = None
    last: int | None = None
    began: int | None = None
    delay: int | None = None

    @property
    def options(self) -> own_takes.TakeOptions:
        """The same, as it is scored."""
        band = self.began is not None
        return own_takes.TakeOptions(
            self.tempo, self.transpose, self.first, self.last, band, self.began, self.delay if band else None
        )


@router.post('/pieces/{content_id}/keyboard')
def keyboard(content_id: str, sent: Annotated[Keyboard, Body(default_factory=Keyboard)]) -> dict[str, str]:
    """Have what a MIDI keyboard sent scored; answers with the id of the take."""
    user = accounts.current_user('practice')
    return {'take': own_takes.submit_keyboard(user.id, sent.notes, content_id, sent.options)}


@router.post('/pieces')
async def bring(request: Request) -> dict[str, str]:
    """Keep a piece out of a MusicXML file, whose bytes are the body; answers with the address of its page."""
    data = await request.body()
    user = await asyncio.to_thread(accounts.current_user, 'practice')
    made = await READINGS.call(user.id, pieces.bring, user.id, data)
    return {'page': f'/practice/pieces/{made.id}'}


@router.post('/delay')
async def delay(request: Request) -> dict[str, object]:
    """How late a device is, by a recording of the clicks that it played, whose bytes are the body."""
    data = await request.body()
    user = await asyncio.to_thread(accounts.current_user, 'practice')
    found = await READINGS.call(user.id, delays.measured, data)
    return {'latency_ms': found.latency_ms, 'confidence': found.confidence, 'words': found.words}
