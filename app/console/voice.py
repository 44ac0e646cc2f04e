"""What `levelmix voice …` does: reads a text, says it into a file, and tells what came out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from app import audio
from app.config import settings
from app.console import chapters, own_voices, signals, texts
from app.console.output import bar, complain, number, result
from app.console.paths import check_output
from app.console.progress import Told
from app.runtime import memory
from app.targets import check_loudness
from app.voice import clips, engines
from app.voice.engines import reading
from app.voice.engines.port import Speaks, Speech, Voice
from app.voice.errors import BadMarkup, EngineMissing, NoVoice
from app.voice.text import subtitles as subtitle_files
from app.voice.text.chapters import clock

WIDTHS = {'id': 16, 'name': 12, 'language': 6, 'sex': 8, 'engine': 8, 'note': 0}


@dataclass(frozen=True, slots=True)
class Wish:
    """How a text shall be said."""

    voice: str
    speed: float
    file: Path | None
    dictionary: Path | None
    speakers: tuple[str, ...]
    target: float
    engine: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is written beside a clip.

    Attributes
    ----------
    subtitles : whether, in two files that are called as the clip.
    chapters : the file where these go, .txt or .json.
    """

    subtitles: bool = False
    chapters: Path | None = None
    places: tuple[Path, ...] = ()

    def checked(self, target: Path, force: bool) -> 'Beside':
        """The same with the places of subtitles, all of which may be written; refuses before anything is said."""
        kinds = ('.srt', '.vtt') if self.subtitles else ()
        goes = chapters.place(self.chapters, target, force)
        return Beside(self.subtitles, goes, tuple(check_output(target.with_suffix(kind), [], force) for kind in kinds))

    def write(self, clip: clips.Clip) -> dict[str, Any]:
        """Write it; returns what is told of it."""
        for path in self.places:
            path.write_text(subtitle_files.written(clip.words, path.suffix), encoding='utf-8')
        written = chapters.write(clip.chapters, self.chapters)
        return {
            'subtitles': [str(path) for path in self.places],
            'chapters': [asdict(chapter) for chapter in clip.chapters],
            'chapters_file': str(written) if written else None,
        }


def tell_voices(engine: str, *, as_json: bool) -> None:
    """Everybody who can be heard, and which engines cannot work now."""
    known = [voice for name in _names(engine) for voice in _voices(name)]
    found = [{**asdict(voice), 'id': own_voices.called(voice.id)} for voice in known]
    ill = {name: health for name in _names(engine) if (health := _engine(name).health()).state != 'ready'}
    lines = [' '.join(f'{voice[key]:<{width}}' for key, width in WIDTHS.items()) for voice in found]
    told = [f'{name}: {health.what} {health.how}' for name, health in ill.items()]
    state = {name: 'ready' if name not in ill else ill[name].state for name in _names(engine)}
    result({'voices': found, 'engines': state}, as_json, [*(line.rstrip() for line in lines), *told])


def tell_plan(words: Sequence[str], wish: Wish, *, as_json: bool) -> None:
    """What would be said."""
    text = texts.given(words, wish.file, out=False)[0]
    speech, engine = _speech(text, wish)
    plan = engine.plan(speech)
    for note in plan.notes:
        complain(note)
    begin = [f'{clock(one.start_s)} {one.title}' for one in plan.chapters]
    result(asdict(plan), as_json, [*plan.spoken, f'about {plan.seconds:.0f} s', *begin])


def speak(words: Sequence[str], wish: Wish, beside: Beside, *, force: bool, as_json: bool) -> None:
    """Say a text into a file, levelled, and tell what came out."""
    text, target = texts.given(words, wish.file, out=True)
    assert target is not None
    check_loudness(wish.target, clips.CEILING_DBTP)
    clips.check_name(target)
    target = check_output(target, [wish.file] if wish.file else [], force)
    beside = beside.checked(target, force)
    speech, engine = _speech(text, wish)
    plan = engine.plan(speech)
    for note in plan.notes:
        complain(note)
    prepare()
    with bar() as report:
        goal = audio.Goal(wish.target, clips.CEILING_DBTP)
        clip = clips.make(
            engine.speak(speech),
            target,
            goal,
            lambda done, stage: report(Told(done, stage)),
            clips.share_of(engine),
            mp3_quality=settings().mp3_quality,
        )
    written = beside.write(clip)
    loudness = clip.loudness.integrated_lufs
    facts = {
        'file': str(target),
        'seconds': clip.seconds,
        'voice': own_voices.called(speech.voice),
        'engine': engine.name,
        'licence': engine.licence,
        'loudness_lufs': loudness,
        **written,
        'notes': list(plan.notes),
        'words': [word.told() for word in clip.words],
    }
    result(facts, as_json, [f'{target}: {clip.seconds:.1f} s, {number(loudness)} LUFS', *clip.warnings])


def prepare() -> None:
    """Hold the limit of memory, and have the audio engine ready before a bar is shown."""
    signals.heed()
    memory.limit(settings().worker_memory_mb)
    if not audio.is_warm():
        complain('Preparing the engine: this first time only, about ten seconds.')
        audio.warm_up()


def _names(engine: str) -> list[str]:
    engines.by_address(settings().engines_by_address)
    return [engine] if engine else list(engines.SPEAKING)


def _engine(name: str) -> Speaks:
    return engines.that_speaks(name, settings().models_dir)


def _voices(name: str) -> list[Voice]:
    """Everybody whom an engine lets be heard, own voices too."""
    return [*_engine(name).voices(), *(own_voices.stored() if name == own_voices.ENGINE else [])]


def _speech(text: str, wish: Wish) -> tuple[Speech, Speaks]:
    voice, engine = _voice(wish.voice, wish.engine)
    told = texts.speakers(wish.speakers)
    speakers = {name: _voice(who, engine.name)[0].id for name, who in told.items()}
    health = engine.health()
    if health.state != 'ready':
        raise EngineMissing(f'{health.what} {health.how}')
    spoken = [voice.language, *(_voice(who, engine.name)[0].language for who in speakers.values())]
    reading.check_language(text, spoken, lambda: [one for name in _names('') for one in _voices(name)])
    return Speech(text, voice.id, wish.speed, _dictionary(wish.dictionary), speakers), engine


def _voice(name: str, engine: str) -> tuple[Voice, Speaks]:
    """A voice by its id, or by its name, of any engine that can work."""
    found = [
        (voice, _engine(place))
        for place in _names(engine)
        for voice in _voices(place)
        if name.lower() in (voice.id.lower(), voice.name.lower())
    ]
    exact = [(voice, by) for voice, by in found if voice.id == name] or found
    if len(exact) != 1:
        several = ', '.join(own_voices.called(voice.id) for voice, _ in found)
        what = f'Several voices are called “{name}”: {several}' if found else f'There is no voice “{name}”'
        ill = [f' {health.what} {health.how}' for place in _names(engine) if (health := _engine(place).health()).what]
        raise NoVoice(f'{what}. See `levelmix voice voices` for all there are.{"".join(ill)}')
    return exact[0]


def _dictionary(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    found = {}
    for place, line in enumerate(texts.read(path).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith('#'):
            continue
        word, equals, said = (part.strip() for part in line.partition('='))
        if not (word and equals and said):
            raise BadMarkup(f'Line {place} of {path} is no entry: write it like Geis = gice, or Geis = /ɡaɪs/.')
        found[word] = said
    return found
