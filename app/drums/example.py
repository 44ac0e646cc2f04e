"""A beat that comes with the product, for whoever has no song yet: a count of eight bars with a fill at the end."""

from app.drums.drum_map import DrumMap, Hit, Lane, Section, TimingPoint

BEAT_MS, BARS = 600, 8


def beat() -> DrumMap:
    """The map of it."""
    hits: list[Hit] = []
    for bar in range(BARS):
        hits += _bar(bar * 4 * BEAT_MS, fills=bar == BARS - 1)
    bare = DrumMap(
        title='A beat to try',
        difficulty='Easy',
        length_ms=BARS * 4 * BEAT_MS,
        timing=(TimingPoint(0.0, 60_000 / BEAT_MS),),
        sections=(Section(0, 'Groove'), Section((BARS - 1) * 4 * BEAT_MS, 'Fill')),
    )
    return bare.with_hits([*hits, Hit(0, Lane.CRASH, 110)])


def _bar(start: int, *, fills: bool) -> list[Hit]:
    eighths = range(4 if fills else 8)
    hats = [Hit(start + n * BEAT_MS // 2, Lane.HIHAT_CLOSED, 80 if n % 2 else 105) for n in eighths if start or n]
    kicks = [Hit(start + beat * BEAT_MS // 2, Lane.KICK) for beat in ((0,) if fills else (0, 4, 5))]
    snares = [Hit(start + beat * BEAT_MS, Lane.SNARE, 112) for beat in ((1,) if fills else (1, 3))]
    drums = (Lane.SNARE, Lane.TOM_HIGH, Lane.TOM_MID, Lane.TOM_LOW)
    toms = [Hit(start + (4 + n) * BEAT_MS // 2, lane) for n, lane in enumerate(drums)] if fills else []
    return [*hats, *kicks, *snares, *toms]
