"""What a download is called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.leveling.download_names import output_name
from app.uploads import parted
from app.uploads.naming import stored_suffix


@pytest.mark.parametrize(
    ('name', 'given', 'expected'),
    [
        ('My Mix.mp3', {'target_lufs': -14.0}, 'My Mix (LevelMix -14 LUFS).mp3'),
        ('My Mix.wav', {'target_lufs': -9.5, 'suffix': '.flac'}, 'My Mix (LevelMix -9.5 LUFS).flac'),
        ('../../etc/passwd', {}, 'passwd (LevelMix)'),
        ('C:\\Mixes\\a "b".mp3', {'target_lufs': -7}, 'a "b" (LevelMix -7 LUFS).mp3'),
        ('v1.2 final.final.aiff', {'target_lufs': -16}, 'v1.2 final.final (LevelMix -16 LUFS).aiff'),
        ('', {}, 'audio (LevelMix)'),
        ('.flac', {'target_lufs': -14}, 'audio (LevelMix -14 LUFS).flac'),
        ('.flac', {'target_lufs': -14, 'suffix': '.mp3'}, 'audio (LevelMix -14 LUFS).mp3'),
        ('Live at No. 5', {'target_lufs': -9.5}, 'Live at No. 5 (LevelMix -9.5 LUFS)'),
        ('Mix.' + 'a' * 251, {}, 'Mix.' + 'a' * 240 + ' (LevelMix)'),
    ],
)
def test_results_are_named_after_the_original(name: str, given: dict[str, float], expected: str) -> None:
    assert output_name(name, **given) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ('name', 'parts'),
    [('a.b.MP3', ('a.b', '.MP3')), ('.wav', ('', '.wav')), ('a', ('a', '')), ('a (-9.5 LUFS)', ('a (-9.5 LUFS)', ''))],
)
def test_an_ending_is_short_and_has_no_blanks(name: str, parts: tuple[str, str]) -> None:
    assert parted(name) == parts


def test_a_file_that_is_all_ending_is_stored_under_it() -> None:
    assert stored_suffix('.FLAC') == '.flac'


@given(st.text(min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_name_gives_one_that_a_file_system_takes(name: str) -> None:
    result = output_name(name, target_lufs=-14)
    assert 0 < len(result.encode('utf-8', 'surrogateescape')) <= 255
    assert not set(result) & {'/', '\0'}
