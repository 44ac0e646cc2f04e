"""Maps to test with: any that may be, and some that drummers know."""

from hypothesis import strategies as st

from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint

WORDS = st.text(st.characters(exclude_categories=('C', 'Z')), max_size=20)


def hits(most: int = 60, longest_ms: int = 200_000) -> st.SearchStrategy[tuple[Hit, ...]]:
    one = st.builds(
        Hit,
        ms=st.integers(0, longest_ms),
        lane=st.sampled_from(Lane),
        velocity=st.integers(1, 127),
        confidence=st.none() | st.integers(0, 1000).map(lambda n: n / 1000),
    )
    return st.lists(one, max_size=most, unique_by=lambda hit: hit.place).map(tuple)


@st.composite
def timings(draw: st.DrawFn) -> tuple[TimingPoint, ...]:
    """Points with at least a bar between them, each otherwise than the one before."""
    count = draw(st.integers(1, 4))
    ms, found = draw(st.floats(0, 5_000)), list[TimingPoint]()
    for _ in range(count):
        bpm = draw(st.integers(40_000, 280_000).filter(lambda n: not found or n / 1000 != found[-1].bpm)) / 1000
        found.append(TimingPoint(ms, bpm, draw(st.integers(2, 7))))
        ms += found[-1].beat_ms * found[-1].beats_per_bar + draw(st.floats(100, 30_000))
    return tuple(found)


@st.composite
def maps(draw: st.DrawFn, most: int = 60) -> DrumMap:
    found = draw(hits(most))
    last = max((hit.ms for hit in found), default=0)
    sections = draw(
        st.lists(
            st.builds(
                Section,
                ms=st.integers(0, 100_000),
                name=WORDS,
                divisor=st.sampled_from((2, 3, 4, 6)),
                swing=st.sampled_from((0.5, 0.58, 0.667)),
            ),
            max_size=3,
            unique_by=lambda one: one.ms,
        )
    )
    return DrumMap(
        title=draw(WORDS),
        artist=draw(WORDS),
        difficulty=draw(st.sampled_from(('Easy', 'Normal', 'Hard', 'Expert'))),
        length_ms=last + draw(st.integers(1, 10_000)),
        preview_ms=draw(st.integers(0, 60_000)),
        timing=draw(timings()),
        sections=tuple(sorted(sections)),
    ).with_hits(found)


def beat(bars: int = 4, *, bpm: float = 120.0, sixteenths: bool = False) -> DrumMap:
    """What most songs are played to: kick on one and three, snare on two and four, hats between, a crash to begin."""
    quarter = 60_000 / bpm
    found = [Hit(0, Lane.CRASH, 110)]
    for bar in range(bars):
        start = bar * 4 * quarter
        for step in range(16 if sixteenths else 8):
            ms = round(start + step * quarter / (4 if sixteenths else 2))
            found.append(Hit(ms, Lane.HIHAT_CLOSED, 90 if step % 2 == 0 else 60))
        for place, lane in enumerate((Lane.KICK, Lane.SNARE, Lane.KICK, Lane.SNARE)):
            found.append(Hit(round(start + place * quarter), lane, 105))
        found.append(Hit(round(start + 2.75 * quarter), Lane.SNARE, 25))
        found.append(Hit(round(start + 2.5 * quarter), Lane.KICK, 95))
    length = round(bars * 4 * quarter)
    empty = DrumMap(title='Beat', artist='A drummer', length_ms=length, timing=(TimingPoint(0.0, bpm),))
    return empty.with_hits(found)
