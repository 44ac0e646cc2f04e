"""What sounds of a page are called, by the files that they come from."""

import pytest

from app.artist import sources


@pytest.mark.parametrize(
    ('name', 'title'),
    [
        ('Night_Drive.wav', 'Night Drive'),
        ('Night Drive (LevelMix -14 LUFS).mp3', 'Night Drive'),
        ('Night Drive (LevelMix).flac', 'Night Drive'),
        ('Night Drive (live).mp3', 'Night Drive (live)'),
        ('(LevelMix -9.5 LUFS).mp3', 'Untitled'),
    ],
)
def test_nobody_reads_on_a_page_how_its_sound_was_made(name: str, title: str) -> None:
    assert sources.title_of(name) == title
