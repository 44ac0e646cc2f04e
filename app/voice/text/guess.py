"""In which language a text seems to be written: enough to say that a voice speaks another one."""

import re

NAMES = {
    'en': 'English',
    'es': 'Spanish',
    'fr': 'French',
    'it': 'Italian',
    'pt': 'Portuguese',
    'hi': 'Hindi',
    'de': 'German',
    'ja': 'Japanese',
    'zh': 'Chinese',
    'ko': 'Korean',
    'ru': 'Russian',
    'ar': 'Arabic',
    'el': 'Greek',
    'he': 'Hebrew',
    'th': 'Thai',
}
_WORDS = {
    'en': 'the of and to a in is it that you for was are with his they be this have from or had by but what not we',
    'es': 'el la de que y en un una los las por con para es su al lo como más pero está muy este esta y son',
    'fr': 'le la les de des un une et à est en que qui dans pour pas sur au ce il elle ne vous nous avec ça',
    'it': 'il lo la i gli le di che è e un una per non con sono del della dei al da come più ma questo si',
    'pt': 'o a os as de que e do da em um uma para com não por mais dos das no na se ao é você está',
    'de': 'der die das und ist in zu den nicht ein eine mit sich auf für es dem von ich sie wir auch',
}
FREQUENT = {language: frozenset(words.split()) for language, words in _WORDS.items()}
"""The small words of each language."""


def language(text: str) -> str | None:
    """The language whose frequent words are in it, where one clearly has the most."""
    words = re.findall(r'[^\W\d_]+', text[:4000].lower())
    scores = sorted(((sum(word in known for word in words), name) for name, known in FREQUENT.items()), reverse=True)
    (best, name), (second, _) = scores[:2]
    return name if best >= 2 and best > 1.5 * second and best * 8 >= len(words) else None
