"""One pass over a file gathers all that is known of it: loudness rows, peaks, and excerpts to try a plan on."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from .chain import BLOCK
from .dc_offset import SHORTEST_S, OffsetMeter, told, without
from .energy_above import EnergyAbove
from .energy_kernels import take_in
from .errors import UnreadableAudio
from .excerpts import Excerpts
from .files import Source, open_source
from .files.tags.chapters import too_many
from .kernels import ROWS_PER_S, Planar
from .loudness import EnergyMeter, gated_blocks, highest, integrated, loudness_range
from .observer import Observer
from .progress import Ticker
from .spectrum import Levels, Spectrum, no_levels
from .stages import run_stages
from .true_peak import PeakMeter, to_db
from .types import AS_IT_IS, Info, Limits, Measurement, Reading, Report, Samples, Stage
from .waveform import WaveMeter

FORMAT = 6
Gather = Literal['numbers', 'plan', 'all']
NO_WAVE = np.zeros((3, 0), np.int8)
_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything a plan needs, without the file.

    Attributes
    ----------
    info : facts about the file, `frames` as they were counted.
    measurement : what the meter read.
    energy : K-weighted energy of each 10 ms, float32, sums of squares over the weighted channels.
    peaks : true peak of each 10 ms, float16, linear, channels linked.
    wave : lowest, highest and RMS sample of each 10 ms, int8 (3, rows), full scale at 127: for drawing; no rows where
        nobody wants to see it.
    excess : per second, the energy above each of `energy_above.LEVELS_DB`, and all of it, float32; empty without
    excerpts.
    excerpts : up to about 80 s of the programme itself, spread evenly: a plan is tried out on them.
    warnings : sentences for the reader.
    spectrum : spectrum over time, from which the tracks of a mix are found; empty if nobody asked for it.
    offsets : the mean of each channel's samples.
    """

    info: Info
    measurement: Measurement
    energy: NDArray[np.float32] = field(repr=False)
    peaks: NDArray[np.float16] = field(repr=False)
    wave: NDArray[np.int8] = field(repr=False)
    excess: NDArray[np.float32] = field(repr=False)
    excerpts: Excerpts = field(repr=False)
    warnings: tuple[str, ...] = ()
    spectrum: Levels = field(default_factory=no_levels, repr=False)
    offsets: tuple[float, ...] = ()

    @property
    def is_damaged(self) -> bool:
        """Whether others may read another sound from the file than was measured here; an offset is no damage."""
        return any(sentence != told(self.offsets) for sentence in self.measurement.warnings)

    def save(self, path: Path) -> None:
        """Write all of it to one .npz file (about 3.6 MB an hour, and at most 17 MB of excerpts)."""
        facts = {**asdict(self.info), 'path': str(self.info.path)}
        also = {'warnings': self.warnings, 'offsets': self.offsets}
        head = {'format': FORMAT, 'info': facts, 'measurement': asdict(self.measurement), **also}
        with path.open('wb') as file:
            rows: dict[str, Any] = {
                'energy': self.energy,
                'peaks': self.peaks,
                'wave': self.wave,
                'excess': self.excess,
                'hearing': self.spectrum,
            }
            np.savez(file, head=np.array(json.dumps(head)), **rows, **self.excerpts.arrays())

    @classmethod
    def load(cls, path: Path) -> 'Analysis':
        """Read what `save` wrote.

        Raises
        ------
        UnreadableAudio : not such a file, or one of another version.
        """
        try:
            with path.open('rb') as file, np.load(file, allow_pickle=False) as stored:
                arrays: dict[str, Any] = dict(stored)
            head = json.loads(str(arrays['head']))
            if head['format'] != FORMAT:
                raise ValueError(head['format'])
            facts = head['info']
            info = Info(**{**facts, 'path': Path(facts['path']), 'layout': tuple(facts['layout'])})
            read = head['measurement']
            measurement = Measurement(**{**read, 'warnings': tuple(read['warnings'])})
            warnings, offsets = tuple(head['warnings']), tuple(head.get('offsets', ()))
            rows = (arrays['energy'], arrays['peaks'], arrays['wave'], arrays['excess'])
            return cls(info, measurement, *rows, Excerpts.of(arrays), warnings, arrays['hearing'], offsets)
        except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, BadZipFile) as error:
            raise UnreadableAudio('The stored analysis cannot be read: analyse the file again.') from error


class Meter:
    """All meters at once, in two steps that may run on two threads: `peaks` first, then `energy`."""

    def __init__(
        self, info: Info, excerpts: Excerpts | None = None, spectrum: Spectrum | None = None, drawn: bool = True
    ) -> None:
        self._info = info
        rows = info.frames * ROWS_PER_S // info.sample_rate + 2
        self._energy = EnergyMeter(info.sample_rate, info.layout, rows)
        self._peaks = PeakMeter(info.sample_rate, info.channels, rows)
        self._wave = WaveMeter(info.sample_rate, info.channels, rows) if drawn else None
        self._excerpts, self._spectrum = excerpts, spectrum
        self._excess = EnergyAbove(info.sample_rate)
        self._offset = OffsetMeter(info.channels)
        self._frames = 0
        self.bad_samples = 0
        self._first_bad = 0

    def peaks(self, samples: Samples) -> Planar:
        """Take in samples (frames, channels), read their peaks, and hand on the planar block."""
        block = np.empty((self._info.channels, len(samples)), np.float32)
        bad, first = take_in(samples, 1.0, block)
        if bad and not self.bad_samples:
            self._first_bad = self._frames + first
        self.bad_samples += bad
        self._frames += len(samples)
        self._peaks.push(block)
        self._offset.push(block)
        if self._wave:
            self._wave.push(block)
        if self._excerpts:
            self._excerpts.push(block)
            self._excess.push(block)
        return block

    def energy(self, block: Planar) -> int:
        """Take in the planar block's energy; return its frames."""
        self._energy.push(block)
        if self._spectrum:
            self._spectrum.push(block)
        return int(block.shape[1])

    def so_far(self) -> tuple[Info, NDArray[np.float32], NDArray[np.int8]]:
        """Facts (frames as expected), and the rows of energy and wave that are complete, while the pass goes on."""
        return self._info, self._energy.rows(), self._wave.rows() if self._wave else NO_WAVE

    def finish(self, warnings: list[str], beside: list[str] | None = None) -> Analysis:
        """Everything gathered, after the last block, with what is to be told of the sound and of what is beside it."""
        self._peaks.finish()
        info = replace(self._info, frames=self._frames)
        energy, peaks = self._energy.rows(), self._peaks.rows()[: len(self._energy.rows())]
        if self.bad_samples:
            warnings = [*warnings, _not_numbers(self.bad_samples, self._first_bad / info.sample_rate)]
        offsets = self._offset.offsets() if info.duration_s >= SHORTEST_S else ()
        warnings = [*warnings, *filter(None, [told(offsets)])]
        measurement = Measurement(
            integrated_lufs=integrated(gated_blocks(energy, info.sample_rate)),
            short_term_max_lufs=highest(energy, info.sample_rate, 300),
            momentary_max_lufs=highest(energy, info.sample_rate, 40),
            range_lu=loudness_range(energy, info.sample_rate),
            true_peak_dbtp=to_db(self._peaks.true_peak),
            sample_peak_dbfs=to_db(self._peaks.sample_peak),
            duration_s=info.duration_s,
            sample_rate=info.sample_rate,
            channels=info.channels,
            format=info.container,
            warnings=tuple(warnings),
        )
        excerpts = self._excerpts or Excerpts(info.sample_rate, info.channels, 0)
        excerpts.finish()
        if self._wave:
            self._wave.finish()
        wave = self._wave.rows()[:, : len(energy)] if self._wave else NO_WAVE
        rows = energy, peaks, wave, self._excess.rows()
        heard = self._spectrum.finish() if self._spectrum else no_levels()
        return Analysis(info, measurement, *rows, excerpts, (*warnings, *(beside or ())), heard, offsets)


def analyse(
    path: Path, report: Report | None = None, limits: Limits | None = None, stream: int | None = None
) -> Analysis:
    """Read a file, or one of several sounds in it (from 0), once, in blocks, and gather everything a plan needs.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    return read_through(path, Ticker(report), 'analyse', limits or Limits(), gather='all', stream=stream)


def measure(
    path: Path,
    report: Report | None = None,
    limits: Limits | None = None,
    reading: Reading = AS_IT_IS,
    stream: int | None = None,
) -> Measurement:
    """Measure a file, or one of several sounds in it (from 0): loudness (BS.1770-5, Tech 3341, Tech 3342) and peaks.

    Loudness is None where there is none: silence, or less than 0.4 s (integrated, momentary), 3 s (short-term, range).

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    found = read_through(path, Ticker(report), 'analyse', limits or Limits(), stream=stream, reading=reading)
    return found.measurement


def read_through(
    path: Path,
    ticker: Ticker,
    stage: Stage,
    limits: Limits = _LIMITS,
    gather: Gather = 'numbers',
    observer: Observer | None = None,
    stream: int | None = None,
    reading: Reading = AS_IT_IS,
) -> Analysis:
    """Read a file, or one of several sounds in it, once with all meters, reporting to `ticker`.

    `gather`: the numbers alone, or what a plan needs besides, or all that can be known; a `observer` adds the wave.
    """
    with open_source(path, limits, stream) as source:
        info = source.info
        if reading.dual_mono and info.layout == ('M',):
            info = replace(info, layout=('MM',))
        excerpts = Excerpts(info.sample_rate, info.channels, info.frames) if gather != 'numbers' else None
        spectrum = Spectrum(info.sample_rate, info.channels) if gather == 'all' else None
        meter = Meter(info, excerpts, spectrum, drawn=gather == 'all' or observer is not None)
        if observer:
            observer.reading(stage, meter)
        ticker.start(stage, info.frames)
        for frames in run_stages(without(reading.offsets, blocks(source)), meter.peaks, meter.energy):
            ticker.advance(frames)
        analysis = meter.finish(source.warnings, too_many(info))
    ticker.finish()
    return analysis


def blocks(source: Source) -> Iterator[Samples]:
    """The source in blocks of BLOCK frames; only the last is shorter."""
    while True:
        samples = source.read(BLOCK)
        if len(samples):
            yield samples
        if len(samples) < BLOCK:
            return


def _not_numbers(count: int, first_s: float) -> str:
    minutes, seconds = divmod(math.floor(first_s), 60)
    return f'{count:,} samples were not numbers and were treated as silence, the first at {minutes}:{seconds:02d}.'
