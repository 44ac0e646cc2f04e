"""How voices sound before one is chosen: at once, for nothing, also those that no sentence comes along for."""

import io
import shutil

import pytest
import soundfile

from app.errors import NotFound
from app.voice import previews
from app.voice.engines.port import Voice

HEART = Voice('af_heart', 'Heart', 'en-us', 'female', 'kokoro')


def test_every_voice_says_where_it_is_heard() -> None:
    own = Voice('019a', 'Mine', 'en-us', 'unknown', 'kokoro', custom=True)
    greek = Voice('classic-el', 'Greek', 'el', 'male', 'classic')
    elsewhere = Voice('gpu-ann', 'Ann', 'en-us', 'female', 'gpu')
    assert previews.address(HEART) == '/files/voice/previews/af_heart'
    assert previews.address(own) == '/files/voice/own/019a/preview'
    assert previews.address(greek) == '/files/voice/previews/classic-el'
    assert previews.address(elsewhere) == ''
    assert previews.sound(HEART.id).stat().st_size > 1000


@pytest.mark.skipif(shutil.which('espeak-ng') is None, reason='espeak-ng is not installed here')
def test_a_classic_voice_counts_in_its_language(owner: str) -> None:
    sounds = []
    for voice in ('classic-el', 'classic-cmn', 'classic-ja'):
        sound, rate = soundfile.read(io.BytesIO(previews.counted(owner, voice)))
        assert 1.0 < len(sound) / rate < 6.0, 'as long as its head says'
        assert abs(sound).max() > 0.05
        sounds.append(sound)
    assert len({len(sound) for sound in sounds}) == 3, 'each in its own words'


@pytest.mark.parametrize('voice', ['classic-nothing', 'af_heart', '../../etc/passwd', '-v'])
def test_what_is_no_classic_voice_is_not_asked_for(owner: str, voice: str) -> None:
    with pytest.raises(NotFound, match='no preview of this voice'):
        previews.counted(owner, voice)
