"""Which mixture of voices is nearest to somebody: tried, heard, and tried again where it promises most."""

from dataclasses import dataclass, field

import numpy as np

from app.voice.engines.speakers import Floats

STEPS = 400
SMALLEST = 1e-3
FEW = 10
"""From so many of the nearest the result is taken, and at most from a quarter of all."""
LEAST = -0.1
"""A mixture may be a little less of somebody than nothing."""
WANDER = 0.25
"""How far a trial goes astray where the best guess was tried already."""


@dataclass(slots=True)
class Mixtures:
    """Every mixture that was heard, by its shares of the voices there are.

    Who speaks in a mixture is about the mixture of who speaks in its parts; so the shares follow from vectors that
    were heard already, without making a sound. Each mixture that was heard is one more part.
    """

    wanted: Floats
    shares: list[Floats] = field(default_factory=list)
    heard: list[Floats] = field(default_factory=list)

    def add(self, shares: Floats, heard: Floats) -> None:
        """One was heard."""
        self.shares.append(shares)
        self.heard.append(heard)

    @property
    def likeness(self) -> Floats:
        """How near each is that was heard."""
        found: Floats = np.stack(self.heard) @ self.wanted
        return found

    @property
    def best(self) -> Floats:
        """The shares of the nearest."""
        return self.shares[int(self.likeness.argmax())]

    @property
    def middle(self) -> Floats:
        """The middle of the nearest few: what chance has put into one of them, the others have not."""
        order = np.argsort(-self.likeness)[: min(FEW, max(1, len(self.shares) // 4))]
        return np.asarray(np.mean([self.shares[place] for place in order], axis=0), np.float32)

    def next(self, chance: np.random.Generator) -> Floats:
        """What to try now: what promises most, or near to it where that was tried already."""
        heard, shares = np.stack(self.heard), np.stack(self.shares)
        found = nearest(heard, self.wanted) @ shares
        apart = np.abs(shares - found).sum(1).min()
        if apart < WANDER:
            found = astray(self.best, chance)
        return np.asarray(found, np.float32)


def nearest(heard: Floats, wanted: Floats) -> Floats:
    """Shares, none below 0 and 1 together, with which the mixture of vectors points the wanted way."""
    shares = np.exp(12 * (heard @ wanted))
    shares /= shares.sum()
    step = 6.0
    for _ in range(STEPS):
        mixed = shares @ heard
        length = float(np.linalg.norm(mixed))
        slope = heard @ (wanted / length - mixed * float(mixed @ wanted) / length**3)
        shares = shares * np.exp(step * (slope - slope.max()))
        shares /= shares.sum()
    shares[shares < SMALLEST] = 0
    found: Floats = (shares / shares.sum()).astype(np.float32)
    return found


def astray(shares: Floats, chance: np.random.Generator) -> Floats:
    """A mixture near to this one: more of one voice, less of the others."""
    more = int(chance.integers(len(shares)))
    much = float(chance.uniform(-WANDER, WANDER))
    found = shares * (1 - much)
    found[more] += much
    kept = np.maximum(found, LEAST)
    return np.asarray(kept / kept.sum(), np.float32)
