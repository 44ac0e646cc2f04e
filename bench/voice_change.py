"""`make bench-voice`: how well a recording is brought into another voice.

On ten recordings of two people: five sentences of a reading in the public domain, with their texts, and five prompts of
a telephone exchange (CC-BY-SA-3.0), whose texts are what is understood of the recordings themselves. They are in
packages of Debian, which are downloaded once and unpacked, not installed. `--only-long` changes ten minutes and nothing
else, so that the memory is that of the engine alone.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from app.config import settings
from app.voice import engines
from app.voice.engines import change_melody, recordings, speakers
from app.voice.engines.port import Recording, Sound, Speech
from app.voice.rates import at_rate
from bench import hearing, voice_speakers

PACKAGES = ('pocketsphinx-testdata', 'asterisk-core-sounds-en-g722')
READING = 'usr/share/pocketsphinx/test/data/librivox'
PROMPTS = 'usr/share/asterisk/sounds/en_US_f_Allison'
NAMES = ('demo-nomatch', 'conf-onlyperson', 'vm-toforward', 'something-terribly-wrong', 'privacy-prompt')
VOICES = ('am_michael', 'bf_emma')
LONG_S = 600
SAMPLE = (
    'The boat left the harbor before the sun came up. A warm wind pushed us along the coast. We counted nine white '
    'houses on the hill. Nobody at the market had seen the old captain.'
)
RATE = 16_000


def material() -> Path:
    """A folder with what was in the packages."""
    folder = settings().data_dir / 'bench-voice' / 'recordings'
    if not (folder / READING).is_dir() or not (folder / PROMPTS).is_dir():
        if not shutil.which('apt-get'):
            sys.exit(f'Unpack {" and ".join(PACKAGES)} of Debian into {folder}.')
        folder.mkdir(parents=True, exist_ok=True)
        for package in PACKAGES:
            subprocess.run(['apt-get', 'download', package], cwd=folder, check=True, capture_output=True)
            (found,) = folder.glob(f'{package}_*.deb')
            subprocess.run(['dpkg-deb', '-x', found.name, '.'], cwd=folder, check=True)
    return folder


def read_recordings() -> list[tuple[str, Recording, str]]:
    """Name, sound and text of each; an empty text where nobody wrote it down."""
    folder = material()
    lines = (folder / READING / 'transcription').read_text().splitlines()
    texts = {line.rpartition('(')[2].rstrip(')'): line.partition('<s>')[2].partition('</s>')[0] for line in lines}
    read = [
        (path.stem[-4:], recordings.read(path), texts[path.stem].strip())
        for path in sorted((folder / READING).glob('*.wav'))
    ]
    prompts = [(name, _telephone(folder / PROMPTS / f'{name}.g722'), '') for name in NAMES]
    return [*read, *prompts]


def _telephone(path: Path) -> Recording:
    with av.open(str(path), format='g722') as opened:
        blocks = [np.asarray(frame.to_ndarray(), np.float32).ravel() for frame in opened.decode(audio=0)]
    narrow = np.concatenate(blocks) / np.float32(32_768)
    return Recording(at_rate(narrow, RATE, recordings.RATE), recordings.RATE)


def contour(one: Sound, other: Sound) -> float:
    """How much the melodies of two sounds at 16 kHz go together, where both have one."""
    tracks = change_melody.pitch(one), change_melody.pitch(other)
    count = min(len(track) for track in tracks)
    first, second = (track[:count] for track in tracks)
    both = (first > 0) & (second > 0)
    return float(np.corrcoef(np.log(first[both]), np.log(second[both]))[0, 1]) if both.sum() > 5 else 0.0


def _targets(voice: str) -> list[NDArray[np.float32]]:
    """Who the voice is, by both judges: as it says a text of ours."""
    said = list(engines.that_speaks('kokoro', settings().models_dir).speak(Speech(SAMPLE, voice)))
    sound = np.concatenate([chunk.sound for chunk in said])
    return _judged(at_rate(sound, said[0].rate, RATE))


def _judged(sound: Sound) -> list[NDArray[np.float32]]:
    judges = [speakers.that_tells(settings().models_dir), voice_speakers.other()]
    return [judge.of(sound) for judge in judges if judge is not None]


def rows(quick: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each recording in each voice."""
    model, engine = hearing.listener(), engines.that_converts('change', settings().models_dir)
    for voice in VOICES[: 1 if quick else None]:
        wanted = _targets(voice)
        for name, recording, text in read_recordings()[: 3 if quick else None]:
            narrow = at_rate(recording.sound, recording.rate, RATE)
            text = text or hearing.heard(model, recording.sound, recording.rate)
            began = _cpu()
            said = engine.transcribe(recording)
            heard_by = _cpu()
            made = np.concatenate([chunk.sound for chunk in engine.convert(recording, said, voice)])
            ended = _cpu()
            seconds, rate = len(recording.sound) / recording.rate, recordings.RATE
            after = at_rate(made, rate, RATE)
            wrong, words = hearing.errors(text, hearing.heard(model, made, rate))
            yield (
                voice,
                {
                    'name': name,
                    'wrong': wrong,
                    'words': words,
                    'contour': contour(narrow, after),
                    'length': len(made) / rate / seconds - 1,
                    'to': [speakers.likeness(one, other) for one, other in zip(_judged(after), wanted, strict=True)],
                    'from': [
                        speakers.likeness(one, other)
                        for one, other in zip(_judged(after), _judged(narrow), strict=True)
                    ],
                    'hear': (heard_by - began) / seconds,
                    'make': (ended - heard_by) / seconds,
                },
            )


def long() -> None:
    """Ten minutes at once: what it costs, and whether memory grows with it."""
    engine = engines.that_converts('change', settings().models_dir)
    parts: list[Sound] = []
    while sum(len(part) for part in parts) < LONG_S * recordings.RATE:
        for _, recording, _ in read_recordings():
            parts += [recording.sound, np.zeros(recordings.RATE // 3, np.float32)]
    recording = Recording(np.concatenate(parts)[: LONG_S * recordings.RATE], recordings.RATE)
    began, cpu = time.monotonic(), _cpu()
    said = engine.transcribe(recording)
    heard, heard_cpu = time.monotonic(), _cpu()
    pieces, peaks, steps, before = 0, list[float](), list[float](), 0.0
    for chunk in engine.convert(recording, said, VOICES[0]):
        pieces += 1
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        steps.append(abs(float(chunk.sound[0]) - before))
        before = float(chunk.sound[-1])
    ended, ended_cpu = time.monotonic(), _cpu()
    print(f'{LONG_S} s in {pieces} pieces: heard in {heard - began:.0f} s ({heard_cpu - cpu:.0f} of a processor),')
    print(f'changed in {ended - heard:.0f} s ({ended_cpu - heard_cpu:.0f} of a processor)')
    half = peaks[len(peaks) // 2]
    print(f'most memory {peaks[0]:.0f} MB at the first piece, {half:.0f} MB half way, {peaks[-1]:.0f} MB at the end')
    print(f'largest step at a join {max(steps):.4f}')


def _cpu() -> float:
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime


def _line(row: dict[str, Any]) -> str:
    told = f'{row["name"]:25} {row["wrong"]:3}/{row["words"]:<3} {row["contour"]:6.2f} {100 * row["length"]:6.2f} %'
    pairs = zip(row['to'], row['from'], strict=True)
    likeness = ' '.join(f'{to:5.2f} ({of:4.2f})' for to, of in pairs)
    return f'{told} {likeness}    {row["hear"]:5.2f} {row["make"]:5.2f}'


def _mean(found: list[dict[str, Any]]) -> dict[str, Any]:
    """All of one voice together: the words counted, the rest on average."""
    mean = {key: float(np.mean([row[key] for row in found])) for key in ('contour', 'length', 'hear', 'make')}
    both = {key: np.mean([row[key] for row in found], axis=0).tolist() for key in ('to', 'from')}
    counted = {key: sum(row[key] for row in found) for key in ('wrong', 'words')}
    return {'name': 'all', **mean, **both, **counted}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--only-long', action='store_true')
    asked = parser.parse_args()
    if asked.only_long:
        long()
        return
    print('voice      recording                 WER      pitch  length  A to (from)  B to (from)  cpu/s hear make')
    found = []
    for voice, row in rows(asked.quick):
        print(f'{voice:10} {_line(row)}', flush=True)
        found.append((voice, row))
    for voice in VOICES:
        if mine := [row for of, row in found if of == voice]:
            print(f'{voice:10} {_line(_mean(mine))}')


if __name__ == '__main__':
    main()
