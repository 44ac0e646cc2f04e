"""The studio for programs: what its screens show and do, below `/api/v1/studio`.

Who asks is found before any of these routes is called: `app.api.v1.area_routes` looks at the key, and at the flag of
the area. What somebody is in a studio, and whether a booking is theirs, the services ask.
"""

from app.api.v1.studio import (
    blocks,
    bookings,
    clients,
    coupons,
    days_off,
    deciding,
    deliveries,
    delivery_changes,
    money,
    moving,
    notes,
    rooms,
    starts,
    studios,
)
from app.studio import area as area

PARTS = (
    *(studios, rooms, coupons, starts, bookings, deciding, moving, money, clients, blocks, days_off),
    *(deliveries, delivery_changes, notes),
)
ROUTERS = tuple(part.router for part in PARTS)
