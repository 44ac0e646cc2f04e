"""Which format is written: the same as the original, or another one."""

from dataclasses import replace

from app.audio.errors import UnsupportedAudio
from app.audio.files import layouts, rates
from app.audio.files.samples import LAWS
from app.audio.types import Info

_PCM = ('pcm_u8', 'pcm_s16', 'pcm_s24', 'pcm_s32', 'pcm_f32', 'pcm_f64')
_PACKETS = ('flac', 'opus', 'vorbis', 'aac', 'alac', 'mp3', 'mp2', 'ac3', 'eac3')

CODECS: dict[str, tuple[str, ...]] = {
    'wav': _PCM,
    'aiff': _PCM[1:4],
    'caf': _PCM[1:],
    'au': _PCM[1:],
    'flac': ('flac',),
    'mp3': ('mp3',),
    'm4a': ('aac', 'alac'),
    'aac': ('aac',),
    'ogg': ('vorbis',),
    'opus': ('opus',),
    'mp2': ('mp2',),
    'ac3': ('ac3',),
    'eac3': ('eac3',),
    'wavpack': ('wavpack',),
    'tta': ('tta',),
    'mka': _PACKETS,
}
"""What "convert to" offers: containers, and the codecs they can have; the first is taken when none is named."""

ONLY_KEPT: dict[str, tuple[str, ...]] = {'oggflac': ('flac',), 'webm': ('opus', 'vorbis')}
"""What is written again where the original was one, and offered to nobody else."""

PLAIN = ('wav', 'aiff', 'caf', 'au')
"""Containers of plain samples: new ones have 16 or 24 bits."""

KEEP_PLAIN = (*PLAIN, 'rf64', 'bw64', 'w64')
"""Containers of plain samples that are written again with whatever samples they have."""

HOMES = {
    'flac': 'flac', 'mp3': 'mp3', 'mp1': 'mp3', 'vorbis': 'ogg', 'opus': 'opus', 'aac': 'm4a', 'alac': 'm4a',
    'mp2': 'mp2', 'ac3': 'ac3', 'eac3': 'eac3', 'wavpack': 'wavpack', 'tta': 'tta',
}  # fmt: skip
"""Where each codec is at home: what comes out of a container that is not written goes there."""

SPEECH = ('amrnb', 'amrwb')
BITS_PER_SAMPLE = 4
"""Codecs for speech get by with so few bits that another one needs more for the same sound: so many a sample."""
MOST_AAC = 160_000
"""Bits per second and channel beyond which AAC has nothing to gain."""

WAVE = {'rf64': 'wav', 'bw64': 'wav'}
"""Containers that are WAV in all but their size."""


def choose(like: Info, container: str | None, codec: str | None, bits: int | None, bit_rate: int | None) -> Info:
    """What will be written, at the original's sample rate wherever the codec can have that."""
    keeps, same = can_keep(like), container == WAVE.get(like.container, like.container) and codec in (None, like.codec)
    if container is None and not keeps:
        container, codec = nearest(like)
    if keeps and (container is None or same):
        kept = replace(like, bit_rate=bit_rate or like.bit_rate, bits=_bits_kept(like))
        return replace(kept, variable_rate=False) if bit_rate and like.codec == 'mp3' else kept
    if container not in CODECS:
        raise UnsupportedAudio(f'{container} cannot be written; choose one of {", ".join(CODECS)}.')
    bits = bits or (16 if like.codec.startswith('adpcm_') else min(like.bits or 24, 24))
    codec = codec or _codec(like, container, bits)
    if codec not in CODECS[container]:
        raise UnsupportedAudio(f'{container} cannot hold {codec}; choose one of {", ".join(CODECS[container])}.')
    lossless = container in PLAIN or codec in ('flac', 'alac', 'wavpack', 'tta')
    # Vorbis and Opus have an order of channels of their own.
    usual = (layouts.vorbis if codec in ('vorbis', 'opus') else layouts.usual)(like.channels)
    return replace(
        rates.at_rate(like, rates.fitting(codec, like.sample_rate)),
        layout=usual if sorted(usual) == sorted(like.layout) else like.layout,
        container=container,
        codec=codec,
        bits=(int(codec[5:]) if container in PLAIN else max(bits, 16)) if lossless else None,
        bit_rate=None if lossless else bit_rate or _bit_rate(like, codec),
        variable_rate=None if lossless else False,
    )


def can_keep(like: Info) -> bool:
    """Whether what a file is can be written again."""
    if like.video:
        return False
    if like.codec.startswith('pcm_') and like.container in KEEP_PLAIN:
        return True
    return like.codec in (CODECS | ONLY_KEPT).get(like.container, ())


def nearest(like: Info) -> tuple[str, str]:
    """Container and codec that come nearest to a file that cannot be written again as what it is.

    The sound of a video goes into M4A, whatever it was; else a codec goes where it is at home, and what nobody writes
    becomes FLAC where nothing was lost before, AAC where something was.
    """
    lossless = like.bits is not None
    if like.video:
        return 'm4a', 'alac' if lossless else 'aac'
    if like.codec in HOMES:
        home = HOMES[like.codec]
        return home, CODECS[home][0] if like.codec == 'mp1' else like.codec
    if like.container == 'wav':
        return 'wav', 'pcm_s16'
    return ('flac', 'flac') if lossless else ('m4a', 'aac')


def _codec(like: Info, container: str, bits: int) -> str:
    """What goes into a container where nobody has said: the original's own codec, or the first."""
    if container in PLAIN:
        return 'pcm_s16' if bits <= 16 else 'pcm_s24'
    if container == 'm4a' and like.video:
        return nearest(like)[1]
    return like.codec if container == 'mka' and like.codec in _PACKETS else CODECS[container][0]


def _bits_kept(like: Info) -> int | None:
    return min(like.bits, 24) if like.codec == 'flac' and like.bits else like.bits


def _bit_rate(like: Info, codec: str) -> int:
    rate = like.bit_rate or {'mp3': 320_000}.get(codec, 256_000)
    if like.codec in SPEECH:
        rate = max(rate, BITS_PER_SAMPLE * like.sample_rate * like.channels)
    return min(rate, MOST_AAC * max(like.channels, 2)) if codec == 'aac' else rate


MARGIN = 1024 * 1024
"""Heads, tags and what a variable bit rate adds, in bytes."""


def expected_bytes(target: Info) -> int:
    """How large a file of this format gets, pictures left out: for lossless codecs, as if they saved nothing."""
    if target.bits is None and not target.codec.startswith('pcm_'):
        bits_per_s = target.bit_rate or 320_000
        return int(target.duration_s * bits_per_s / 8 * (1.0 if target.variable_rate is False else 1.2)) + MARGIN
    return target.frames * target.channels * _width(target) + MARGIN


def _width(target: Info) -> int:
    """Bytes of one sample."""
    if target.codec in LAWS.values():
        return 1
    return int(target.codec[5:]) // 8 if target.codec.startswith('pcm_') else -(-(target.bits or 24) // 8)
