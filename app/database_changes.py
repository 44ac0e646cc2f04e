"""Whether anybody has written to the database since one last asked: of a file that costs no query."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from app.config import settings


class Changes:
    """One who asks again and again, from one thread at a time; a server of a database answers nothing of the kind.

    SQLite's `data_version` is another one for a connection whenever somebody else has committed, in this process or in
    another (https://www.sqlite.org/pragma.html#pragma_data_version). This connection writes nothing, so it misses none.
    """

    def __init__(self) -> None:
        self._open: sqlite3.Connection | None = None
        self._file: Path | None = None
        self._version = -1

    def since_last(self) -> bool:
        """Whether something may have been written since this was last asked; True where that cannot be told."""
        if settings().database_url:
            return True
        try:
            version = self._connection().execute('PRAGMA data_version').fetchone()[0]
        except sqlite3.Error:
            self.close()
            return True
        before, self._version = self._version, version
        return bool(version != before)

    def close(self) -> None:
        """Let go of the file; the next look begins anew."""
        opened, self._open, self._version = self._open, None, -1
        if opened is not None:
            with suppress(sqlite3.Error):
                opened.close()

    def _connection(self) -> sqlite3.Connection:
        if self._open is None or self._file != settings().database_file:
            self.close()
            self._file = settings().database_file
            address = f'{self._file.absolute().as_uri()}?mode=ro'
            self._open = sqlite3.connect(address, uri=True, timeout=0.1, check_same_thread=False)
        return self._open
