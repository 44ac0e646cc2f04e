"""One request's hold of an upload: takes bytes, and says at the end what became of them."""

import threading

from app import storage
from app.config import MIB
from app.errors import Damaged, NotAllowed, TooLarge
from app.uploads import digest, records
from app.uploads.checksum import Checksum
from app.uploads.completion import store
from app.uploads.partial_file import PartialFile
from models import Upload

SHOW_EVERY = 64 * MIB
_KEPT = 'What came is kept for a while: make room, then go on.'
_FULL = f'The disk of the server is full. {_KEPT}'


class UploadWriter:
    """Takes bytes of one upload, and keeps all others out until `keep`, `break_off`, `finish` or `abort`."""

    def __init__(self, upload: Upload, opened: PartialFile) -> None:
        self.upload = upload
        self._part = opened
        self._digest = digest.borrow(upload.id)
        self._checksum: Checksum | None = None
        self._start = opened.length
        self._next_sign = opened.length
        self._room = storage.room(_FULL, _FULL)
        self._ended = False
        self._one_at_a_time = threading.RLock()
        """A server that stops ends a request while a thread still works for it."""

    @property
    def offset(self) -> int:
        """How many bytes have come."""
        return self._part.length

    @property
    def is_wanted(self) -> bool:
        """Whether another request waits to go on with this upload."""
        return self._part.is_wanted

    def expect(self, checksum: Checksum) -> None:
        """What comes from here on counts only if this holds for it at the end."""
        self._checksum = checksum
        self._part.doubt()

    def write(self, *chunks: bytes) -> None:
        """Add bytes.

        Raises
        ------
        NotAllowed
            More than were announced.
        TooLarge
            The disk is full; what fitted is kept.
        """
        with self._one_at_a_time:
            size = sum(len(chunk) for chunk in chunks)
            if self.offset + size > self.upload.size_bytes:
                raise NotAllowed(f'More than the {self.upload.size_bytes:,} bytes came that were announced.')
            if not size:
                return
            self._room.take(size)
            try:
                self._part.append(chunks)
            except OSError as error:
                raise TooLarge(f'The server could not store more of the file ({error.strerror}). {_KEPT}') from error
            if self._checksum is None:
                self._digest.follow(self._part.file, chunks, self.offset)
            else:
                for chunk in chunks:
                    self._checksum.update(chunk)
            self._show()

    def keep(self) -> Upload:
        """The request is complete: what it brought counts, and the upload is complete if nothing is missing.

        Raises
        ------
        Damaged
            The checksum does not hold; nothing of this request is kept.
        TooLarge
            It could not be stored.
        """
        with self._one_at_a_time:
            try:
                if self._checksum is not None and not self._checksum.holds():
                    self._part.cut(self._start)
                    raise Damaged('These bytes did not arrive as they were sent. Send them again.')
                self._part.sure()
                self._checksum = None
                if self.offset == self.upload.size_bytes:
                    return store(self.upload, self._digest.complete(self._part.file, self.offset), self._part.path)
                self._touch()
                return self.upload
            finally:
                self._end()

    def break_off(self) -> None:
        """The request broke off: what came is kept, but for what only a checksum could have made sure of."""
        with self._one_at_a_time:
            if self._ended:
                return
            try:
                if self._checksum is not None:
                    self._part.cut(self._start)
                self._part.sure()
                self._touch()
            finally:
                self._end()

    def finish(self) -> Upload:
        """Keep what came, which has to be all.

        Raises
        ------
        NotAllowed
            Fewer bytes came than were announced.
        """
        missing = self.offset != self.upload.size_bytes
        upload = self.keep()
        if missing:
            raise NotAllowed(f'Only {self.offset:,} of {self.upload.size_bytes:,} bytes came. Send the rest.')
        return upload

    def abort(self) -> None:
        """Forget the upload and remove what came of it."""
        with self._one_at_a_time:
            records.forget(self.upload)
            self._end()

    def _show(self) -> None:
        """Now and then it is written down that this comes: one request may take longer than what nobody goes on with is
        kept, and upkeep on another machine sees no lock of ours."""
        if self.offset >= self._next_sign:
            self._next_sign = self.offset + SHOW_EVERY
            self._touch()

    def _touch(self) -> None:
        """Bytes alone put the end of an upload off, and only those that stay: whoever asks for it, or sends none, does
        not. With a checksum that is known at its end; before, only that much came."""
        come = self.offset - self._start
        if come > (0 if self._checksum is None else SHOW_EVERY):
            self.upload = records.touch(self.upload)

    def _end(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._part.close()
        if self.offset < self.upload.size_bytes:
            digest.give_back(self.upload.id, self._digest)
