"""What home lets newcomers see and hear of practice: one melody, engraved, and played by the band.

`bench/practice_example.py` makes both files.
"""

from pathlib import Path

HERE = Path(__file__).parent
SOUND, PAGE = HERE / 'melody.mp3', HERE / 'melody.svg'
SOUND_ADDRESS, PAGE_ADDRESS = '/files/practice/example.mp3', '/files/practice/example.svg'
KEY, STYLE, LEVEL = 'F', 'bossa', 'INTERMEDIATE'
