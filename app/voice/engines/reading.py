"""Reads a text for a voice without making a sound: all that can be wrong with it is found here, and by no model."""

from collections.abc import Callable, Collection, Sequence

from app.voice.engines.port import Speech, Voice
from app.voice.errors import NoVoice
from app.voice.text import guess, letters, script
from app.voice.text.words import Manner, Script

MOST_OFFERED = 6


Everybody = Callable[[], Sequence[Voice]]
"""Whom a text is offered to that a voice cannot say."""


def read(
    speech: Speech, voices: Sequence[Voice], others: Collection[str] = (), everybody: Everybody | None = None
) -> Script:
    """What is said, by whom; `voices` are those of the engine, `others` the languages found by themselves in phrases.

    Raises
    ------
    VoiceError : nothing can be said of it, or not by this voice.
    """
    manner = _manner(speech.voice, voices)
    speakers = {name: _manner(voice, voices) for name, voice in speech.speakers.items()}
    spoken = [manner.language, *(who.language for who in speakers.values())]
    notes = check_language(speech.text, spoken, everybody or (lambda: voices))
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


def check_language(text: str, languages: Sequence[str], everybody: Everybody) -> tuple[str, ...]:
    """What to know of a text for voices of these languages; refuses letters that none of them reads."""
    written = letters.most(text)
    if written is not None and not any(map(written.read_by, languages)):
        reading = [voice for voice in everybody() if written.read_by(voice.language)]
        able = [voice.id for voice in sorted(reading, key=lambda voice: written.place(voice.language))]
        who = f'this voice does not read; {_listed(able)} do{"es" if len(able) == 1 else ""}' if able else _NOBODY
        raise NoVoice(f'This text is in {written.name}, which {who}.')
    notes = []
    if word := letters.unread(text, languages):
        notes.append(f'This voice does not read letters as in “{word}”.')
    spoken, meant = {letters.tongue(name) for name in languages}, guess.language(text)
    if meant is not None and meant not in spoken and len(spoken) < 2:
        able = [voice.id for voice in everybody() if letters.tongue(voice.language) == meant]
        who = f'{_listed(able)} speak{"s" if len(able) == 1 else ""} it' if able else 'no voice here speaks it'
        notes.append(f'This text seems to be in {guess.NAMES[meant]}: {who}.')
    return tuple(notes)


_NOBODY = 'no voice here reads'


def _listed(ids: Sequence[str]) -> str:
    if len(ids) > MOST_OFFERED:
        return f'{", ".join(ids[:MOST_OFFERED])} and more'
    return ' and '.join([', '.join(ids[:-1]), ids[-1]] if len(ids) > 1 else ids)
