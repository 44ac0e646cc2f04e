"""Takes that are not scored say why, what was kept and what to do, in one sentence or two."""

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.practice.takes.errors import NothingToScore, NotUsable, OtherPiece, TakeRefused
from app.practice.takes.net import RATE, Sound
from app.practice.takes.notes import Heard, Played, from_keyboard
from app.practice.takes.refusals import read
from app.practice.takes.result import TakeResult
from app.practice.takes.scoring import score_keyboard, score_sound, scored
from tests.app.practice.takes.sounds import as_written, lick, moved, sounding

LINE = lick()
NOISE = np.random.default_rng(1)


def refused(sound: Sound, kind: type[TakeRefused]) -> str:
    with pytest.raises(kind) as told:
        score_sound(sound, LINE)
    assert 'kept' in str(told.value)
    return str(told.value)


def test_silence() -> None:
    assert 'silent' in refused(np.zeros(5 * RATE, np.float32), NothingToScore)


def test_noise() -> None:
    hiss = np.asarray(NOISE.normal(0, 0.1, 5 * RATE), np.float32)
    assert 'only noise' in refused(hiss, NothingToScore)


def test_a_hum_has_no_notes_to_speak_of() -> None:
    hum = np.asarray(0.1 * np.sin(2 * np.pi * 50 * np.arange(5 * RATE) / RATE), np.float32)
    refused(hum, TakeRefused)


def test_clipped() -> None:
    sound = sounding(as_written(LINE))
    assert 'too loud' in refused(np.clip(sound * 30, -1, 1), NotUsable)


def test_too_short_and_too_long() -> None:
    assert 'shorter than a second' in refused(sounding(as_written(LINE))[: RATE // 2], NotUsable)
    assert '10 minutes' in refused(np.full(601 * RATE, 0.1, np.float32), NotUsable)


def test_another_piece() -> None:
    other = [Played(0.5 + 0.37 * place, 0.3, 48 + (place * 7) % 11 + 30 * (place % 2), 80) for place in range(30)]
    assert 'right piece' in refused(sounding(other), OtherPiece)
    with pytest.raises(OtherPiece):
        score_keyboard(other, LINE)


@pytest.mark.parametrize('seed', [0, 4, 7])
def test_talk_of_which_some_sounds_fit_by_chance(seed: int) -> None:
    chance = random.Random(seed)
    talk = [
        Heard(chance.uniform(0, 9), chance.randint(58, 78), chance.uniform(0.2, 3.2), 0.15, chance.uniform(-20, 0))
        for _ in range(90)
    ]
    with pytest.raises(NothingToScore, match=r'^No playing of this piece was heard[^.]*\.$'):
        scored(sorted(talk, key=lambda one: one.at), LINE, (), None, 8.0)


def test_poor_playing_is_scored_however_badly_it_is_heard() -> None:
    notes = [replace(note, pitch=note.pitch + (place % 2) * 2) for place, note in enumerate(as_written(LINE))]
    doubtful = [replace(one, odds=1.0) for one in from_keyboard(notes)]
    assert 25 <= scored(doubtful, LINE, (), None, 8.0).score <= 60


def test_a_keyboard_on_which_nothing_was_played() -> None:
    with pytest.raises(NothingToScore, match='kept'):
        score_keyboard([Played(1.0, 0.2, 60, 80)], LINE)


def test_what_is_no_sound_file(tmp_path: Path) -> None:
    for content in (b'', b'no sound at all', b'RIFF\x00\x00\x00\x00WAVE'):
        path = tmp_path / 'take.wav'
        path.write_bytes(content)
        with pytest.raises(NotUsable, match='no sound that could be read'):
            read(path)


def test_a_file_of_any_rate_is_read_as_it_sounds(tmp_path: Path) -> None:
    sound = sounding(as_written(LINE))
    stereo = np.repeat(np.stack([sound, sound], axis=1), 2, axis=0)
    soundfile.write(tmp_path / 'take.flac', stereo, 2 * RATE)
    took = read(tmp_path / 'take.flac')
    assert abs(len(took) - len(sound)) < 50
    assert score_sound(took, LINE).score >= 90


def test_a_result_is_the_same_out_of_json() -> None:
    notes = moved(as_written(LINE), keys=0)[2:]
    notes.append(Played(notes[9].at + 0.1, 0.1, 90, 80))
    result = score_keyboard(notes, LINE)
    told = json.loads(json.dumps(result.as_json()))
    assert TakeResult.from_json(told) == result
    assert result.extras
    for wrong in (
        {},
        {**told, 'version': 0},
        {**told, 'notes': [{}]},
        {**told, 'notes': [{**told['notes'][0], 'kind': '?'}]},
    ):
        with pytest.raises(ValueError, match=r'version|result|Kind'):
            TakeResult.from_json(wrong)
