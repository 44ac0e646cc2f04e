"""How messages to pages are packed: small ones are sent as they are.

NiceGUI has uvicorn speak websockets by wsproto, which deflates every message and keeps a window of 300 KB for each
page. A step of progress is a kilobyte: deflating it takes as long as all the rest of sending it, for every open page.
What a screen is made of is larger, and is still deflated, one message at a time. What a page sends may be packed, too,
and may unpack to a thousand times as much: no more of it is unpacked than is accepted.

The only module that knows how wsproto and uvicorn do it; `tests/app/web/test_frames.py` fails when they change it.
"""

import zlib

from uvicorn.protocols.websockets import wsproto_impl
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import CloseReason, FrameDecoder, FrameProtocol, Opcode, RsvBits

from app.config import MIB

SMALL = 4096
"""Bytes up to which a message is sent as it is."""
MOST = MIB
"""Bytes that one message of a page may unpack to; uvicorn counts them, but only when they are there."""


class DeflateTheLarge(PerMessageDeflate):
    """Compression of messages (RFC 7692), which may be left out of any message, without a window kept between them."""

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def frame_inbound_payload_data(self, proto: FrameDecoder | FrameProtocol, data: bytes) -> bytes | CloseReason:
        """What a part of a message unpacks to: at most one byte more than is accepted, so that uvicorn refuses it."""
        if not self._inbound_compressed or not self._inbound_is_compressible or self._decompressor is None:
            return data
        if self._decompressor.unconsumed_tail:
            return b''
        try:
            return self._decompressor.decompress(bytes(data), MOST + 1)
        except zlib.error:
            return CloseReason.INVALID_FRAME_PAYLOAD_DATA

    def frame_inbound_complete(self, proto: FrameDecoder | FrameProtocol, fin: bool) -> bytes | CloseReason | None:
        """What is left at the end of a message; nothing of one that was not unpacked completely."""
        held = self._decompressor if fin and self._inbound_is_compressible else None
        if held is not None and held.unconsumed_tail:
            self._decompressor = self._inbound_compressed = None
            return b''
        return super().frame_inbound_complete(proto, fin)

    def frame_outbound(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, data: bytes, fin: bool
    ) -> tuple[RsvBits, bytes]:
        """What is sent for a part of a message."""
        if fin and opcode is not Opcode.CONTINUATION and len(data) <= SMALL:
            return rsv, bytes(data)
        return super().frame_outbound(proto, opcode, rsv, data, fin)


def pack_sparingly() -> None:
    """Have the web server pack messages this way."""
    vars(wsproto_impl)['PerMessageDeflate'] = DeflateTheLarge
