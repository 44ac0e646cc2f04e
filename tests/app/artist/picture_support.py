"""Pictures for the stories of artists' pages: drawn, sent, and made ready."""

import io
from typing import Any

from PIL import Image

from app import uploads
from app.artist import pictures
from app.artist.pictures import PictureView
from app.db import reading
from models import ArtistPicture
from tests.app.limits_support import uploaded

RED, BLUE = (220, 20, 20), (20, 20, 220)


def drawn(size: tuple[int, int] = (1600, 1000), kind: str = 'jpeg', **saved: Any) -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new('RGB', size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    told = io.BytesIO()
    image.save(told, kind, **saved)
    return told.getvalue()


def sent(user_id: str, content: bytes = b'', name: str = 'band.jpg', **choice: str) -> str:
    """Send a picture; returns the id of its job."""
    upload_id = uploaded(user_id, name, content or drawn())
    job_id = uploads.choosing.choose(user_id, upload_id, 'artist', {'use': 'card', **choice})
    assert job_id == upload_id
    return upload_id


def seen(job_id: str) -> PictureView:
    """A picture as its page shows it."""
    with reading() as session:
        row = session.get_one(ArtistPicture, job_id)
        return pictures.views(session, [row.public_id])[row.public_id]
