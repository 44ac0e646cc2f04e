"""What a download is called."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.leveling.naming import output_name


@pytest.mark.parametrize(
    ('name', 'given', 'expected'),
    [
        ('My Mix.mp3', {'target_lufs': -14.0}, 'My Mix (LevelMix -14 LUFS).mp3'),
        ('My Mix.wav', {'target_lufs': -9.5, 'suffix': '.flac'}, 'My Mix (LevelMix -9.5 LUFS).flac'),
        ('../../etc/passwd', {}, 'passwd (LevelMix)'),
        ('C:\\Mixes\\a "b".mp3', {'target_lufs': -7}, 'a "b" (LevelMix -7 LUFS).mp3'),
        ('v1.2 final.final.aiff', {'target_lufs': -16}, 'v1.2 final.final (LevelMix -16 LUFS).aiff'),
        ('', {}, 'audio (LevelMix)'),
    ],
)
def test_results_are_named_after_the_original(name: str, given: dict[str, float], expected: str) -> None:
    assert output_name(name, **given) == expected  # type: ignore[arg-type]


@given(st.text(min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_name_gives_one_that_a_file_system_takes(name: str) -> None:
    result = output_name(name, target_lufs=-14)
    assert 0 < len(result.encode('utf-8', 'surrogateescape')) <= 255
    assert not set(result) & {'/', '\0'}
