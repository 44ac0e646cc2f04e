"""What can go wrong with speech, as sentences for the person who wrote the text.

VoiceError (an AudioError, so that whoever tells of one tells of the other)
├── NothingToSay      the text has no word that a voice could say
├── BadMarkup         the text asks for something in a way that cannot be read
├── Unreadable        what reads the language fails at a word
├── TooLong           more text than is taken at once
├── NoVoice           there is no such voice, or none for the language
├── BadRecording      a recording that nothing can be made of: silent, too short, too long, no speech
├── NothingClose      no sound is near what was asked for
├── Stopped           somebody asked for that, and nothing is left of it
└── EngineMissing     what makes the sound is not installed, or damaged
    └── EngineAway    it is at an address, and does not answer, or not as it should
"""

import re

from app.audio.errors import AudioError

NOTHING = 'There is no sound close to'


class VoiceError(AudioError):
    """Base of every error that speech raises on purpose; `str(error)` is one sentence the user can act on."""


class NothingToSay(VoiceError):
    """Empty, or nothing but signs that nobody says aloud."""


class BadMarkup(VoiceError):
    """Markup that does not close, or a number that is none."""


class Unreadable(VoiceError):
    """What reads a language fails at something that stands in the text."""


class TooLong(VoiceError):
    """More than is taken at once."""


class NoVoice(VoiceError):
    """No such voice, or none that speaks the language."""


class BadRecording(VoiceError):
    """Silence, music, too short or too long: nothing can be made of it."""


class EngineMissing(VoiceError):
    """Weights or libraries are not there; the sentence says how to get them."""


class EngineAway(EngineMissing):
    """An engine at an address of the operator's does not do what it is asked; the sentence names it, and no address."""


class NothingClose(VoiceError):
    """No sound is near what was asked for; `nearest` are prompts that there is something for."""

    def __init__(self, prompt: str, nearest: tuple[str, ...]) -> None:
        offered = ', '.join(f'“{one}”' for one in nearest)
        super().__init__(f'{NOTHING} “{" ".join(prompt.split())[:60]}”. Nearest: {offered}.')
        self.nearest = nearest


class Stopped(VoiceError):
    """It was stopped by whoever wanted it; nothing of it was kept."""


def offered(sentence: str) -> tuple[str, ...]:
    """The prompts that such a sentence offers; none in any other."""
    _, asked, nearest = sentence.partition('. Nearest: ')
    return tuple(re.findall('“([^”]+)”', nearest)) if asked and sentence.startswith(NOTHING) else ()
