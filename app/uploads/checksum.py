"""What a client says the bytes of one request are: compared before they count."""

import base64
import binascii
import hashlib

from app.errors import NotAllowed

ALGORITHMS = ('sha1', 'sha256', 'md5')


class Checksum:
    """The digest that one request announces, and the one of what has come."""

    def __init__(self, algorithm: str, announced: bytes) -> None:
        self._running = hashlib.new(algorithm, usedforsecurity=False)
        self._announced = announced

    @classmethod
    def read(cls, header: str) -> 'Checksum':
        """From `Upload-Checksum`: the algorithm, a space, the digest in Base64.

        Raises
        ------
        NotAllowed
            Another algorithm, or not Base64.
        """
        algorithm, _, encoded = header.strip().partition(' ')
        if algorithm not in ALGORITHMS:
            raise NotAllowed(f'Checksums are taken by {", ".join(ALGORITHMS)}, not by {algorithm[:20]}.')
        try:
            return cls(algorithm, base64.b64decode(encoded.strip(), validate=True))
        except (binascii.Error, ValueError):
            raise NotAllowed('The checksum is not written in Base64.') from None

    def update(self, chunk: bytes) -> None:
        """Take bytes in."""
        self._running.update(chunk)

    def holds(self) -> bool:
        """Whether what has come is what was announced."""
        return self._running.digest() == self._announced
