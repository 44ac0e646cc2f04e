"""Makes one sentence by each voice, which the screens play as a preview: `.venv/bin/python -m bench.voice_samples`."""

import tempfile
from pathlib import Path

import soundfile

from app.config import settings
from app.voice import clips, engines, previews
from app.voice.engines.port import Speech
from app.voice.text.notice import MADE_BY, NOT_A_PERSON

SMALL = 0.75
"""How much LAME compresses: about 40 kbit/s."""


def main() -> None:
    """Make those that are missing."""
    previews.FOLDER.mkdir(exist_ok=True)
    for name in ('kokoro', 'instant'):
        engine = engines.that_speaks(name, settings().models_dir)
        for voice in engine.voices():
            if not previews.there(voice.id):
                line = previews.LINES[voice.language[:2]].format(name=voice.name)
                _write(engine.speak(Speech(line, voice.id)), previews.FOLDER / f'{voice.id}.mp3')
                print(voice.id, flush=True)


def _write(chunks: object, path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / 'clip.wav'
        clips.make(chunks, made)  # type: ignore[arg-type]
        sound, rate = soundfile.read(made, dtype='float32')
        with soundfile.SoundFile(
            path, 'w', rate, 1, 'MPEG_LAYER_III', format='MP3', compression_level=SMALL, bitrate_mode='VARIABLE'
        ) as target:
            target.artist, target.comment = MADE_BY, NOT_A_PERSON
            target.write(sound)


if __name__ == '__main__':
    main()
