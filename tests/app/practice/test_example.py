"""What home lets newcomers hear of practice is what the generator writes and the band plays today."""

from fastapi.testclient import TestClient

from app import api
from app.practice import area, example
from app.practice.generator.making import generate
from app.practice.notation.engraving import engrave
from bench.practice_example import ASKED, WIDTH


def test_the_example_is_heard_and_seen_as_the_generator_writes_it(owner: str) -> None:
    assert owner
    assert area, 'routes are open to whom the area is'
    browser = TestClient(api.create())
    sound = browser.get(example.SOUND_ADDRESS, headers={'Range': 'bytes=0-99'})
    assert (sound.status_code, sound.headers['content-type']) == (206, 'audio/mpeg')
    drawn = browser.get(example.PAGE_ADDRESS)
    assert drawn.headers['content-type'].startswith('image/svg+xml')
    notes = sum(len(bar.notes) for bar in generate(ASKED).bars)
    assert drawn.text.count('class="note"') == engrave(generate(ASKED), WIDTH).pages[0].count('class="note"') >= notes
