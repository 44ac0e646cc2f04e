"""One sentence by each voice, which comes with the product: nobody waits, and nothing is made, to hear how they sound.

`bench/voice_samples.py` makes them.
"""

from pathlib import Path

from app.errors import NotFound

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


def address(voice: str) -> str:
    """Where its sentence is fetched."""
    return f'/files/voice/previews/{voice}'


def sound(voice: str) -> Path:
    """The file with its sentence; raises NotFound."""
    path = _file(voice)
    if not path.is_file():
        raise NotFound('There is no preview of this voice.')
    return path


def _file(voice: str) -> Path:
    plain = voice if voice.replace('_', '').isalnum() else 'none'
    return FOLDER / f'{plain}.mp3'
