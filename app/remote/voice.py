"""What a server says and makes by voice: asked for by the same client, typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.remote import problems
from app.remote.client import Client, part
from app.remote.objects import ENDED, Job, Told

VOICE = 'voice'


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice(Told):
    """Somebody who can be heard."""

    id: str = ''
    name: str = ''
    language: str = ''
    sex: str = ''
    engine: str = ''
    note: str = ''
    custom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Told):
    """A text as it would be said."""

    engine: str = ''
    spoken: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip(Told):
    """A sound that was made."""

    id: str = ''
    tool: str = ''
    voice: str = ''
    engine: str = ''
    licence: str = ''
    credit: list[str] = field(default_factory=list)
    chapters: list[dict[str, Any]] = field(default_factory=list)
    duration_s: float | None = None
    loudness_lufs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript(Told):
    """What is heard in a recording, or how far that is."""

    id: str = ''
    status: str = ''
    percent: float = 0.0
    error: str = ''
    language: str = ''
    text: str = ''
    words: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        """Whether nothing more is heard."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVoice(Told):
    """A voice that somebody has had learnt."""

    id: str = ''
    name: str = ''
    status: str = ''
    job_id: str = ''
    error: str = ''
    seconds: float | None = None
    similarity: float | None = None
    nearest: str = ''
    nearest_similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Told):
    """What is to be said of samples."""

    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronunciation(Told):
    """How a word is said."""

    id: str = ''
    word: str = ''
    said: str = ''


class Voices:
    """The voices of one server; every method raises as those of `Client`."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def speaking(self, engine: str = '') -> list[Voice]:
        """Everybody who can say a text now."""
        filters = {'engine': engine} if engine else {}
        return [Voice.of(facts) for facts in self.client.each('/voice/voices', filters)]

    def for_recordings(self) -> list[Voice]:
        """Everybody whose voice a recording can be brought into now."""
        return [Voice.of(facts) for facts in self.client.each('/voice/change/voices', {})]

    def engines(self) -> dict[str, str]:
        """What makes the sound, and how it is."""
        return {str(one['id']): str(one['state']) for one in self.client.each('/voice/engines', {})}

    def read(self, wish: Mapping[str, Any]) -> Reading:
        """What would be said of a text."""
        return Reading.of(self.client.send('POST', '/voice/read', dict(wish)))

    def make(self, tool: str, wish: Mapping[str, Any], name: str) -> Job:
        """Have a clip made; asked again by the same name within a day, it is one."""
        return Job.of(self.client.send('POST', f'/voice/{tool}', dict(wish), creates=name))

    def clip(self, clip_id: str) -> Clip:
        """How a clip was made."""
        return Clip.of(self.client.get(f'/voice/clips/{part(clip_id)}'))

    def subtitles(self, clip_id: str, form: str) -> bytes:
        """What is said in a clip: `srt` or `vtt`."""
        return self.client.connection.ask('GET', f'/voice/clips/{part(clip_id)}/subtitles/{form}').content

    def stream(self, clip_id: str) -> Iterator[bytes]:
        """The sound of a clip, piece by piece as it is said."""
        path = f'/voice/clips/{part(clip_id)}/stream'
        with self.client.connection.stream(path, {'Accept': '*/*'}, redirected=True) as answer:
            if answer.is_error:
                raise problems.of_answer(answer, self.client.server)
            for block in answer.iter_bytes():
                self.client.connection.halt.check()
                yield block

    def hear(self, upload_id: str) -> Transcript:
        """Have a recording listened to."""
        return Transcript.of(self.client.send('POST', '/voice/transcripts', {'upload_id': upload_id}, creates=True))

    def heard(self, transcript_id: str) -> Transcript:
        """What is heard so far."""
        return Transcript.of(self.client.get(f'/voice/transcripts/{part(transcript_id)}'))

    def own(self) -> list[OwnVoice]:
        """Voices that the caller has had learnt."""
        return [OwnVoice.of(facts) for facts in self.client.each('/voice/own', {})]

    def look_at(self, samples: list[str]) -> Looked:
        """Whether a voice can be learnt from these uploads."""
        return Looked.of(self.client.send('POST', '/voice/own/check', {'samples': samples}))

    def learn(self, name: str, consent_name: str, samples: list[str]) -> OwnVoice:
        """Have a voice learnt, whose owner has agreed."""
        wish = {'name': name, 'consent_name': consent_name, 'consent': True, 'samples': samples}
        return OwnVoice.of(self.client.send('POST', '/voice/own', wish, creates=True))

    def forget(self, voice_id: str) -> None:
        """Remove a voice with all that was learnt for it."""
        self.client.connection.ask('DELETE', f'/voice/own/{part(voice_id)}')

    def dictionary(self) -> list[Pronunciation]:
        """How words are said, by the word."""
        return [Pronunciation.of(facts) for facts in self.client.each('/voice/dictionary', {})]

    def add_word(self, word: str, said: str) -> Pronunciation:
        """Say how a word is said."""
        sent = {'word': word, 'said': said}
        return Pronunciation.of(self.client.send('POST', '/voice/dictionary', sent, creates=True))

    def change_word(self, entry_id: str, word: str, said: str) -> Pronunciation:
        """Say it another way."""
        sent = {'word': word, 'said': said}
        return Pronunciation.of(self.client.send('PUT', f'/voice/dictionary/{part(entry_id)}', sent))

    def remove_word(self, entry_id: str) -> None:
        """Have it said as it is written."""
        self.client.connection.ask('DELETE', f'/voice/dictionary/{part(entry_id)}')
