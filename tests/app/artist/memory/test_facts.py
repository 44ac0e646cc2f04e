"""What an artist told to be kept: found in other words, corrected, forgotten and taken back, and nobody else's."""

from datetime import timedelta

import pytest
import time_machine

from app.artist.memory import embedder, facts, vectors
from app.artist.memory.embedder import Embedder
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from bench.artist import memory as bench
from bench.artist.facts import read
from models import ArtistMemory
from models.types import utc_now

BUDGET, LABELS = 'My budget is 300 EUR a month', 'I want no labels that want to own my masters'


def told(user_id: str) -> list[str]:
    return [one.content for one in facts.listed(user_id)]


def found(user_id: str, question: str) -> list[str]:
    return [one.fact.content for one in facts.search(user_id, question)]


def test_a_fact_is_found_in_other_words_and_a_question_about_nothing_finds_none(ann: str) -> None:
    facts.keep(ann, BUDGET)
    facts.keep(ann, LABELS)
    facts.keep(ann, 'My manager is Jonas')
    assert found(ann, 'How much money can I spend?')[0] == BUDGET
    assert found(ann, 'Which labels do I not want?')[0] == LABELS
    assert found(ann, 'Jonas')[0] == 'My manager is Jonas'
    assert found(ann, 'How tall is the Eiffel tower?') == []


def test_facts_are_their_owners_alone(ann: str, bea: str) -> None:
    kept = facts.keep(ann, BUDGET)
    assert (told(bea), found(bea, 'budget')) == ([], [])
    for deed in (
        lambda: facts.get(bea, kept.id),
        lambda: facts.change(bea, kept.id, 'x'),
        lambda: facts.replace(bea, kept.id, 'x'),
        lambda: facts.forget(bea, [kept.id]),
        lambda: facts.take_back(bea, [kept.id]),
    ):
        with pytest.raises(NotFound):
            deed()
    assert told(ann) == [BUDGET]


def test_another_number_or_another_name_contradicts_and_something_else_does_not(ann: str) -> None:
    budget = facts.keep(ann, BUDGET)
    manager = facts.keep(ann, 'My manager is Jonas')
    facts.keep(ann, LABELS)
    assert facts.known(ann, 'my budget is 500 EUR now').contradicts == budget
    assert facts.known(ann, 'My manager is Petra').contradicts == manager
    assert facts.known(ann, 'My drummer is Tom').contradicts is None
    assert facts.known(ann, 'I sing in German').contradicts is None
    assert facts.known(ann, 'my budget is 300 EUR a month!').same == budget


def test_what_replaces_a_fact_goes_again_when_that_is_taken_back(ann: str) -> None:
    old = facts.keep(ann, BUDGET)
    facts.replace(ann, old.id, 'My budget is 500 EUR a month')
    assert told(ann) == ['My budget is 500 EUR a month']
    facts.take_back(ann, [old.id])
    assert told(ann) == [BUDGET]


def test_what_is_forgotten_comes_back_within_a_day_and_then_is_gone_for_good(ann: str) -> None:
    kept = facts.keep(ann, BUDGET)
    facts.forget(ann, [kept.id])
    assert (told(ann), found(ann, 'budget')) == ([], [])
    facts.take_back(ann, [kept.id])
    assert told(ann) == [BUDGET]
    facts.forget(ann, [kept.id])
    with time_machine.travel(utc_now() + timedelta(days=1, minutes=1), tick=False):
        with pytest.raises(NotFound, match='more than a day ago'):
            facts.take_back(ann, [kept.id])
        facts.sweep()
    with reading() as session:
        assert session.get(ArtistMemory, kept.id) is None


def test_a_fact_that_is_written_anew_is_found_by_its_new_words(ann: str) -> None:
    kept = facts.keep(ann, BUDGET)
    facts.change(ann, kept.id, 'My drummer is called Tom')
    assert found(ann, 'Who plays the drums?') == ['My drummer is called Tom']
    assert facts.get(ann, kept.id).came == facts.EDITED


def test_there_are_limits(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, 'MOST', 1)
    for wrong in ('', '   ', 'x' * 501):
        with pytest.raises(Invalid):
            facts.keep(ann, wrong)
    facts.keep(ann, BUDGET)
    with pytest.raises(NotAllowed, match='up to 1'):
        facts.keep(ann, LABELS)
    assert told(ann) == [BUDGET]


def test_vectors_of_another_embedder_are_made_anew_in_the_background_and_found_meanwhile(
    ann: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = facts.keep(ann, BUDGET)
    assert vectors.renew() == 0
    real = embedder.current()
    other = Embedder('other', real.dim, lambda texts: -real.embed(texts), real.least)
    monkeypatch.setattr(embedder, 'current', lambda: other)
    assert found(ann, 'my budget') == [BUDGET]
    assert row(kept.id).embedder == real.name
    assert vectors.renew() == 1
    assert (row(kept.id).embedder, row(kept.id).dimensions) == ('other', real.dim)
    assert row(kept.id).embedding == vectors.packed(other.embed([BUDGET])[0])
    assert vectors.renew() == 0


def test_without_the_package_facts_are_found_by_their_words(ann: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedder, '_folder', lambda: None)
    embedder._wordllama.cache_clear()
    try:
        facts.keep(ann, BUDGET)
        assert found(ann, 'budget') == [BUDGET]
        assert found(ann, 'drummer') == []
    finally:
        embedder._wordllama.cache_clear()


def test_a_broken_row_does_not_keep_others_from_being_found(ann: str) -> None:
    facts.keep(ann, BUDGET)
    kept = facts.keep(ann, LABELS)
    with transaction() as session:
        broken = session.get_one(ArtistMemory, kept.id)
        broken.embedding = b'short'
        session.add(broken)
    assert found(ann, 'labels') == [LABELS]


def test_on_facts_that_nothing_was_fitted_on_it_finds_what_the_design_says() -> None:
    known = read('judge')
    rank = bench.by_meaning(embedder.words(), known)
    assert bench.hits(rank, known.asked, 1) >= 21
    assert bench.hits(rank, known.asked, 3) >= 29
    assert bench.hits(rank, known.names, 1) == 12


def row(fact_id: str) -> ArtistMemory:
    with reading() as session:
        return session.get_one(ArtistMemory, fact_id)
