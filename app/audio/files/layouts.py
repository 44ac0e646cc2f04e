"""Which channel is for what: from WAVE masks, FFmpeg's names and the habits of each container."""

from collections.abc import Iterable

from app.audio.types import Role

WAVE_ORDER = ('FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'FLC', 'FRC', 'BC', 'SL', 'SR')
"""dwChannelMask from bit 0 on (Microsoft, WAVEFORMATEXTENSIBLE); FFmpeg uses the same names."""

_ROLES: dict[str, Role] = {
    'FL': 'L', 'FR': 'R', 'FC': 'C', 'LFE': 'LFE', 'BL': 'Lb', 'BR': 'Rb',
    'BC': 'Cs', 'SL': 'Ls', 'SR': 'Rs', 'DL': 'L', 'DR': 'R',
}  # fmt: skip

_USUAL: dict[int, str] = {
    1: 'FC',
    2: 'FL FR',
    3: 'FL FR FC',
    4: 'FL FR BL BR',
    5: 'FL FR FC BL BR',
    6: 'FL FR FC LFE BL BR',
    7: 'FL FR FC LFE BC SL SR',
    8: 'FL FR FC LFE BL BR SL SR',
}

_VORBIS: dict[int, str] = {
    3: 'FL FC FR',
    5: 'FL FC FR BL BR',
    6: 'FL FC FR BL BR LFE',
    7: 'FL FC FR SL SR BC LFE',
    8: 'FL FC FR SL SR BL BR LFE',
}

AV_NAMES = {1: 'mono', 2: 'stereo', 3: '3.0', 4: '4.0', 5: '5.0', 6: '5.1', 7: '6.1(back)', 8: '7.1'}
"""What FFmpeg calls so many channels in the order in which M4A has them."""


def from_names(names: Iterable[str]) -> tuple[Role, ...]:
    """Roles of channels named as FFmpeg names them ('FL', 'FC', 'LFE', 'BL' …).

    A pair behind the listener is the surround pair of 5.1, unless there is another pair at the sides.
    """
    names = list(names)
    if len(names) == 1:
        return ('M',)
    roles = [_ROLES.get(name, '?') for name in names]
    if 'Ls' not in roles and 'Rs' not in roles:
        swap: dict[Role, Role] = {'Lb': 'Ls', 'Rb': 'Rs'}
        roles = [swap.get(role, role) for role in roles]
    return tuple(roles)


def from_mask(mask: int, channels: int) -> tuple[Role, ...]:
    """Roles by a WAVE channel mask; channels beyond the mask are '?', and without a mask the usual order is taken."""
    names = [name for bit, name in enumerate(WAVE_ORDER) if mask >> bit & 1]
    if not names:
        return usual(channels)
    names = names[:channels] + ['?'] * (channels - len(names))
    return from_names(names)


def usual(channels: int) -> tuple[Role, ...]:
    """Roles by number alone, in WAVE and FLAC order (RFC 9639, 9.1.3); more than 8 channels are '?'."""
    return from_names(_USUAL[channels].split() if channels in _USUAL else ['?'] * channels)


def usual_mask(channels: int) -> int:
    """The WAVE channel mask of `usual`; 0 where no order is usual."""
    return sum(1 << WAVE_ORDER.index(name) for name in _USUAL.get(channels, '').split())


def vorbis(channels: int) -> tuple[Role, ...]:
    """Roles in the order of Ogg Vorbis (Vorbis I, 4.3.9) and Opus (RFC 7845, 5.1.1.2)."""
    return from_names(_VORBIS[channels].split()) if channels in _VORBIS else usual(channels)
