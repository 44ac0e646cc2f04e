"""What the last run tells: which files took how long, so that the longest go first the next time."""

from pathlib import Path

from tests.durations import expected_seconds, seconds_by_file, slowest, write_down

REPORT = """<testsuites><testsuite>
<testcase classname="tests.app.test_one" name="test_a" time="1.5" />
<testcase classname="tests.app.test_one" name="test_b" time="2.5" />
<testcase classname="tests.app.test_two" name="test_c" time="3.0" />
</testsuite></testsuites>"""


def test_a_file_took_as_long_as_all_its_tests(tmp_path: Path) -> None:
    report = tmp_path / 'last.xml'
    report.write_text(REPORT)
    assert seconds_by_file(report) == {'tests.app.test_one': 4.0, 'tests.app.test_two': 3.0}
    assert slowest(report)[0] == (3.0, 'tests.app.test_two.test_c')


def test_without_a_whole_report_of_a_run_no_file_is_known_to_be_long(tmp_path: Path) -> None:
    assert seconds_by_file(tmp_path / 'last.xml') == {}
    (tmp_path / 'last.xml').write_text(REPORT[:100])
    assert seconds_by_file(tmp_path / 'last.xml') == {}


def test_where_nothing_has_run_yet_a_file_takes_as_long_as_is_written_down(tmp_path: Path) -> None:
    last_run, known = tmp_path / 'last.xml', tmp_path / 'seconds.tsv'
    assert expected_seconds(last_run, known) == {}
    last_run.write_text(REPORT.replace('"3.0"', '"0.4"'))
    write_down(last_run, known)
    last_run.unlink()
    assert expected_seconds(last_run, known) == {'tests.app.test_one': 4.0}, 'and what is short is not worth a line'
    last_run.write_text(REPORT.replace('"2.5"', '"7.5"'))
    assert expected_seconds(last_run, known)['tests.app.test_one'] == 9.0, 'what was seen here counts more'


def test_what_was_not_told_this_time_stays_written_down(tmp_path: Path) -> None:
    last_run, known = tmp_path / 'last.xml', tmp_path / 'seconds.tsv'
    known.write_text('tests.app.test_two\t9\ntests.app.by_night\t7\n')
    last_run.write_text(REPORT)
    write_down(last_run, known)
    assert known.read_text().splitlines() == ['tests.app.by_night\t7', 'tests.app.test_one\t4', 'tests.app.test_two\t3']


def test_what_is_written_down_can_be_read() -> None:
    assert max(expected_seconds(Path('nowhere.xml')).values()) > 10
