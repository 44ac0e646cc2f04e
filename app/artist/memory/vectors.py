"""The vectors of facts: as they are kept, and made anew in the background once another embedder is in use."""

import logging
from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from sqlmodel import col

from app.artist.memory import embedder, matching
from app.artist.memory.embedder import Embedder, Vectors
from app.db import reading, transaction
from models import ArtistMemory

log = logging.getLogger(__name__)

BATCH = 200
MOST_AT_ONCE = 20
"""So many vectors may be made while somebody waits; a larger model takes a fortieth of a second for each."""
KIND = '<f4'


def packed(vector: Vectors) -> bytes:
    """A vector as it is kept."""
    return np.asarray(vector, KIND).tobytes()


def engine_for(rows: Sequence[ArtistMemory]) -> Embedder:
    """What to compare these facts by: the embedder in use; or, while many of them still wait for its vectors, those
    of words, which cost next to nothing."""
    engine = embedder.current()
    waiting = sum(not _fits(row, engine) for row in rows)
    return engine if waiting <= MOST_AT_ONCE else embedder.words()


def of(rows: Sequence[ArtistMemory], engine: Embedder) -> Vectors:
    """The vectors of facts in their order; those of another embedder are made at once, and kept by `renew`."""
    stale = [place for place, row in enumerate(rows) if not _fits(row, engine)]
    fresh = dict(zip(stale, engine.embed([rows[place].content for place in stale]), strict=True))
    return matching.unit(
        [
            fresh[place] if place in fresh else np.frombuffer(row.embedding or b'', KIND).astype(np.float32)
            for place, row in enumerate(rows)
        ],
        engine.dim,
    )


def renew(most: int = BATCH) -> int:
    """Make vectors that another embedder made, or that are missing, anew; returns how many of at most so many."""
    table = ArtistMemory
    alive = col(table.deleted_at).is_(None)
    with reading() as session:
        if session.scalar(sa.select(col(table.id)).where(alive).limit(1)) is None:
            return 0  # nobody keeps anything: then nothing is loaded
    engine = embedder.current()
    other = sa.or_(
        col(table.embedding).is_(None), col(table.embedder) != engine.name, col(table.dimensions) != engine.dim
    )
    with reading() as session:
        rows = list(session.scalars(sa.select(table).where(alive, other).limit(most)))
    if not rows:
        return 0
    made = engine.embed([row.content for row in rows])
    with transaction() as session:
        for row, vector in zip(rows, made, strict=True):
            same = (col(table.id) == row.id, col(table.content) == row.content)
            values = {'embedding': packed(vector), 'embedder': engine.name, 'dimensions': engine.dim}
            session.execute(sa.update(table).where(*same).values(**values).execution_options(synchronize_session=False))
    log.info('Vectors of %d facts were made anew by %s.', len(rows), engine.name)
    return len(rows)


def _fits(row: ArtistMemory, engine: Embedder) -> bool:
    length = len(row.embedding or b'')
    return row.embedder == engine.name and row.dimensions == engine.dim and length == 4 * engine.dim
