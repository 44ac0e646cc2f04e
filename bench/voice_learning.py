"""`make bench-voice`: how near a voice that is learnt comes to somebody, and what it costs.

Three people of whom there is speech in packages of Debian: a woman and a man who speak prompts for telephones (English
and Italian, CC-BY-SA-3.0), and a man who reads a book (public domain, a quarter of a minute alone). They are learnt
from at most a minute, and compared with speech of theirs that was not used. Two judges: A is what the search itself
goes by, B is another one, by which nothing was chosen. The packages are downloaded once and unpacked, not installed.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile

from app.config import settings
from app.voice import engines
from app.voice.engines import learnt, speakers
from app.voice.engines.port import Recording, Sound, Speech
from app.voice.engines.search import levelled
from app.voice.rates import at_rate
from bench import hearing, voice_speakers
from bench.voice import SHORT

PACKAGES = {
    'Allison, en': ('asterisk-core-sounds-en-g722', 'usr/share/asterisk/sounds/en_US_f_Allison'),
    'Carlo, it': ('asterisk-core-sounds-it-g722', 'usr/share/asterisk/sounds/it_IT_m_Carlo'),
    'a reader, en': ('pocketsphinx-testdata', 'usr/share/pocketsphinx/test/data/librivox'),
}
TEXTS = {
    'en-us': SHORT,
    'it': (
        'La barca lasciò il porto prima dell’alba. Un vento caldo ci spinse lungo la costa. Contammo nove case '
        'bianche sulla collina. Al mercato nessuno aveva visto il vecchio capitano. Porta due tazze di tè e siediti '
        'vicino al fuoco. La strada di casa era più lunga di quanto pensassimo.'
    ),
}
RATE = 16_000
LEARNT_S, HELD_OUT_S, LEAST_S = 60, 90, 2.5
SEED = 5


def material(package: str, place: str) -> Path:
    """A folder of recordings out of a package."""
    folder = settings().data_dir / 'bench-voice' / 'recordings'
    if not (folder / place).is_dir():
        if not shutil.which('apt-get'):
            sys.exit(f'Unpack {package} of Debian into {folder}.')
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(['apt-get', 'download', package], cwd=folder, check=True, capture_output=True)
        (found,) = folder.glob(f'{package}_*.deb')
        subprocess.run(['dpkg-deb', '-x', found.name, '.'], cwd=folder, check=True)
    return folder / place


def somebody(name: str) -> tuple[Sound, Sound]:
    """What is learnt from, and what is kept back to compare with."""
    folder = material(*PACKAGES[name])
    sounds = [_read(path) for path in sorted(folder.iterdir()) if path.suffix in ('.g722', '.wav')]
    sounds = [sound for sound in sounds if len(sound) > LEAST_S * RATE]
    np.random.default_rng(SEED).shuffle(sounds)
    first, second = (np.concatenate(sounds[start::2]) for start in (0, 1))
    return first[: LEARNT_S * RATE], second[: HELD_OUT_S * RATE]


def _read(path: Path) -> Sound:
    if path.suffix == '.wav':
        return np.asarray(soundfile.read(path, dtype='float32')[0], np.float32)
    with av.open(str(path), format='g722') as content:
        frames = [np.asarray(frame.to_ndarray(), np.float32).ravel() for frame in content.decode(audio=0)]
    return np.concatenate(frames) / np.float32(32_768)


def said(voice: str, language: str = 'en-us') -> Sound:
    """A text of six sentences in this voice, in the language of the samples."""
    engine = engines.that_speaks('kokoro', settings().models_dir)
    chunks = list(engine.speak(Speech(f'<lang xml:lang="{language}">{TEXTS[language]}</lang>', voice)))
    return at_rate(np.concatenate([chunk.sound for chunk in chunks]), chunks[0].rate, RATE)


def _errors(hears: Any, sound: Sound, language: str) -> tuple[int, int]:
    """Words that are not understood, and words there are."""
    found = hearing.heard(hears, sound, RATE, language[:2])
    return hearing.errors(TEXTS[language], found)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('names', nargs='*', default=list(PACKAGES))
    tells, other, hears = speakers.that_tells(settings().models_dir), voice_speakers.other(), hearing.listener()
    learns = engines.that_learns('kokoro', settings().models_dir)
    print(f'{"":14} {"s":>4} {"voice":12} {"A":>6} {"B":>6} {"WER":>6}   {"clock s":>7} {"cpu s":>6} {"MB":>5}')
    for name in parser.parse_args().names:
        samples, held_out = somebody(name)
        language = 'it' if name.endswith('it') else 'en-us'
        began, before = time.monotonic(), time.process_time()
        found = learns.learn([Recording(samples, RATE)], lambda done: None)
        wall, cpu = time.monotonic() - began, time.process_time() - before
        place = settings().data_dir / 'bench-voice' / f'{name.split(",")[0]}{learnt.SUFFIX}'
        place.write_bytes(found.model)
        cost = f'{wall:7.0f} {cpu:6.0f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:5.0f}'
        judges = [tells.of, *([other.of] if other else [])]
        for what, sound in (
            ('themself', samples),
            (found.nearest[0], said(found.nearest[0], language)),
            ('learnt', said(str(place), language)),
        ):
            alike = [float(judge(levelled(sound)) @ judge(levelled(held_out))) for judge in judges]
            told = ' '.join(f'{value:6.3f}' for value in alike) + ('' if other else '      -')
            wrong, words = (0, 0) if what == 'themself' else _errors(hears, sound, language)
            error = f'{100 * wrong / words:4.1f} %' if words else '     -'
            length = f'{len(samples) / RATE:4.0f}' if what == 'themself' else '    '
            print(f'{name:14} {length} {what:12} {told} {error}   {cost if what == "learnt" else ""}', flush=True)


if __name__ == '__main__':
    main()
