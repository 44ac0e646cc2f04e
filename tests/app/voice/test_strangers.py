"""Texts of strangers: each is read or refused in a sentence, and none holds a process up."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.voice import engines
from app.voice.engines.port import Speech
from app.voice.errors import TooLong, VoiceError
from app.voice.text import script
from app.voice.text.clean import MOST_CHARACTERS
from app.voice.text.words import Manner
from tests.app.voice.hostile import ODD, REPEATED

VOICES = {'af_heart': 'hibari', 'bf_emma': 'hibari', 'if_sara': 'piper', 'hf_alpha': 'piper'}
LONGEST_SENTENCE = 400


def plan(text: str, voice: str = 'af_heart', dictionary: dict[str, str] | None = None) -> None:
    """Plan it; all that may go wrong is told in a sentence."""
    told: tuple[str, ...]
    try:
        found = engines.that_speaks('kokoro', Path('nowhere')).plan(Speech(text, voice, dictionary=dictionary or {}))
        told = found.notes
        assert found.spoken
    except VoiceError as error:
        told = (str(error),)
    assert all(len(one) < LONGEST_SENTENCE and '\n' not in one for one in told)


def read(text: str) -> None:
    with suppress(VoiceError):
        script.read(text, Manner('en-us', 'somebody'))


def long(name: str, length: int) -> str:
    return (REPEATED[name] * (length // len(REPEATED[name]) + 1))[:length]


@pytest.mark.nightly(all_but={'prose', 'digits apart', 'Roman', 'brackets'})
@pytest.mark.parametrize('name', REPEATED)
def test_reading_a_text_takes_as_long_as_the_text_is(name: str) -> None:
    """Five times the text take five times the work, where reading every word anew would take 25 times."""
    assert_grows_as_it_should(read, name, 4_000, 20_000)


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('name', ['prose', 'no stop', 'hyphens', 'digits and points', 'letters and digits', 'quoted'])
def test_planning_what_is_said_takes_as_long_as_the_text_is(name: str) -> None:
    pytest.importorskip('hibari', reason='make setup without SLIM=1 brings what reads English')
    plan('Hello there, zyxomma.')  # the lexicon is loaded
    assert_grows_as_it_should(plan, name, 2_000, 10_000)


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('name', ['prose', 'one letter', 'breaks'])
def test_the_longest_text_that_is_taken_is_planned(name: str) -> None:
    pytest.importorskip('hibari', reason='make setup without SLIM=1 brings what reads English')
    plan('Hello there, zyxomma.')
    assert_grows_as_it_should(plan, name, MOST_CHARACTERS // 5, MOST_CHARACTERS)


def assert_grows_as_it_should(run: Callable[[str], None], name: str, few: int, many: int) -> None:
    least, most = (min(work(run, long(name, length)) for _ in range(2)) for length in (few, many))
    assert most < 0.5 or most < 12 * least, (least, most)


def work(run: Callable[[str], None], text: str) -> float:
    began = time.process_time()
    run(text)
    return time.process_time() - began


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('voice', VOICES)
@pytest.mark.parametrize('odd', ODD, ids=range(len(ODD)))
def test_what_is_odd_is_read_or_refused_in_a_sentence(odd: str, voice: str) -> None:
    pytest.importorskip(VOICES[voice], reason='make setup without SLIM=1 brings what reads this language')
    plan(odd, voice)
    plan(f'Well, {odd} and more.', voice)
    plan('Well, this is odd.', voice, {odd: 'odd', 'odd': odd})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=30), st.sampled_from(ODD), st.sampled_from([' ', 'word', '\n'])), max_size=8)
)
@example(['ab', '世世世'])
@example(['a', '\u0301'])
def test_every_text_is_read_or_refused_in_a_sentence(parts: list[str]) -> None:
    pytest.importorskip('hibari', reason='make setup without SLIM=1 brings what reads English')
    plan(''.join(parts))


def test_a_megabyte_is_refused_before_it_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('app.voice.text.clean.tidied', lambda text: pytest.fail('it was read'))
    with pytest.raises(TooLong, match='divide it'):
        script.read('word ' * 200_000, Manner('en-us', 'somebody'))


@pytest.mark.parametrize(
    ('written', 'spoken'),
    [
        ('a\x0bb\x0cc\u2028d', ['a b c d']),
        ('\u202eHel\u200elo\u2066.', ['Hello.']),
        ('e' + '\u0301' * 500, ['é' + '\u0301' * 3]),
        ('&#72;i &amp; bye', ['Hi and bye']),
        ('Hi &#x202e;you&#7;.', ['Hi you.']),
    ],
)
def test_signs_that_nobody_sees_are_not_heard(written: str, spoken: list[str]) -> None:
    found = script.read(written, Manner('en-us', 'somebody')).sentences
    assert [sentence.spoken for sentence in found] == spoken


def test_dictionaries_of_strangers_are_forgotten_again() -> None:
    for number in range(100):
        script.read('word', Manner('en-us', 'somebody'), {f'word{number}': 'said'})
    assert script._rules.cache_info().currsize <= script.MOST_KEPT
