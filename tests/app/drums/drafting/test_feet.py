"""A hi-hat is the pedal's where no hand is left for it, and nowhere else."""

from app.drums.drafting.feet import by_foot
from app.drums.drum_map import Hit, Lane


def lanes(*hits: Hit) -> list[Lane]:
    """The lanes of the hi-hats among these."""
    return [hit.lane for hit in by_foot(hits) if hit.lane in (Lane.HIHAT_CLOSED, Lane.HIHAT_PEDAL)]


def test_in_swing_the_hi_hat_on_two_and_four_is_the_foots() -> None:
    ride = [Hit(round(ms), Lane.RIDE) for beat in range(16) for ms in (beat * 400, beat * 400 + 267)]
    hats = [Hit(beat * 400 + 6, Lane.HIHAT_CLOSED) for beat in range(1, 16, 2)]
    assert lanes(*ride, *hats) == [Lane.HIHAT_PEDAL] * 8


def test_where_both_hands_are_elsewhere_it_is_the_foots() -> None:
    together = Hit(1_000, Lane.SNARE), Hit(1_004, Lane.CRASH), Hit(1_010, Lane.HIHAT_CLOSED)
    assert lanes(*together) == [Lane.HIHAT_PEDAL]
    doubtful = Hit(1_000, Lane.SNARE), Hit(1_004, Lane.CRASH, 90, 0.3), Hit(1_010, Lane.HIHAT_CLOSED)
    assert lanes(*doubtful) == [Lane.HIHAT_CLOSED]


def test_in_rock_it_is_struck_with_the_snare_and_beside_a_stray_ride() -> None:
    rock = [Hit(ms, Lane.HIHAT_CLOSED) for ms in range(0, 8_000, 250)]
    rock += [Hit(ms, Lane.SNARE) for ms in range(500, 8_000, 1_000)] + [Hit(2_000, Lane.RIDE), Hit(4_003, Lane.RIDE)]
    assert set(lanes(*rock)) == {Lane.HIHAT_CLOSED}
