"""Which format is written: the same as the original, or another one."""

from dataclasses import replace

from app.audio.errors import UnsupportedAudio
from app.audio.files import layouts, rates
from app.audio.types import Info

_PCM = ('pcm_u8', 'pcm_s16', 'pcm_s24', 'pcm_s32', 'pcm_f32', 'pcm_f64')

CODECS: dict[str, tuple[str, ...]] = {
    'wav': _PCM,
    'aiff': _PCM[1:4],
    'caf': _PCM[1:],
    'flac': ('flac',),
    'mp3': ('mp3',),
    'm4a': ('aac', 'alac'),
    'aac': ('aac',),
    'ogg': ('vorbis',),
    'opus': ('opus',),
}
"""What "convert to" offers: containers, and the codecs they can have; the first is taken when none is named."""

PLAIN = ('wav', 'aiff', 'caf')
"""Containers of plain samples: these have as many bits as the original, at most 24."""

WAVE = {'rf64': 'wav', 'bw64': 'wav'}
"""Containers that are WAV in all but their size."""


def choose(like: Info, container: str | None, codec: str | None, bits: int | None, bit_rate: int | None) -> Info:
    """What will be written, at the original's sample rate wherever the codec can have that."""
    if container is None or (container == WAVE.get(like.container, like.container) and codec in (None, like.codec)):
        kept = replace(like, bit_rate=bit_rate or like.bit_rate, bits=like.bits)
        return replace(kept, variable_rate=False) if bit_rate and like.codec == 'mp3' else kept
    if container not in CODECS:
        raise UnsupportedAudio(f'{container} cannot be written; choose one of {", ".join(CODECS)}.')
    bits = bits or min(like.bits or 24, 24)
    codec = codec or (f'pcm_s{16 if bits <= 16 else 24}' if container in PLAIN else CODECS[container][0])
    if codec not in CODECS[container]:
        raise UnsupportedAudio(f'{container} cannot hold {codec}; choose one of {", ".join(CODECS[container])}.')
    lossless = container in (*PLAIN, 'flac') or codec == 'alac'
    # Vorbis and Opus have an order of channels of their own.
    usual = (layouts.vorbis if container in ('ogg', 'opus') else layouts.usual)(like.channels)
    return replace(
        rates.at_rate(like, rates.fitting(codec, like.sample_rate)),
        layout=usual if sorted(usual) == sorted(like.layout) else like.layout,
        container=container,
        codec=codec,
        bits=(int(codec[5:]) if container in PLAIN else max(bits, 16)) if lossless else None,
        bit_rate=None if lossless else bit_rate or like.bit_rate or {'mp3': 320_000}.get(codec, 256_000),
        variable_rate=None if lossless else False,
    )


MARGIN = 1024 * 1024
"""Heads, tags and what a variable bit rate adds, in bytes."""


def expected_bytes(target: Info) -> int:
    """How large a file of this format gets, pictures left out: for lossless codecs, as if they saved nothing."""
    if target.bits is None and not target.codec.startswith('pcm_'):
        bits_per_s = target.bit_rate or 320_000
        return int(target.duration_s * bits_per_s / 8 * (1.0 if target.variable_rate is False else 1.2)) + MARGIN
    bits = int(target.codec[5:]) if target.codec.startswith('pcm_') else target.bits or 24
    return target.frames * target.channels * -(-bits // 8) + MARGIN
