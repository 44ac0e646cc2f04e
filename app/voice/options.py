"""How a clip is asked for: one dataclass for each tool. Programs send just these fields, and a job's row keeps them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from app.errors import NotAllowed
from app.targets import LOUDEST_LUFS, QUIETEST_LUFS, check_loudness

FORMATS = ('wav', 'mp3', 'ogg', 'flac')
"""What a clip may be made as; each is also the suffix of its file."""
COPIES = {'wav': ('WAV', 'PCM_24'), 'mp3': ('MP3', 'MPEG_LAYER_III'), 'ogg': ('OGG', 'VORBIS')}
"""What every clip can be downloaded as besides: container and encoding, as libsndfile calls them."""
SPEECH_LUFS, EFFECT_LUFS, CEILING_DBTP = -19.0, -16.0, -1.0
SLOWEST, FASTEST = 0.5, 2.0
SHORTEST_S, LONGEST_S = 0.5, 30.0
MOST_SPEAKERS, NAME_LIMIT = 20, 80
PROMPT_LIMIT = 500
USUAL_VOICE = 'af_heart'
IN_COLUMNS = frozenset({'text', 'voice', 'prompt', 'transcript'})
"""Fields that have a column of their own, or none because they belong to the text."""


def _told(said: str, example: Any = None, **bounds: Any) -> Any:
    """How programs read of a field; `check` holds the bounds, with the sentences that people read, too."""
    return Field(description=said, examples=None if example is None else [example], json_schema_extra=bounds or None)


Voice = Annotated[str, _told('Who is heard: an id of `GET /voice/voices`.', USUAL_VOICE, maxLength=NAME_LIMIT)]
Format = Annotated[str, _told(f'The format of the clip: one of {", ".join(FORMATS)}.', 'wav')]
Target = Annotated[
    float, _told('Integrated loudness of the clip, LUFS.', SPEECH_LUFS, minimum=QUIETEST_LUFS, maximum=LOUDEST_LUFS)
]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says the lines of a script that begin with this name and a colon."""

    name: Annotated[str, _told('As it begins the line.', 'Anna')]
    voice: Voice


@dataclass(frozen=True, slots=True)
class SpeakOptions:
    """A text that is to be said."""

    text: Annotated[str, _told('What is said; markup as docs/voice.md has it.', 'Doors open at 7:30pm.')]
    voice: Voice = USUAL_VOICE
    engine: Annotated[str, _told('What makes the sound; empty for the one that the voice is of.', '')] = ''
    speed: Annotated[float, _told('How fast.', 1.0, minimum=SLOWEST, maximum=FASTEST)] = 1.0
    format: Format = 'wav'
    target_lufs: Target = SPEECH_LUFS
    speakers: Annotated[tuple[Speaker, ...], _told('Voices by the names that begin the lines of a script.')] = ()

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As the document shows it."""
        return {'text': 'Doors open at 7:30pm.', 'voice': 'bf_emma', 'format': 'mp3'}

    def check(self) -> None:
        """Raise NotAllowed for what no clip should have; the text is read elsewhere."""
        _check_clip(self.format, self.target_lufs)
        _check_within(self.speed, SLOWEST, FASTEST, 'Choose a speed from 0.5 to 2: 1 is as the voice speaks.')
        names = [speaker.name.strip() for speaker in self.speakers]
        if len(names) > MOST_SPEAKERS:
            raise NotAllowed(f'A script has at most {MOST_SPEAKERS} speakers.')
        if len(set(names)) < len(names) or not all(0 < len(name) <= NAME_LIMIT for name in names):
            raise NotAllowed(f'Give each speaker a name of their own, of up to {NAME_LIMIT} characters.')


@dataclass(frozen=True, slots=True)
class ChangeOptions:
    """A recording that is to be heard in another voice."""

    voice: Voice = USUAL_VOICE
    engine: Annotated[str, _told('What makes the sound; empty for the usual one.', '')] = ''
    format: Format = 'wav'
    target_lufs: Target = SPEECH_LUFS
    transcript: Annotated[
        str, _told('What is said in it, where somebody has corrected it; empty for what is heard.')
    ] = ''
    heard: Annotated[str, _told('What has heard its words: the id of a transcript; empty to hear them.', '')] = ''

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As the document shows it."""
        return {'voice': 'bm_george', 'format': 'mp3'}

    def check(self) -> None:
        """Raise NotAllowed for what no clip should have."""
        _check_clip(self.format, self.target_lufs)


@dataclass(frozen=True, slots=True)
class EffectOptions:
    """A sound effect that is to be made."""

    prompt: Annotated[str, _told('The sound, in words.', 'a door creaks open', maxLength=PROMPT_LIMIT)]
    seconds: Annotated[
        float | None, _told('How long; null for as long as it is by nature.', minimum=SHORTEST_S, maximum=LONGEST_S)
    ] = None
    loop: Annotated[bool, _told('Whether its end leads into its beginning.')] = False
    influence: Annotated[float, _told('How closely it keeps to the prompt.', 0.5, minimum=0.0, maximum=1.0)] = 0.5
    seed: Annotated[int, _told('Another number gives a variation.', 0, minimum=0)] = 0
    only_free: Annotated[bool, _told('Whether it is made of nothing but what is under CC0.')] = False
    engine: Annotated[str, _told('What makes the sound; empty for the usual one.', '')] = ''
    format: Format = 'wav'
    target_lufs: Target = EFFECT_LUFS

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As the document shows it."""
        return {'prompt': 'a door creaks open', 'seconds': 3.0}

    def check(self) -> None:
        """Raise NotAllowed for what no clip should have."""
        _check_clip(self.format, self.target_lufs)
        if not any(sign.isalnum() for sign in self.prompt):
            raise NotAllowed('Write which sound you would like, like “a door creaks open”.')
        if len(self.prompt) > PROMPT_LIMIT:
            raise NotAllowed(f'Say it in up to {PROMPT_LIMIT} characters.')
        if self.seconds is not None:
            _check_within(self.seconds, SHORTEST_S, LONGEST_S, 'An effect is from 0.5 to 30 seconds long.')
        _check_within(self.influence, 0.0, 1.0, 'Choose from 0 to 1 how closely it keeps to your words.')
        if not 0 <= self.seed < 2**31:
            raise NotAllowed('The number of a variation is from 0 to 2,147,483,647.')


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """A voice that is to be learnt, and who agreed to that."""

    name: Annotated[str, _told('What the voice is called.', 'Mine', maxLength=NAME_LIMIT)]
    consent_name: Annotated[str, _told('Whose voice it is, who agrees to it.', 'Ann Miller', maxLength=NAME_LIMIT)]
    consent: Annotated[bool, _told('“This is my voice, or I have permission to use it.”', True)] = False
    engine: Annotated[str, _told('What learns; empty for the usual one.', '')] = ''

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As the document shows it."""
        return {'name': 'Mine', 'consent_name': 'Ann Miller', 'consent': True}

    def check(self) -> None:
        """Raise NotAllowed for a voice without a name, or that nobody has agreed to; all that is missing is told."""
        asked = ((self.name, 'the voice a name'), (self.consent_name, 'the name of whose voice it is'))
        missing = [
            f'Give {what}, of up to {NAME_LIMIT} characters.'
            for said, what in asked
            if not 0 < len(said.strip()) <= NAME_LIMIT
        ]
        if not self.consent:
            missing.append('Confirm that this is your voice, or that you have permission to use it.')
        if missing:
            raise NotAllowed(' '.join(missing))


def as_settings(options: Any, **more: Any) -> dict[str, Any]:
    """What a job's row keeps of how it was asked for, besides what has a column."""
    return {name: value for name, value in asdict(options).items() if name not in IN_COLUMNS} | more


def from_settings(kind: type[Any], kept: Mapping[str, Any], **columns: Any) -> Any:
    """The options again; what another version has written that is not known here is left out."""
    known = {field.name for field in fields(kind)}
    given = {name: value for name, value in kept.items() if name in known} | columns
    if 'speakers' in given:
        given['speakers'] = tuple(Speaker(**speaker) for speaker in given['speakers'])
    return kind(**given)


def _check_clip(form: str, target_lufs: float) -> None:
    if form not in FORMATS:
        raise NotAllowed(f'Choose a format: one of {", ".join(FORMATS)}.')
    check_loudness(target_lufs, CEILING_DBTP)


def _check_within(value: float, least: float, most: float, said: str) -> None:
    if not least <= value <= most:  # neither is what is no number
        raise NotAllowed(said)


def options_of(kind: type[Any], sent: Mapping[str, Any]) -> Any:
    """What a program sends, as the options of a tool; raises NotAllowed for what it is not."""
    unknown = set(sent) - {field.name for field in fields(kind)}
    if unknown:
        raise NotAllowed(f'This tool is told no {sorted(unknown)[0][:40]}.')
    try:
        return TypeAdapter(kind).validate_python(dict(sent))
    except ValidationError as error:
        place = '.'.join(str(part) for part in error.errors()[0]['loc']) or 'wish'
        raise NotAllowed(f'What you asked for was not understood: look at {place[:60]}.') from None
