"""Learns a voice that is like somebody's from about a minute of their speech: similar, and not the same.

A mixture of the voices that Kokoro has is sought that is as near as it gets to the speech, by what tells speakers apart
(`speakers`). Each trial is said at the speaker's pitch and in their colour, because that is how it will be heard. No
weights are trained: it takes minutes, and what comes out is as clear as the voices that it is mixed from.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from app.voice.engines import colour, hearing, learnt, pitch, samples, speakers, styles, weights
from app.voice.engines.kokoro import Kokoro
from app.voice.engines.port import Health, Learnt, Recording, SampleReport, Sound
from app.voice.engines.search import Search, Target, levelled, table
from app.voice.engines.trial_texts import texts
from app.voice.errors import BadRecording

CHECKED, SOUGHT, SETTLED = 0.016, 0.87, 0.935
"""How much of the work is done when the samples are heard, when the mixture is found, and when it is settled: measured,
because the time left is worked out from it."""
_SPOKEN = {language[:2]: language for language in styles.SPOKEN if language != 'en-gb'}


class Learning:
    """What learns, on top of what speaks."""

    name, licence = 'kokoro', 'Apache-2.0'

    def __init__(self, models: Path, says: Kokoro) -> None:
        self._models, self._says = models, says

    def health(self) -> Health:
        """Whether all that it needs is there; nothing is loaded."""
        if weights.there(self._models, weights.KOKORO, weights.SPEAKERS, *weights.WHISPER):
            return Health('ready')
        return Health('missing', f'The weights are not in {self._models}.', weights.HOW)

    def check(self, recordings: Sequence[Recording]) -> SampleReport:
        """Whether these are good enough; about a second for a minute."""
        return samples.check(recordings, self._models)

    def learn(
        self, recordings: Sequence[Recording], report: Callable[[float], None], stop: Event | None = None
    ) -> Learnt:
        """The voice; the same each time for the same samples.

        Raises
        ------
        BadRecording : they are not good enough.
        Stopped : `stop` was set; nothing is left of it.
        """
        tells = speakers.that_tells(self._models)
        found = [samples.look(one, tells) for one in recordings]
        faults = samples.together(found).faults
        if faults:
            raise BadRecording(faults[0])
        speech = samples.best(found)
        rate = samples.RATE
        target = Target(tells.of(levelled(speech)), colour.colour(speech, rate), pitch.usual(speech, rate))
        near = styles.ids()[nearest(target.heard)]
        language = self._language(speech, near)
        report(CHECKED)
        search = Search(self._says, tells, target, texts(language), stop)
        shares = search.run(lambda done: report(CHECKED + done * (SOUGHT - CHECKED)))
        settled = search.settled(shares)
        report(SETTLED)
        alike = search.likeness_of(near)
        model = learnt.Model(settled.styles, settled.pitch, settled.gains, language)
        report(1.0)
        return Learnt(learnt.written(model), settled.likeness, (near, alike))

    def _language(self, speech: Sound, near: str) -> str:
        """Which language the samples are in; English where nobody here speaks it."""
        hears = hearing.that_hears(self._models)
        language = hears.language(speech)
        hears.close()  # the search goes on for minutes, and needs the memory
        if language == 'en' and near.startswith('b'):
            return 'en-gb'
        return _SPOKEN.get(language, 'en-us')


def nearest(heard: speakers.Floats) -> int:
    """Which voice that is offered is nearest to a speaker, by its place in the pack."""
    offered = [styles.ids().index(voice.id) for voice in styles.voices()]
    return offered[int((table().heard[offered] @ heard).argmax())]
