"""What every preset would make of a mix: told from the analysis alone, and true when it is rendered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import leveling
from app.errors import NotFound
from app.leveling import LevelingOptions
from app.leveling.platforms import playback
from tests.app.leveling_support import job, submit
from tests.sounds import write_mix

pytestmark = pytest.mark.slow

Worker = Callable[[], int]


def test_every_preset_is_told_and_what_is_told_comes_true(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 20, level_db=-20))
    assert leveling.ask_forecast(owner, job_id) is None, 'before the analysis nothing can be told'
    worker()
    assert leveling.forecast(owner, job_id) is None
    assert leveling.ask_forecast(owner, job_id) is not None
    worker()
    told = leveling.forecast(owner, job_id)
    assert told is not None
    assert told.plain is not None
    assert [one.preset.name for one in told.plain] == [preset.name for preset in leveling.presets(owner)]
    by_name = {one.preset.name: one for one in told.plain}
    assert by_name['Broadcast Standard'].found['ease'] == 'untouched'
    assert by_name['Maximum Impact'].found['ease'] in ('hard', 'unreachable')

    apple = by_name['Apple Music']
    again = leveling.rerun(owner, job_id, LevelingOptions(apple.preset.lufs))
    worker()
    result = job(owner, again).result
    assert result is not None
    assert result['gain_db'] == pytest.approx(apple.found['gain_db'], abs=0.01)
    assert result['output']['integrated_lufs'] == pytest.approx(apple.found['loudness_lufs'], abs=0.1)
    assert result['output']['range_lu'] == pytest.approx(apple.found['range_lu'], abs=0.5)
    assert result['output']['true_peak_dbtp'] <= apple.found['true_peak_dbtp'] + 0.05


def test_a_new_preset_is_told_too_once_it_is_asked_for(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 8))
    worker()
    leveling.ask_forecast(owner, job_id)
    worker()
    leveling.create_preset(owner, 'My night', -20.0)
    assert leveling.forecast(owner, job_id) is None
    leveling.ask_forecast(owner, job_id)
    worker()
    told = leveling.forecast(owner, job_id)
    assert told is not None
    assert told.plain is not None
    assert told.plain[-1].preset.name == 'My night'
    assert told.plain[-1].found['target_lufs'] == -20.0
    leveling.delete(owner, job_id)
    with pytest.raises(NotFound):
        leveling.forecast(owner, job_id)


def test_somebody_elses_mix_is_not_told(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 4))
    with pytest.raises(NotFound):
        leveling.ask_forecast('somebody-else', job_id)
    with pytest.raises(NotFound):
        leveling.forecast('somebody-else', job_id)


def test_loud_results_are_turned_down_and_quiet_ones_lifted_as_far_as_their_peaks_allow() -> None:
    loud = {play.platform: play for play in playback(-7.0, -1.0)}
    assert [loud[name].change_db for name in ('Spotify', 'YouTube', 'SoundCloud', 'Tidal')] == [-7.0] * 4
    assert loud['Apple Music'].change_db == -9.0
    quiet = {play.platform: play for play in playback(-20.0, -4.0)}
    assert quiet['Spotify'].change_db == pytest.approx(3.0)
    assert quiet['Spotify'].held_by_peaks
    assert quiet['YouTube'].change_db == 0.0
    assert not quiet['YouTube'].held_by_peaks
    assert quiet['Apple Music'].change_db == pytest.approx(4.0)
    assert not quiet['Apple Music'].held_by_peaks
