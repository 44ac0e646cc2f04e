"""Brings a recording into another voice: its words, its timing and its melody, said by one of Kokoro's voices.

The words are heard (and may be corrected), and said once more by a small voice, as a guide whose sounds are known to
the moment. Where the guide lies over the recording tells how long each sound is there; so the other voice says it in
the same time, at the same heights.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Event

import numpy as np
from numpy.typing import NDArray

from app.voice import joining
from app.voice.engines import change_aligning, change_melody, hearing, learnt, recordings, styles, weights
from app.voice.engines.change_cuts import Cut, cuts
from app.voice.engines.change_timing import LEAD, PAD, TAIL, evened, padded, whole_steps
from app.voice.engines.instant import Instant
from app.voice.engines.kokoro_parts import RATE, STEP, KokoroParts, Melody, in_parts
from app.voice.engines.port import Chunk, Health, Recording, Sound, Transcript, Voice
from app.voice.engines.sounds import known
from app.voice.engines.world import WHY, is_there
from app.voice.errors import BadRecording, NothingToSay, NoVoice
from app.voice.phonemes import spell
from app.voice.pieces import Piece
from app.voice.rates import at_rate
from app.voice.text import guess, script
from app.voice.text.words import Manner

FADE_S = 0.005
_STEPS_A_SECOND = RATE // STEP
_PARTED = str.maketrans('<>[]{}', '      ')
"""What would be markup in a text, and is none in a transcript."""
_QUIETEST, _LOUDEST = 0.4, 2.5
"""A piece may be so much softer or louder than the usual one."""
_USUAL = 0.07
NO_WORDS = (
    'No words were heard in this recording: use Shift, which changes pitch and tone of music, song and noises without '
    'any, or take a recording in which somebody speaks.'
)


class Change:
    """The engine; one recording at a time is enough for all cores."""

    name = 'change'
    licence = 'Apache-2.0'

    def __init__(self, models: Path) -> None:
        self._models = models
        self._guide = Instant(models)

    def health(self) -> Health:
        """Whether the weights and libraries are there; nothing is loaded."""
        for health in (hearing.that_hears(self._models).health(), self._guide.health()):
            if health.state != 'ready':
                return health
        if not weights.there(self._models, weights.KOKORO):
            return Health('missing', f'The weights are not in {self._models}.', weights.HOW)
        return Health('ready') if is_there() else Health('missing', *WHY)

    def voices(self) -> list[Voice]:
        """Everybody whose voice a recording can be brought into."""
        return list(styles.voices())

    def transcribe(self, recording: Recording, stop: Event | None = None) -> Transcript:
        """What is said in a recording.

        Raises
        ------
        BadRecording : it is silent, too short or too long, or nobody speaks in it.
        """
        recordings.check(recording)
        heard = hearing.that_hears(self._models).heard(at_rate(recording.sound, recording.rate, hearing.RATE), stop)
        if not heard.words:
            raise BadRecording(NO_WORDS)
        return heard

    def convert(self, recording: Recording, said: Transcript, voice: str, stop: Event | None = None) -> Iterator[Chunk]:
        """The recording in another voice, piece by piece, as long as it was; ends after the piece where `stop` is set.

        Raises
        ------
        NoVoice : there is no such voice, or it speaks another language.
        BadRecording : nothing can be made of it, or there are more words than time.
        """
        recordings.check(recording)
        manner = self._manner(voice, said.language)
        if not said.words:
            raise BadRecording(NO_WORDS)
        narrow = at_rate(recording.sound, recording.rate, change_aligning.RATE)
        pieces = cuts(narrow, change_aligning.RATE, said.words)
        whole = round(len(recording.sound) * RATE / recording.rate)
        return self._said(narrow, pieces, manner, whole, stop)

    def _said(
        self, narrow: Sound, pieces: Sequence[Cut], manner: Manner, whole: int, stop: Event | None
    ) -> Iterator[Chunk]:
        tracks = []
        for cut in pieces:
            tracks.append(change_melody.pitch(narrow[cut.first : cut.last]))
            if stop is not None and stop.is_set():
                return
        of, to = change_melody.range_of(tracks), _range_of_voice(self._models, manner)
        level = _level(np.concatenate([narrow[cut.first : cut.last] for cut in pieces]))
        for place, (cut, track) in enumerate(zip(pieces, tracks, strict=True)):
            begin, end = (_in_result(at) for at in (cut.begin, cut.end))
            if place + 1 == len(pieces):
                end = whole
            source = narrow[cut.first : cut.last]
            sound = self._piece(source, cut, manner, (track, of, to))
            wanted = min(_LOUDEST, max(_QUIETEST, _level(source) / level)) * _USUAL
            sound *= wanted / max(_level(sound), 1e-6)
            shown = ' '.join(word.text for word in cut.words)
            before, behind = _in_result(cut.first) - begin - LEAD * STEP, _in_result(cut.last) - begin + TAIL * STEP
            laid = _laid(sound[(PAD - LEAD) * STEP :], before, min(behind, end - begin))
            laid = np.pad(laid, (0, end - begin - len(laid)))
            yield Chunk(laid, RATE, shown, cut.words, end / whole)
            if stop is not None and stop.is_set():
                return

    def _piece(
        self,
        source: Sound,
        cut: Cut,
        manner: Manner,
        pitch: tuple[change_melody.Track, change_melody.Range | None, change_melody.Range | None],
    ) -> Sound:
        """One piece in the other voice, with `PAD` steps on both sides of it."""
        sounds = _sounds(cut, manner)
        numbers, places = known(sounds)
        if not numbers:
            return np.zeros(1, np.float32)
        model, style = in_parts(self._models), styles.style(manner.voice, len(numbers))
        words = model.words(numbers, style)
        bounds = self._bounds(source, sounds, places, manner)
        steps = whole_steps(evened(bounds, words.steps, [sounds[place] for place in places]), round(bounds[-1]))
        if steps is None:
            raise BadRecording(_too_many(cut))
        steps = padded(steps, words.steps, sounds[places[-1]])
        melody = model.melody(words, steps, style)
        track, of, to = pitch
        if of and to:
            line = change_melody.moved(np.pad(track, (2 * PAD, 0)), melody.pitch, of, to)
            melody = Melody(line, melody.energy)
        else:
            melody = Melody(melody.pitch * np.float32(styles.pitch(manner.voice)), melody.energy)
        return styles.finished(manner.voice, model.sound(words, steps, melody, style), RATE)

    def _bounds(self, source: Sound, sounds: str, places: list[int], manner: Manner) -> NDArray[np.float64]:
        """Where each sound begins in the recording, with the silence before and behind them, in steps."""
        guide = self._guide.render(Piece(sounds, (), manner, 0.0), 1.0)
        first, last = joining.voiced(guide.sound, Instant.rate)
        narrow = at_rate(guide.sound[first:last], Instant.rate, change_aligning.RATE)
        over = change_aligning.laid_over(change_aligning.features(narrow), change_aligning.features(source))
        begins = guide.times[[*places, len(sounds)]]
        moments = (np.clip(begins, first, last) - first) / Instant.rate * change_aligning.RATE / change_aligning.HOP
        total = max(1, round(len(source) / change_aligning.RATE * _STEPS_A_SECOND))
        there = np.minimum(np.interp(moments, np.arange(len(over)), over) / 2, total)
        return np.array([0.0, *there, total])

    def _manner(self, voice: str, language: str) -> Manner:
        """How it is said by this voice.

        Raises
        ------
        NoVoice : there is none, or it speaks another language than the recording.
        """
        offered = styles.described(voice) if learnt.is_one(voice) else None
        found = offered or next((one for one in self.voices() if one.id == voice), None)
        if found is None:
            raise NoVoice(f'There is no voice “{voice}” here. See `levelmix voice voices` for all of them.')
        if found.language[:2] != language[:2]:
            others = [one.id for one in self.voices() if one.language[:2] == language[:2]]
            offer = f'Take one that does, like {others[0]}' if others else 'No voice here does'
            raise NoVoice(
                f'This recording is in {guess.NAMES.get(language[:2], language)}, which {found.name} does not speak. '
                f'{offer}, or use Shift, which needs no language.'
            )
        return Manner(found.language, found.id)


def _sounds(cut: Cut, manner: Manner) -> str:
    text = ' '.join(word.text for word in cut.words).translate(_PARTED)
    try:
        sentences = script.read(text, manner).sentences
    except NothingToSay:
        return ''
    return ' '.join(spell(sentence).sounds.strip() for sentence in sentences)


def _too_many(cut: Cut) -> str:
    from app.audio.files.time_text import clock

    begin, end = cut.words[0].start, cut.words[-1].end
    return (
        f'There are more words between {clock(begin)} and {clock(end)} than can be said in that time: '
        'correct them there.'
    )


@lru_cache(maxsize=64)
def _range_of_voice(models: Path, manner: Manner) -> change_melody.Range | None:
    """The range of a voice, by how it would say a text of our own."""
    numbers, _ = known(_SAMPLES.get(manner.language[:2], _SAMPLES['en']))
    model: KokoroParts = in_parts(models)
    style = styles.style(manner.voice, len(numbers))
    words = model.words(numbers, style)
    return change_melody.range_of_model(model.melody(words, words.steps, style).pitch * styles.pitch(manner.voice))


_SAMPLES = {
    'en': 'ðə bˈOt lˈɛft ðə hˈɑɹbəɹ bəfˌɔɹ ðə sˈʌn kˌAm ˈʌp. ə wˈɔɹm wˈɪnd pˈʊʃt ˌʌs əlˈɔŋ ðə kˈOst.',
}


def _in_result(at: int) -> int:
    return round(at * RATE / change_aligning.RATE)


def _level(sound: Sound) -> float:
    """How loud the loud half of it is."""
    frame = 400
    count = len(sound) // frame
    if not count:
        return 0.0
    power = np.sqrt(np.mean(np.square(sound[: count * frame].reshape(count, frame)), axis=1))
    return float(np.sqrt(np.mean(np.square(power[power >= np.median(power)]))))


def _laid(sound: Sound, at: int, length: int) -> Sound:
    """A sound at its place in a stretch of this length, faded in and out; what is beyond it is cut off."""
    sound = sound[max(0, -at) :][: max(0, length - max(0, at))]
    faded = sound.copy()
    fade = min(round(FADE_S * RATE), len(faded) // 2)
    if fade:
        slope = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        faded[:fade] *= slope
        faded[-fade:] *= slope[::-1]
    laid = np.zeros(length, np.float32)
    laid[max(0, at) : max(0, at) + len(faded)] = faded
    return laid
