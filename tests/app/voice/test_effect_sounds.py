"""The recordings that come along: all there, all readable, each with whom to thank; and how they are found."""

import re

import numpy as np
import pytest

from app.accounts import credits
from app.api.v1 import rates
from app.config import settings
from app.errors import NotAllowed
from app.meanings import minilm
from app.voice import queries, service
from app.voice.engines import weights
from app.voice.engines.effects import finding, library, prompts, stems
from app.voice.engines.effects.making import Manner
from app.voice.errors import NothingClose, offered
from app.voice.options import EffectOptions
from bench import effect_prompts
from tests.app.accounts_support import person
from tests.app.api.programs import Program, problem
from tests.places import ROOT

MODELS = settings().models_dir
knowing = pytest.mark.skipif(
    not weights.there(MODELS, *weights.MEANINGS), reason='make setup without SLIM=1 brings what knows meanings'
)
LICENCES = {'CC0', 'GPL-2.0-or-later'}


def names(prompt: str, only_free: bool = False) -> list[list[str]]:
    return [[hit.sound.name for hit in beside] for beside in finding.find(prompt, MODELS, only_free)]


def test_every_recording_is_there_and_says_under_which_licence_and_by_whom() -> None:
    takes = [take for sound in library.sounds().values() for take in sound.takes]
    assert len(takes) > 300
    assert {take.file for take in takes} == {path.name for path in library.FOLDER.glob('*.opus')}
    assert {take.licence for take in takes} == LICENCES
    assert all(take.author.strip() and re.fullmatch(r'[a-z0-9.-]+:\S.*', take.origin) for take in takes)
    assert sum((library.FOLDER / take.file).stat().st_size for take in takes) < 9_000_000


def test_every_sound_can_be_made_or_played() -> None:
    without = [name for name, sound in library.sounds().items() if not sound.ways(only_free=False)]
    assert without == []
    of_unknown = {row['sound'] for row in library.rows('takes.tsv')} - set(library.sounds())
    assert of_unknown == set()


@pytest.mark.nightly
def test_recordings_can_be_read_and_are_as_long_as_the_table_says() -> None:
    import soundfile

    for sound in library.sounds().values():
        for take in sound.takes:
            content, rate = soundfile.read(library.FOLDER / take.file, always_2d=True)
            assert rate == 48_000, take.file
            assert len(content) / rate == pytest.approx(take.seconds, abs=0.03), take.file
            assert 0.2 < np.abs(content).max() <= 1.1, take.file


def test_everybody_is_thanked_in_the_credits() -> None:
    page = (ROOT / 'docs' / 'credits.md').read_text()
    authors = {take.author for sound in library.sounds().values() for take in sound.takes}
    assert [author for author in sorted(authors) if author not in page] == []


@knowing
def test_the_meanings_are_those_of_the_words() -> None:
    known, phrases = library.known_meanings(), library.phrases()
    assert len(known) == len(phrases), 'run python -m bench.sound_meanings'
    for place in range(0, len(phrases), 97):
        again = minilm.opened(MODELS).of(phrases[place][1])
        assert float(again @ known[place]) > 0.999, 'run python -m bench.sound_meanings'


@knowing
def test_sounds_are_found_by_what_is_meant_and_not_by_the_letters_alone() -> None:
    assert names('hound barking') == [['dog']]
    assert names('torrential downpour') == [['rain']]
    assert names('the sound of someone hammering a nail') == [['hammer']]


@knowing
def test_layers_are_heard_beside_or_after_each_other() -> None:
    assert names('rain and thunder') == [['rain', 'thunder']]
    assert names('door slams then footsteps') == [['door'], ['footsteps']]
    assert names('wind, with crickets, followed by an explosion') == [['wind', 'crickets'], ['explosion']]
    assert names('bow and arrow') == [['bow']]
    assert names('dogs and dogs') == [['dog']]


@knowing
def test_what_is_not_there_is_refused_with_the_nearest_offered() -> None:
    with pytest.raises(NothingClose) as refused:
        names('quarterly tax return')
    assert len(refused.value.nearest) == 4
    for near in refused.value.nearest:
        assert names(near), near
    assert '“' + refused.value.nearest[0] + '”' in str(refused.value)


@knowing
def test_only_free_sounds_are_found_where_only_those_are_wanted() -> None:
    assert names('lion roaring') == [['lion']]
    with pytest.raises(NothingClose) as refused:
        names('lion roaring', only_free=True)
    assert all(names(near, only_free=True) for near in refused.value.nearest)


@knowing
def test_what_is_not_there_is_refused_before_anything_is_queued(owner: str) -> None:
    for unknown in ('quarterly tax return', 'quarterly\ntax\0return', 'quarterly tax return \ud83d'):
        with pytest.raises(NotAllowed) as refused:
            service.submit_effect(owner, EffectOptions(unknown), variations=3)
        assert len(offered(str(refused.value))) == 4, unknown
    with pytest.raises(NotAllowed, match='no sound close'):
        service.submit_effect(owner, EffectOptions('lion roaring', only_free=True))
    assert queries.history(owner).total == 0
    service.submit_effect(owner, EffectOptions('lion roaring \ud83d'))
    assert [clip.text for clip in queries.history(owner).found] == ['lion roaring ']


@knowing
def test_programs_are_refused_what_is_not_there_as_people_are(with_accounts: None) -> None:
    rates.forget()
    ann = Program(person(), 'voice:write')
    before = credits.balance(ann.user_id)
    answer = ann.post('/voice/effects', json={'prompt': 'quarterly tax return'})
    assert problem(answer) == (400, 'not-allowed')
    assert len(offered(answer.json()['detail'])) == 4
    assert queries.history(ann.user_id).total == 0
    assert credits.balance(ann.user_id) == before


@knowing
def test_the_prompts_of_the_bench_are_found_as_the_page_tells() -> None:
    """The bar is 45 of 50, and that what is unknown is refused."""
    right = [
        effect_prompts.is_right(wanted, names(prompt))
        for prompt, wanted in (*effect_prompts.TUNING, *effect_prompts.HELD_BACK)
    ]
    assert len(right) == 50
    assert sum(right) >= 45
    for prompt in (*effect_prompts.UNKNOWN_TUNING, *effect_prompts.UNKNOWN_HELD_BACK):
        with pytest.raises(NothingClose):
            names(prompt)


def test_words_of_how_are_read_beside_what() -> None:
    part = prompts.part('huge dog barking in the distance')
    assert (part.manner.distance, part.manner.height) == (0.8, -0.6)
    assert part.bare == 'dog barking in the'
    assert prompts.part('footsteps').manner == Manner()


def test_endings_do_not_matter_and_small_words_do_not_count() -> None:
    assert stems.stems('the dogs are barking') == stems.stems('a dog barks')
    assert stems.agreement(stems.stems('barking dogs'), stems.stems('dog barking')) == pytest.approx(1.0)
    assert stems.agreement(stems.stems('the of a'), stems.stems('dog')) == 0.0
