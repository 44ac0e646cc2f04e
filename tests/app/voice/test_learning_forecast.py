"""How long learning a voice will take is said from the first trial on, about right, and not minutes too little."""

from app.jobs.runner import Pace
from app.voice.engines import learning
from app.voice.engines.search import TRIALS
from tasks.voice import learn

BEFORE_S, HEARD_S, TRIAL_S, SETTLED_S, COMPARED_S = 0.7, 3.5, 4.65, 14.2, 13.6
"""What the parts take of a processor, measured on half a minute of speech."""
NEAR_ENOUGH = 1.5
SOON_S = 20.0


def reports() -> list[tuple[float, float]]:
    """When learning reports how far it is, in seconds of work, and what it reports."""
    told = [(BEFORE_S, 0.0), (BEFORE_S + HEARD_S, learning.CHECKED)]
    for trial in range(1, TRIALS + 1):
        done = learning.CHECKED + trial / TRIALS * (learning.SOUGHT - learning.CHECKED)
        told.append((told[-1][0] + TRIAL_S, done))
    told.append((told[-1][0] + SETTLED_S, learning.SETTLED))
    told.append((told[-1][0] + COMPARED_S, 1.0))
    return [(0.0, 0.0)] + [(at, learn._HEARD + done * (learn._LEARNT - learn._HEARD)) for at, done in told]


def test_the_time_left_is_about_right_from_the_moment_it_is_told() -> None:
    pace, told = Pace(), reports()
    end = told[-1][0]
    forecasts = [(end - at, pace.seconds_left(at, done)) for at, done in told]
    known = [(rest, said) for rest, said in forecasts if said is not None and rest > SOON_S]
    assert len(known) > TRIALS, 'from the first trial on'
    for rest, said in known:
        assert rest / NEAR_ENOUGH < said < rest * NEAR_ENOUGH, f'{said:.0f} s were told, {rest:.0f} s it took'
