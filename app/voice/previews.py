"""How each voice sounds, to be heard before it is chosen, at once and for nothing.

Those with weights have a sentence that comes with the product; `bench/voice_samples.py` makes them. A classic voice
counts, because the program knows the numbers of its language, and nobody here all the languages. A voice of one's own
says what it said when it was learnt.
"""

from pathlib import Path

from app.config import settings
from app.errors import NotFound
from app.runtime.thread_pools import READINGS
from app.voice import engines, listening
from app.voice.engines.classic import Classic
from app.voice.engines.port import Voice

FOLDER = Path(__file__).with_name('samples')
LINES = {
    'en': 'Hello, I am {name}. This is how I sound when I read something to you.',
    'es': 'Hola, soy {name}. Así sueno cuando te leo algo.',
    'fr': 'Bonjour, je suis {name}. Voici ma voix quand je lis.',
    'hi': 'नमस्ते, मैं {name} हूँ। मेरी आवाज़ ऐसी है।',
    'it': 'Ciao, sono {name}. Ecco come suono quando leggo.',
    'pt': 'Olá, eu sou {name}. É assim que eu leio para você.',
}
"""What is said, by the language of the voice."""


def there(voice: str) -> bool:
    """Whether a voice can be heard at once."""
    return _file(voice).is_file()


def address(voice: Voice) -> str:
    """Where it is fetched how a voice sounds; '' where nothing here knows."""
    if voice.custom:
        return f'/files/voice/own/{voice.id}/preview'
    return packaged(voice.id) if there(voice.id) or voice.engine == Classic.name else ''


def packaged(voice: str) -> str:
    """Where the sentence of a voice is fetched that comes with the product."""
    return f'/files/voice/previews/{voice}'


def sound(voice: str) -> Path:
    """The file with its sentence; raises NotFound."""
    path = _file(voice)
    if not path.is_file():
        raise NotFound('There is no preview of this voice.')
    return path


def counted(user_id: str, voice: str) -> bytes:
    """A classic voice that counts to five, as WAV; raises NotFound where there is none."""
    classic = engines.that_speaks(Classic.name, settings().models_dir)
    known = next((one for one in classic.voices() if one.id == voice), None)
    if known is None or not isinstance(classic, Classic):
        raise NotFound('There is no preview of this voice.')
    said = READINGS.run(user_id, lambda: classic.counted(known.language))
    return listening.head(classic.rate, len(said)) + said


def _file(voice: str) -> Path:
    plain = voice if voice.replace('_', '').isalnum() else 'none'
    return FOLDER / f'{plain}.mp3'
