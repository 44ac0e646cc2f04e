"""What the core is told of the studio: the one place where the area registers itself."""

from collections.abc import Sequence
from typing import Any

from app import areas
from app.areas import Area, Errand, Front, Kind, Public
from app.studio import (
    delivery_along,
    delivery_batches,
    delivery_retention,
    delivery_room,
    delivery_sending,
    delivery_telling,
    known,
    leaving,
    money_telling,
    outside,
    payments,
    public_places,
    settling,
    sweeping,
    telling,
    upkeep,
)
from app.studio.delivery_files import KIND
from app.tools import Toolbox
from models import DeliverableVersion

STAGES = {
    'fetch': 'Fetching the file from the storage',
    'level': 'Levelling what is heard of it',
    'preview': 'Making what is heard of it',
    'store': 'Storing what is heard of it',
}


def _tools() -> Toolbox:
    from app.studio.server_tools import toolbox

    return toolbox()


def _upkeep() -> None:
    upkeep.upkeep()
    delivery_retention.upkeep()


def _often() -> None:
    sweeping.sweep()  # what was paid counts before a hold ends
    upkeep.often()
    delivery_batches.tell_due()


def _public() -> Sequence[Any]:
    from app.studio import public_routes, public_session_routes

    return [public_routes.router, public_session_routes.router]


DELIVERY = Kind(
    KIND,
    DeliverableVersion,
    'Delivery',
    STAGES,
    sound=delivery_along.result,
    theirs=delivery_along.theirs,
    show=delivery_along.show,
    hide=delivery_along.hide,
)
AREA = Area(
    telling.AREA,
    'Studio',
    does='A session is booked and paid for in a minute, and every file and note of it is found in one place.',
    front=Front('For studios and their clients'),
    kinds=(DELIVERY,),
    check_choice=delivery_sending.read,
    on_upload=delivery_sending.submit_sent,
    erase=leaving.erase,
    keeps=delivery_room.sizes,
    admits=delivery_room.admit,
    upkeep=_upkeep,
    often=_often,
    errands=(Errand(outside.is_any_due, outside.read_due, every_s=60),),
    payees={settling.BOOKING: payments.PAYEE},
    notifications=telling.NOTIFICATIONS | money_telling.NOTIFICATIONS | delivery_telling.NOTIFICATIONS,
    tools=_tools,
    knows=known.KNOWS,
    events=telling.EVENTS | money_telling.EVENTS | delivery_telling.EVENTS,
    public=Public(('/book/', '/booking/'), _public, public_places.places),
)
areas.register(AREA)
