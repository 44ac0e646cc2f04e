"""The words the engine speaks: one block of samples, one file's facts, one goal, one report of progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .segment_types import Segment, Transition

Samples = NDArray[np.float32]
"""A block of audio: shape (frames, channels), C-contiguous, full scale at +-1.0 (lossy input may exceed it)."""

Stage = Literal['analyse', 'plan', 'render', 'verify']
Verdict = Literal['on_target', 'unreachable', 'unchanged', 'silent', 'too_short']

Role = Literal['L', 'R', 'C', 'LFE', 'Ls', 'Rs', 'Lb', 'Rb', 'Cs', 'M', 'MM', '?']
"""What a channel is for. 'M' is mono, and 'MM' mono that counts as two speakers will play it, which only meters are
told; '?' is a channel whose place is unknown and that counts like a front one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is accepted at the door; anything outside raises `UnsupportedAudio`."""

    max_duration_s: float = 12 * 3600.0
    max_channels: int = 8
    min_sample_rate: int = 8_000
    max_sample_rate: int = 192_000


@dataclass(frozen=True, slots=True)
class Info:
    """Facts about one audio file, as its header and its data tell them.

    Attributes
    ----------
    container : 'wav' 'rf64' 'w64' 'aiff' 'caf' 'flac' 'mp3' 'ogg' 'opus' 'm4a' …: decides how it is written again.
    codec : 'pcm_u8' 'pcm_s16' 'pcm_s24' 'pcm_s32' 'pcm_f32' 'pcm_f64' 'flac' 'mp3' 'vorbis' 'opus' 'aac' 'alac' …
    frames : number of sample frames; for files that cannot tell before they are decoded, the best estimate.
    bits : bits per sample of a lossless codec, else None.
    bit_rate : bits per second of a lossy codec (mean), else None.
    variable_rate : True for VBR, False for CBR, None where the word has no meaning.
    layout : one role per channel, in the order of the samples.
    video : whether a moving picture goes with it.
    stream : which of several sounds of the file this is, from 0; None where there is but one.
    """

    path: Path
    container: str
    codec: str
    sample_rate: int
    channels: int
    frames: int
    layout: tuple[Role, ...]
    bits: int | None = None
    bit_rate: int | None = None
    variable_rate: bool | None = None
    video: bool = False
    stream: int | None = None

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the meter read of one file. Loudness by ITU-R BS.1770-5 and EBU Tech 3341/3342; None means -inf.

    Units: LUFS, LU, dBTP and dBFS as the names say; `duration_s` in seconds, `sample_rate` in Hz. `warnings` are
    sentences about the file itself: what is damaged, missing or was put together in it, and when.
    """

    integrated_lufs: float | None
    short_term_max_lufs: float | None
    momentary_max_lufs: float | None
    range_lu: float | None
    true_peak_dbtp: float | None
    sample_peak_dbfs: float | None
    duration_s: float
    sample_rate: int
    channels: int
    format: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Goal:
    """How loud the result shall be (LUFS, integrated) and the true peak it may not pass (dBTP)."""

    target_lufs: float
    ceiling_dbtp: float = -1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one run is: frames done of frames total in this stage, and the share of the whole run (0..1)."""

    stage: Stage
    done: int
    total: int
    overall: float


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read, where that is not as the standard and the file say.

    Attributes
    ----------
    dual_mono : a file of one channel counts as loud as the two speakers that play it, 3 LU more than BS.1770 says.
    remove_dc : a constant offset is taken out before anything else.
    offsets : what is taken out of each channel; nothing until it was measured.
    """

    dual_mono: bool = False
    remove_dc: bool = False
    offsets: tuple[float, ...] = ()


AS_IT_IS = Reading()

Report = Callable[[Progress], None]
"""Called a few times a second at most from the calling thread. What it raises ends the run and cleans up."""


Room = Callable[[int], None]
"""Told before bytes of a result are written, with how many these are at most; what it raises ends the run like `Report`
does, and nothing is left."""


@dataclass(frozen=True, slots=True)
class LimiterWork:
    """What was done to the peaks: gain reduction in dB (positive numbers) and shares of time (0..1)."""

    max_reduction_db: float = 0.0
    mean_reduction_db: float = 0.0
    limited_share: float = 0.0
    clipped_share: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One finished run: what came in, what was delivered, and what was done in between.

    `output` was measured on the delivered file, decoded again. `explanation` is one sentence for the reader;
    `loudest_clean_lufs` is set when the verdict is 'unreachable'. `segments` are the tracks inside the mix and
    `ramps` where the gain of one gives way to the next's, if matching was asked for.
    """

    input: Measurement
    output: Measurement
    goal: Goal
    gain_db: float
    limiter: LimiterWork
    verdict: Verdict
    explanation: str
    passes: int
    loudest_clean_lufs: float | None = None
    warnings: tuple[str, ...] = field(default=())
    segments: tuple[Segment, ...] = ()
    ramps: tuple[Transition, ...] = ()
