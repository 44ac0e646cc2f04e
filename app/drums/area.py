"""What the core is told of drums: the one place where the area registers itself."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app import areas
from app.areas import Area, Front, Kind, Public
from app.config import settings
from app.config.payments import priced
from app.drums import public_songs, retention, telling, transcriptions
from app.drums.options import MapOptions, options_of
from app.tools import Toolbox
from models import AiJob

STAGES = {
    'fetch': 'Fetching the recording from the storage',
    'decode': 'Reading the recording',
    'listening': 'Listening for drums',
    'beats': 'Finding beats and bars',
    'writing': 'Writing the map',
    'sounds': 'Making the preview and the drums alone',
    'store': 'Storing the map',
}
_SUFFIXES = '.wav .flac .mp3 .ogg .oga .opus .m4a .aac .aif .aiff .caf .wv .amr .mp4 .m4v .mov .mkv .mka .webm'
ACCEPTS = frozenset(_SUFFIXES.split(' '))


def _title(table: Any) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = table.title
    return column


def _seconds(table: Any) -> sa.ColumnElement[Any]:
    """How long the song is."""
    return sa.func.json_extract(table.outcome, '$.seconds')


def _price(job: Any) -> int:
    """Nothing but one of the month's maps, unless the admin has set a price."""
    return priced(settings().credit_costs).get(job.kind, 0)


def _public() -> Sequence[Any]:
    from app.drums import public_routes

    return [public_routes.router]


def _tools() -> Toolbox:
    from app.drums.server_tools import toolbox

    return toolbox()


AREA = Area(
    'drums',
    'Drums',
    does='Drop a song, get a drum map that can be played, and make it right together.',
    front=Front('For drummers and makers of drum maps'),
    kinds=(
        Kind(
            transcriptions.TRANSCRIBE,
            AiJob,
            'Drum map',
            STAGES,
            title=_title,
            ended=transcriptions.ended,
            retry=transcriptions.retry,
            cost=_price,
            page='/drums/jobs/{id}',
            seconds=_seconds,
        ),
    ),
    check_choice=options_of,
    on_upload=transcriptions.submit_sent,
    options=MapOptions,
    on_object=transcriptions.submit_stored,
    upkeep=retention.upkeep,
    accepts=ACCEPTS,
    public=Public((public_songs.SONG, public_songs.MAP), _public, public_songs.places),
    send_to='Make a drum map',
    notifications=telling.NOTIFICATIONS,
    events=telling.EVENTS,
    tools=_tools,
)
areas.register(AREA)
