"""The larger way to find what an artist said: chosen by a setting, left again, and missed without harm."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.artist.adviser import answering
from app.artist.adviser.router import Verdict
from app.artist.memory import embedder, facts, vectors
from app.config import settings
from app.config.doctor import findings
from app.db import reading
from app.meanings import minilm, weights
from bench.artist import memory as bench
from bench.artist.facts import read
from models import ArtistMemory

Change = Callable[[str, object], None]
MODELS = settings().models_dir
there = pytest.mark.skipif(
    not weights.there(MODELS, *weights.MEANINGS), reason='make setup without SLIM=1 brings what knows meanings'
)
BUDGET, QUESTION = 'My budget is 300 EUR a month', 'How much money can I spend?'


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    embedder._minilm.cache_clear()
    yield
    embedder._minilm.cache_clear()


def made_by(fact_id: str) -> tuple[str, int, int]:
    with reading() as session:
        row = session.get_one(ArtistMemory, fact_id)
        return row.embedder, row.dimensions, len(row.embedding or b'')


def found(user_id: str, question: str) -> list[str]:
    return [one.fact.content for one in facts.search(user_id, question)]


@there
def test_whoever_changes_the_setting_has_facts_found_at_once_and_their_vectors_made_anew_in_the_background(
    ann: str, change_setting: Change
) -> None:
    kept = facts.keep(ann, BUDGET)
    assert made_by(kept.id) == ('wordllama-l2-256', 256, 1024)
    change_setting('memory_vectors', 'minilm')
    assert found(ann, QUESTION) == [BUDGET]
    assert made_by(kept.id) == ('wordllama-l2-256', 256, 1024)
    assert vectors.renew() == 1
    assert made_by(kept.id) == ('minilm-l6-v2', 384, 1536)
    assert found(ann, QUESTION) == [BUDGET]
    assert vectors.renew() == 0
    change_setting('memory_vectors', 'wordllama')
    assert vectors.renew() == 1
    assert made_by(kept.id) == ('wordllama-l2-256', 256, 1024)
    assert found(ann, QUESTION) == [BUDGET]


@there
def test_while_many_facts_wait_for_their_vectors_nobody_waits_for_them(
    ann: str, change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    for one in (BUDGET, 'My manager is Jonas', 'I want no labels that want to own my masters'):
        facts.keep(ann, one)
    change_setting('memory_vectors', 'minilm')
    monkeypatch.setattr(vectors, 'MOST_AT_ONCE', 2)
    asked = list[str]()
    meaning = minilm.Meanings.of

    def noted(model: minilm.Meanings, text: str, most_tokens: int) -> minilm.Meaning:
        asked.append(text)
        return meaning(model, text, most_tokens)

    monkeypatch.setattr(minilm.Meanings, 'of', noted)
    assert found(ann, QUESTION)[0] == BUDGET
    assert asked == []
    assert vectors.renew(most=1) == 1
    assert found(ann, QUESTION)[0] == BUDGET
    assert asked == [BUDGET, QUESTION, 'My manager is Jonas', 'I want no labels that want to own my masters']
    assert vectors.renew() == 2
    asked.clear()
    assert found(ann, QUESTION)[0] == BUDGET
    assert asked == [QUESTION]


@there
def test_it_tells_apart_what_answers_a_question_what_contradicts_and_what_does_neither(
    ann: str, change_setting: Change
) -> None:
    change_setting('memory_vectors', 'minilm')
    budget, manager = facts.keep(ann, BUDGET), facts.keep(ann, 'My manager is Jonas')
    assert found(ann, 'Jonas')[0] == 'My manager is Jonas'
    assert found(ann, 'How tall is the Eiffel tower?') == []
    assert facts.known(ann, 'my budget is 500 EUR now').contradicts == budget
    assert facts.known(ann, 'My manager is Petra').contradicts == manager
    assert facts.known(ann, 'I sing in German').contradicts is None


@pytest.mark.nightly
@there
def test_it_finds_more_facts_than_the_vectors_of_words() -> None:
    known, engine = read('judge'), embedder.sentences(MODELS)
    assert engine is not None
    rank = bench.by_meaning(engine, known)
    assert bench.hits(rank, known.asked, 1) >= 30
    assert bench.hits(rank, known.asked, 3) >= 36
    assert bench.hits(rank, known.names, 1) == 12
    kept, refused = bench.kept_and_refused(rank, known, engine.least)
    assert (kept >= 0.75, refused >= 0.9) == (True, True)


@there
def test_the_end_of_a_long_fact_counts() -> None:
    engine = embedder.sentences(MODELS)
    assert engine is not None
    long = 'We met in a small bar beside the river on a rainy evening and talked about records until the morning, '
    fact, other = engine.embed([f'{long * 2}and the drummer hates flying', f'{long * 2}and the singer has two dogs'])
    asked = engine.embed(['Who does not like planes?'])[0]
    assert float(fact @ other) < 0.995
    assert float(fact @ asked) > float(other @ asked)


def test_without_its_weights_one_sentence_says_how_to_get_them_and_the_vectors_of_words_go_on(
    ann: str, change_setting: Change, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change_setting('memory_vectors', 'minilm')
    change_setting('models', str(tmp_path))
    with caplog.at_level(logging.WARNING):
        kept = facts.keep(ann, BUDGET)
        assert found(ann, QUESTION) == [BUDGET]
    said = [one.getMessage() for one in caplog.records if 'MEMORY_VECTORS' in one.getMessage()]
    assert said == [
        f'LEVELMIX_MEMORY_VECTORS=minilm: meanings/model.safetensors is not in {tmp_path}. Run `make setup` without '
        'SLIM=1, which fetches them once. What artists said is found by wordllama meanwhile.'
    ]
    assert made_by(kept.id)[0] == 'wordllama-l2-256'
    assert [one for one in findings() if 'MEMORY_VECTORS' in one and '`make setup`' in one]


def test_damaged_weights_are_not_opened(ann: str, change_setting: Change, tmp_path: Path) -> None:
    for one in weights.MEANINGS:
        (tmp_path / one.name).parent.mkdir(exist_ok=True)
        (tmp_path / one.name).write_bytes(b'half of it')
    change_setting('memory_vectors', 'minilm')
    change_setting('models', str(tmp_path))
    assert embedder.current().name == 'wordllama-l2-256'


def test_what_is_asked_is_recognised_by_what_it_was_learnt_with_whatever_finds_facts(
    change_setting: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(models: Path) -> None:
        raise AssertionError('the router was not learnt with this')

    change_setting('memory_vectors', 'minilm')
    monkeypatch.setattr(embedder, 'sentences', never)
    answering.router.cache_clear()
    routed = answering.router().route('How was my week?')
    assert (routed.verdict, routed.intent) == (Verdict.ANSWER, 'week_review')
