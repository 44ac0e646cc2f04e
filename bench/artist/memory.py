"""How well the adviser finds the fact that a question is about: `make bench-memory`.

Prints, for each way of finding, how many of 40 questions in other words have their fact first and among the first
three, how many of 12 names, and how many of the questions that can and cannot be answered are told apart by a
threshold. Thresholds are fitted on one set of facts and judged on another.
"""

import resource
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

import numpy as np

from app.artist.memory import embedder, matching
from app.artist.memory.embedder import Embedder
from app.config import settings
from app.meanings import weights
from bench.artist.facts import Asked, FactSet, read

Rank = Callable[[str], list[tuple[int, float]]]
STEPS = [step / 100 for step in range(2, 90)]


def by_meaning(engine: Embedder, known: FactSet, share: float = matching.BY_WORDS) -> Rank:
    """Cosine, with so much for shared words."""
    vectors = engine.embed(known.facts)

    def rank(question: str) -> list[tuple[int, float]]:
        vector = engine.embed([question])[0]
        if not share:
            cosines = vectors @ vector
            return [(int(place), float(cosines[place])) for place in np.argsort(-cosines)]
        return [(hit.place, hit.score) for hit in matching.ranked(question, vector, known.facts, vectors)]

    return rank


def by_index(known: FactSet) -> Rank:
    """What SQLite's own index of words finds (bm25, stems, without dull words)."""
    base = sqlite3.connect(':memory:')
    base.execute("CREATE VIRTUAL TABLE facts USING fts5(said, tokenize='porter unicode61')")
    base.executemany('INSERT INTO facts (rowid, said) VALUES (?, ?)', enumerate(known.facts))

    def rank(question: str) -> list[tuple[int, float]]:
        wanted = ' OR '.join(f'"{word}"' for word in matching.words(question))
        if not wanted:
            return []
        rows = base.execute('SELECT rowid, -bm25(facts) FROM facts WHERE facts MATCH ? ORDER BY rank', [wanted])
        return [(int(place), float(score)) for place, score in rows]

    return rank


def hits(rank: Rank, asked: Sequence[Asked], within: int) -> int:
    """How many have their fact among the first so many."""
    return sum(one.place in [place for place, _ in rank(one.question)[:within]] for one in asked)


def kept_and_refused(rank: Rank, known: FactSet, least: float) -> tuple[float, float]:
    """Of what can be answered, how much has its fact first and above the threshold; of the rest, what is refused."""
    tops = [(one.place, rank(one.question)[:1]) for one in [*known.asked, *known.names]]
    kept = sum(bool(top) and top[0][0] == place and top[0][1] >= least for place, top in tops)
    none = [rank(one.question)[:1] for one in known.unanswerable]
    return kept / len(tops), sum(not top or top[0][1] < least for top in none) / len(none)


def fitted(rank: Rank, known: FactSet) -> float:
    """The threshold at which both are best together."""
    return max(STEPS, key=lambda least: sum(kept_and_refused(rank, known, least)))


def resident_mb() -> float:
    """What this process has in its memory at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cost(open_it: Callable[[], Embedder], questions: Sequence[str]) -> Embedder:
    """Open an embedder, and print how long that and a question takes, and how much memory."""
    before, begun = resident_mb(), time.perf_counter()
    engine = open_it()
    engine.embed(['warm'])
    loaded = time.perf_counter() - begun
    each = []
    for one in questions:
        begun = time.perf_counter()
        engine.embed([one])
        each.append(time.perf_counter() - begun)
    print(f'{engine.name}, {engine.dim} numbers: {loaded:.2f} s to the first question,', end=' ')
    print(f'{median(each) * 1000:.1f} ms each (the slowest {max(each) * 1000:.0f}),', end=' ')
    print(f'{resident_mb() - before:.0f} MB more than the {before:.0f} MB before')
    return engine


def main() -> None:
    """Print the table."""
    fit, judge = read('fit'), read('judge')
    questions = [one.question for one in judge.asked]
    engines = {'wordllama': cost(embedder.words, questions)}
    models = settings().models_dir
    if weights.there(models, *weights.MEANINGS):
        engines['MiniLM'] = cost(lambda: embedder.sentences(models) or embedder.words(), questions)
    else:
        print(f'MiniLM is not in {models}: make setup without SLIM=1 brings it.')
    ways: dict[str, Callable[[FactSet], Rank]] = {'FTS5 bm25, porter': by_index}
    for name, engine in engines.items():
        ways[f'{name}, cosine'] = partial(by_meaning, engine, share=0)
        ways[f'{name} + 0.2 x words'] = partial(by_meaning, engine)
    print('| way | first / top 3 of 40, fitted on | the same, judged on | names of 12 | kept / refused (at) |')
    print('|---|---|---|---|---|')
    for name, way in ways.items():
        old, new = way(fit), way(judge)
        least = fitted(old, fit)
        cells = [
            f'{hits(old, fit.asked, 1)} / {hits(old, fit.asked, 3)}',
            f'{hits(new, judge.asked, 1)} / {hits(new, judge.asked, 3)}',
            f'{hits(new, judge.names, 1)}',
            '{:.2f} / {:.2f} ({:.2f})'.format(*kept_and_refused(new, judge, least), least),
        ]
        print(f'| {name} | {" | ".join(cells)} |')
    for engine in engines.values():
        both = kept_and_refused(by_meaning(engine, judge), judge, engine.least)
        print('in use for {}: {:.2f}, which is {:.2f} / {:.2f}'.format(engine.name, engine.least, *both))


if __name__ == '__main__':
    main()
