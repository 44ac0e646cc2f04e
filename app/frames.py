"""How messages to pages are packed: small ones are sent as they are.

NiceGUI has uvicorn speak websockets by wsproto, which deflates every message and keeps a window of 300 KB for each
page. A step of progress is a kilobyte: deflating it takes as long as all else that is done for it, for every page that
is open. What a screen is made of is larger, and is still deflated, one message at a time.

The only module that knows how wsproto and uvicorn do it; `tests/app/test_frames.py` tells when they do it otherwise.
"""

from uvicorn.protocols.websockets import wsproto_impl
from wsproto.extensions import PerMessageDeflate
from wsproto.frame_protocol import FrameDecoder, FrameProtocol, Opcode, RsvBits

SMALL = 4096
"""Bytes up to which a message is sent as it is."""


class DeflateTheLarge(PerMessageDeflate):
    """Compression of messages (RFC 7692), which may be left out of any message, without a window kept between them."""

    def __init__(self) -> None:
        super().__init__(server_no_context_takeover=True, client_no_context_takeover=True)

    def frame_outbound(
        self, proto: FrameDecoder | FrameProtocol, opcode: Opcode, rsv: RsvBits, data: bytes, fin: bool
    ) -> tuple[RsvBits, bytes]:
        """What is sent of a part of a message."""
        if fin and opcode is not Opcode.CONTINUATION and len(data) <= SMALL:
            return rsv, bytes(data)
        return super().frame_outbound(proto, opcode, rsv, data, fin)


def pack_sparingly() -> None:
    """Have the web server pack messages this way."""
    vars(wsproto_impl)['PerMessageDeflate'] = DeflateTheLarge
