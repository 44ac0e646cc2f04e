"""A net as it is learnt, by PyTorch; and how it becomes a part of the file that `app/drums/transcriber` reads."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from app.drums.transcriber import Kind
from app.drums.transcriber.net import STEPS
from app.drums.transcriber.spectrum import BANDS

_CHANNELS = (24, 32, 40)
_WIDTH, _LEFT_BANDS, _STRIDE = 66, 7, 3
_DROPPED = 0.15
_RARE, _USUAL = -3.0, 0.8
"""Before anything is learnt, a stroke is as unlikely as e to this power, and as hard as most are."""


class Learner(nn.Module):  # type: ignore[misc]
    """84 bands in, two answers for each kind out, not yet between 0 and 1; `app/drums/transcriber/net.py` draws it."""

    def __init__(self) -> None:
        super().__init__()
        one, two, three = _CHANNELS
        self.first = nn.Conv2d(1, one, (3, 7), stride=(1, _STRIDE), padding=(1, 3), bias=False)
        self.second = nn.Conv2d(one, two, 3, padding=1, bias=False)
        self.third = nn.Conv2d(two, three, 3, padding=1, bias=False)
        self.narrow = nn.Conv1d(three * _LEFT_BANDS, _WIDTH, 1, bias=False)
        self.times = nn.ModuleList(
            nn.Conv1d(_WIDTH, _WIDTH, 3, padding=step, dilation=step, bias=False) for step in STEPS
        )
        self.norms = nn.ModuleList(nn.BatchNorm2d(count) for count in _CHANNELS)
        self.narrow_norm = nn.BatchNorm1d(_WIDTH)
        self.time_norms = nn.ModuleList(nn.BatchNorm1d(_WIDTH) for _ in STEPS)
        self.out = nn.Conv1d(_WIDTH, 2 * len(Kind), 1)
        self.dropped = nn.Dropout(_DROPPED)
        nn.init.constant_(self.out.bias[: len(Kind)], _RARE)
        nn.init.constant_(self.out.bias[len(Kind) :], _USUAL)
        self.register_buffer('mean', torch.zeros(BANDS))
        self.register_buffer('spread', torch.ones(BANDS))

    def forward(self, bands: Any) -> Any:
        """Clips × frames × bands in, clips × frames × answers out."""
        seen = ((bands - self.mean) / self.spread).unsqueeze(1)
        seen = functional.relu(self.norms[0](self.first(seen)))
        seen = functional.max_pool2d(functional.relu(self.norms[1](self.second(seen))), (1, 2))
        seen = functional.max_pool2d(functional.relu(self.norms[2](self.third(seen))), (1, 2))
        seen = seen.permute(0, 1, 3, 2).flatten(1, 2)
        values = functional.relu(self.narrow_norm(self.narrow(self.dropped(seen))))
        for over_time, norm in zip(self.times, self.time_norms, strict=True):
            values = values + functional.relu(norm(over_time(values)))
        return self.out(self.dropped(values)).transpose(1, 2)

    def said(self, bands: NDArray[np.float32]) -> NDArray[np.float32]:
        """Both answers for each kind in each frame of one clip, 0 to 1."""
        with torch.no_grad():
            answers = torch.sigmoid(self(torch.from_numpy(bands)[None])[0]).numpy()
        return np.asarray(answers, np.float32)


def follow(mean: nn.Module, learning: nn.Module, held: float) -> None:
    """Bring a net whose weights are the mean of another's a step nearer to it; `held` is the share that stays."""
    with torch.no_grad():
        for kept, now in zip(mean.state_dict().values(), learning.state_dict().values(), strict=True):
            if kept.is_floating_point():
                kept.lerp_(now, 1 - held)


def exported(learner: Learner) -> dict[str, NDArray[np.generic]]:
    """Its weights by the names of `net.py`, with what normalises a layer folded into the layer before it."""
    made: dict[str, NDArray[np.generic]] = {
        'mean': learner.mean.numpy().astype(np.float32),
        'spread': learner.spread.numpy().astype(np.float32),
        'out': learner.out.weight.detach().numpy()[:, :, 0].astype(np.float16),
        'out_bias': learner.out.bias.detach().numpy().astype(np.float16),
    }
    for name, norm in zip(('first', 'second', 'third'), learner.norms, strict=True):
        kernel, bias = _folded(getattr(learner, name), norm)
        _put(made, name, kernel.transpose(0, 2, 3, 1), bias)
    kernel, bias = _folded(learner.narrow, learner.narrow_norm)
    by_band = kernel[:, :, 0].reshape(_WIDTH, _CHANNELS[-1], _LEFT_BANDS).transpose(0, 2, 1)
    _put(made, 'narrow', by_band.reshape(_WIDTH, -1), bias)
    for place, (over_time, norm) in enumerate(zip(learner.times, learner.time_norms, strict=True)):
        kernel, bias = _folded(over_time, norm)
        _put(made, f'time{place}', kernel.transpose(2, 1, 0), bias)
    return made


def _put(
    made: dict[str, NDArray[np.generic]], name: str, kernel: NDArray[np.float32], bias: NDArray[np.float32]
) -> None:
    made[name], made[f'{name}_bias'] = kernel.astype(np.float16), bias.astype(np.float16)


def _folded(layer: Any, norm: Any) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach()
    kernel = layer.weight.detach() * gain.reshape(-1, *[1] * (layer.weight.ndim - 1))
    return kernel.numpy(), (norm.bias.detach() - norm.running_mean * gain).numpy()
