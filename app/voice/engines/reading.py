"""Reads a text for a voice without making a sound: all that can be wrong with it is found here, and by no model."""

from collections.abc import Collection, Sequence

from app.voice.engines.port import Speech, Voice
from app.voice.errors import NoVoice
from app.voice.text import guess, script
from app.voice.text.words import Manner, Script

MOST_OFFERED = 6


def read(speech: Speech, voices: Sequence[Voice], others: Collection[str] = ()) -> Script:
    """What is said, by whom; `voices` are those of the engine, `others` the languages found by themselves in phrases.

    Raises
    ------
    VoiceError : nothing can be said of it, or not by this voice.
    """
    manner = _manner(speech.voice, voices)
    speakers = {name: _manner(voice, voices) for name, voice in speech.speakers.items()}
    notes = _check_language(speech.text, manner.language, {who.language for who in speakers.values()}, voices)
    text = script.read(speech.text, manner, speech.dictionary, speakers, others)
    return Script(text.sentences, (*text.notes, *notes), text.lead)


def find(name: str, voices: Sequence[Voice]) -> Voice:
    """A voice by its id, or by its name where there is one of that name only.

    Raises
    ------
    NoVoice
    """
    found = [voice for voice in voices if voice.id == name] or [
        voice for voice in voices if voice.name.lower() == name.lower()
    ]
    if len(found) != 1:
        several = ', '.join(voice.id for voice in found)
        what = f'Several voices are called “{name}”: {several}' if found else f'There is no voice “{name}” here'
        raise NoVoice(f'{what}. See `levelmix voice voices` for all of them.')
    return found[0]


def _manner(name: str, voices: Sequence[Voice]) -> Manner:
    found = find(name, voices)
    return Manner(found.language, found.id)


def _check_language(text: str, language: str, others: set[str], voices: Sequence[Voice]) -> tuple[str, ...]:
    """Refuses letters that the voice cannot read; says if the words seem to be of another language."""
    spoken = {name[:2] for name in (language, *others)}
    written = guess.script_language(text)
    if written is not None and written not in spoken:
        raise NoVoice(
            f'This text is in {guess.NAMES[written]}, which this voice does not speak. {_offer(written, voices)}'
        )
    meant = guess.language(text)
    if meant is None or meant in spoken or len(others) > 1:
        return ()
    return (f'This text seems to be in {guess.NAMES[meant]}. {_offer(meant, voices)}',)


def _offer(language: str, voices: Sequence[Voice]) -> str:
    speaking = [voice.id for voice in voices if voice.language[:2] == language]
    if not speaking:
        return 'No voice here does.'
    if len(speaking) == 1:
        return f'This one speaks it: {speaking[0]}.'
    more = ' and more' if len(speaking) > MOST_OFFERED else ''
    return f'These speak it: {", ".join(speaking[:MOST_OFFERED])}{more}.'
