"""The report of a job: complete in itself, private, and checked again by measuring."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app import api, leveling, storage
from app.db import transaction
from app.errors import NotFound
from app.leveling.reports import compare, compare_opinion, verdicts
from models import HelperJob
from models.types import utc_now
from tests.app.leveling_support import submit
from tests.servers import ROOT
from tests.sounds import write_mix

Worker = Callable[[], int]


def verify(file: Path, report: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / 'main.py'), 'verify', str(file), '--report', str(report)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.nightly
@pytest.mark.slow
def test_a_report_is_verified_by_measuring_the_files_again(owner: str, worker: Worker, tmp_path: Path) -> None:
    original = write_mix(tmp_path / 'My "mix" <1>.wav', 6)
    job_id = submit(owner, original)
    with pytest.raises(NotFound):
        leveling.report(owner, job_id)
    worker()
    told = leveling.report(owner, job_id)
    assert told['tolerance'] == {
        'off_target_lu': pytest.approx(0.0, abs=0.1),
        'on_target': True,
        'below_ceiling': True,
        'r128_qc': False,
    }
    report = tmp_path / 'report.json'
    report.write_text(json.dumps(told))
    result = tmp_path / 'result.wav'
    result.write_bytes(b''.join(storage.read(leveling.result(owner, job_id)[0])))
    for file in (result, original):
        done = verify(file, report)
        assert (done.returncode, done.stderr) == (0, '')
        assert 'measures as it says' in done.stdout
        assert 'Second opinion: pyloudnorm reads -' in done.stdout

    other = verify(write_mix(tmp_path / 'other.wav', 6, level_db=-30), report)
    assert other.returncode == 1
    assert 'neither the original nor the result' in other.stdout
    assert 'integrated_lufs: the report says -14.0' in other.stdout
    not_one = verify(result, original)
    assert (not_one.returncode, not_one.stdout) == (2, '')
    assert 'cannot be read as a report' in not_one.stderr
    with pytest.raises(NotFound):
        leveling.report('somebody-else', job_id)


def test_the_page_is_complete_in_itself_and_trusts_no_name(owner: str, worker: Worker, tmp_path: Path) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 6), name='<script>alert(1)<b>.wav')
    worker()
    page = leveling.report_page(owner, job_id)
    assert '<script' not in page
    assert '&lt;script&gt;' in page
    assert '<svg' in page
    for outside in ('src=', 'href=', 'url(', 'http:', 'https:', '@import'):
        assert outside not in page
    for shown in ('On target', '−14.0', 'ITU-R BS.1770-5', leveling.report(owner, job_id)['output']['sha256']):
        assert shown in page


def test_the_report_brings_a_second_opinion_that_a_worker_gives_once_somebody_looks(
    owner: str, worker: Worker, tmp_path: Path
) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 6))
    worker()
    assert leveling.report(owner, job_id)['second_opinion'] is None, 'nobody has asked for it'
    visitor = TestClient(api.create())
    first = visitor.get(f'/files/reports/{job_id}')
    assert 'is being measured' in first.text
    assert first.headers['refresh'] == '5'
    worker()
    then = visitor.get(f'/files/reports/{job_id}')
    assert 'refresh' not in then.headers
    assert re.search(r'Second opinion: pyloudnorm [\d.]+ reads −14\.0\d LUFS \([+−]?0\.0\d LU from ours\)', then.text)
    said = visitor.get(f'/files/reports/{job_id}/report.json').json()['second_opinion']
    assert said['integrated_lufs'] == pytest.approx(-14.0, abs=0.1)
    assert worker() == 0, 'it is given once'


@pytest.mark.parametrize('wrong', [timedelta(0), timedelta(days=1, hours=1)], ids=['right', 'a day ahead'])
def test_an_opinion_that_could_not_be_had_is_not_asked_for_at_every_look_whatever_the_clock_said_then(
    owner: str, worker: Worker, tmp_path: Path, wrong: timedelta
) -> None:
    job_id = submit(owner, write_mix(tmp_path / 'mix.wav', 6))
    worker()
    key, _ = leveling.result(owner, job_id)
    storage.delete(key)
    assert leveling.ask_opinion(owner, job_id)
    worker()
    assert not leveling.ask_opinion(owner, job_id)
    assert 'econd opinion' not in leveling.report_page(owner, job_id)
    with transaction() as session:
        session.execute(sa.update(HelperJob).values(completed_at=utc_now() - timedelta(hours=1) + wrong))
    assert leveling.ask_opinion(owner, job_id), 'the storage may be back'


@pytest.mark.parametrize(
    ('other', 'channels', 'words', 'agrees'),
    [
        (-14.02, 2, 'reads -14.02 LUFS, LevelMix -14.00.', True),
        (-14.3, 2, 'they do not agree', False),
        (None, 6, 'mono and stereo only', True),
        (None, 2, 'no loudness of this file', False),
    ],
)
def test_two_meters_agree_within_a_tenth(other: float | None, channels: int, words: str, agrees: bool) -> None:
    said, found = compare_opinion(other, {'integrated_lufs': -14.0, 'channels': channels})
    assert words in said
    assert found == agrees


def test_only_a_report_is_compared() -> None:
    rubbish: list[Any] = [{}, [], {'levelmix_report': 99}]
    for told in rubbish:
        with pytest.raises(NotFound, match='no report'):
            compare(told, 'aa', {})


@pytest.mark.parametrize(
    ('loudness', 'peak', 'on_target', 'qc'),
    [(-23.0, -3.0, True, True), (-23.1, -1.0, True, True), (-23.15, -1.0, False, True), (-22.7, -1.0, False, False)],
)
def test_the_verdicts_are_those_of_the_standard(loudness: float, peak: float, on_target: bool, qc: bool) -> None:
    found = verdicts({'integrated_lufs': loudness, 'true_peak_dbtp': peak}, -23.0, -1.0)
    assert (found['on_target'], found['r128_qc']) == (on_target, qc)
    assert not verdicts({'integrated_lufs': -23.0, 'true_peak_dbtp': -0.5}, -23.0, -1.0)['r128_qc']
