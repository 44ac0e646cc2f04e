"""A studio with an engineer, a client and a session, and files that are handed over, for the stories of deliveries."""

import io
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import soundfile
import sqlalchemy as sa
from sqlmodel import col

from app import storage
from app.db import transaction
from app.studio import delivery_lists, delivery_readers, delivery_sending, studios
from app.studio.delivery_readers import Reader
from app.studio.delivery_sending import Delivery
from app.studio.delivery_views import FileView
from models import Booking, Deliverable, DeliverableVersion, DeliveryBatch, Status, StudioEngineer, StudioRoom
from models.types import utc_now
from tests.app.accounts_support import person, turn_accounts_on
from tests.app.limits_support import uploaded

RATE = 44_100
GUEST = 'gus@example.org'


@dataclass(frozen=True)
class House:
    """A studio: who owns it, who works there, a client with an account, and one session of that client."""

    studio: str
    room: str
    owner: str
    engineer: str
    client: str
    booking: str

    @property
    def delivery(self) -> Delivery:
        """What is handed over to the client after the session."""
        return Delivery(studio=self.studio, booking=self.booking)


def sound(seconds: float = 3.0, loud: float = 0.1, seed: int = 1) -> bytes:
    """A WAV of noise."""
    told = io.BytesIO()
    noise = np.random.default_rng(seed).normal(0, loud, (int(seconds * RATE), 2))
    soundfile.write(told, np.clip(noise, -1, 1).astype(np.float32), RATE, format='WAV', subtype='PCM_24')
    return told.getvalue()


@pytest.fixture
def house(owner: str, monkeypatch: pytest.MonkeyPatch) -> House:
    """The studio."""
    turn_accounts_on(monkeypatch)
    boss = person('boss@example.org', is_admin=True, name='Olga')
    engineer, client = person('eve@example.org', name='Eve'), person('carl@example.org', name='Carl')
    studio = studios.make(boss, 'Sunset Sound', zone='Europe/Berlin')
    with transaction() as session:
        session.add(StudioEngineer(studio_id=studio.id, user_id=engineer, name='Eve'))
        room = session.scalars(sa.select(StudioRoom).where(col(StudioRoom.studio_id) == studio.id)).one()
    made = House(studio.id, room.id, boss, engineer, client, '')
    return replace(made, booking=booked(made, client))


def booked(house: House, client: str = '', email: str = '', **values: Any) -> str:
    """A session that was held yesterday; returns its id."""
    start = utc_now() - timedelta(days=1)
    told: dict[str, Any] = {'status': 'confirmed', 'currency': 'eur', 'total_amount': 18000} | values
    row = Booking(
        user_id=client or None,
        customer_email=email or 'carl@example.org',
        customer_name='Gus' if email else 'Carl',
        start_time=start,
        end_time=start + timedelta(hours=3),
        duration=180,
        studio_id=house.studio,
        room_id=house.room,
        **told,
    )
    with transaction() as session:
        session.add(row)
    return row.id


def handed(house: House, name: str = 'Mix.wav', content: bytes = b'', **how: Any) -> str:
    """Hand a file over to the client; returns the id of its version."""
    upload = uploaded(house.engineer, name, content or name.encode())
    return delivery_sending.submit(house.engineer, upload, replace(house.delivery, **how))


def change(deliverable_id: str, **values: Any) -> None:
    """Let a file be as it would be after some time."""
    with transaction() as session:
        row = session.get_one(Deliverable, deliverable_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def change_booking(booking_id: str, **values: Any) -> None:
    """The same of a session."""
    with transaction() as session:
        row = session.get_one(Booking, booking_id)
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)


def files_of(user_id: str) -> list[FileView]:
    """What a client has, as they see it."""
    return delivery_lists.all_files(delivery_lists.mine(user_id))


def the_file(house: House) -> FileView:
    """The one file of the client."""
    (found,) = files_of(house.client)
    return found


def bytes_of(key: str) -> bytes:
    """What lies in the storage."""
    return b''.join(storage.read(key))


def due_now() -> None:
    """Ten minutes have passed."""
    with transaction() as session:
        past = sa.update(DeliveryBatch).values(due_at=utc_now() - timedelta(seconds=1))
        session.execute(past.execution_options(synchronize_session=False))


def ready(*version_ids: str) -> None:
    """As if a worker was done with them."""
    with transaction() as session:
        for version_id in version_ids:
            session.get_one(DeliverableVersion, version_id).status = Status.COMPLETED


def guest_of(mail_text: str) -> Reader:
    """Whoever opens the link of a mail."""
    return delivery_readers.guest(mail_text.partition('/delivered/')[2].split()[0])
