"""A figure with its 95 % interval and the number of things it was measured on, as benches hand it on."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.ai.bank.measure import interval
from tests.benchmarks.machine import percentile

RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """`name` is what `targets` finds it by."""

    name: str
    value: float
    low: float
    high: float
    n: int


def share(name: str, hits: int, of: int) -> Figure:
    """Hits among so many, with Wilson's interval."""
    return Figure(name, hits / of if of else 0.0, *interval(hits, of), of)


def count(name: str, hits: int, of: int) -> Figure:
    """A number of events that should be none (or all); the interval is that of the number among as many again."""
    low, high = interval(hits, of)
    return Figure(name, hits, low * of, high * of, of)


def p95(name: str, seconds: Sequence[float]) -> Figure:
    """The 95th percentile in milliseconds, interval by bootstrap."""
    return percentile_of(name, seconds, 0.95)


def alone(name: str, value: float, n: int = 1) -> Figure:
    """One measured value without an interval: a rate, a size."""
    return Figure(name, value, value, value, n)


def percentile_of(name: str, seconds: Sequence[float], share: float) -> Figure:
    """The value below which `share` of them lie, in milliseconds, interval by bootstrap."""
    return bootstrapped(name, [1000 * each for each in seconds], lambda values: percentile(values, share))


def bootstrapped(name: str, values: Sequence[float], of: Callable[[Sequence[float]], float]) -> Figure:
    """`of` the values, interval by drawing them anew."""
    if not values:
        return Figure(name, 0.0, 0.0, 0.0, 0)
    chance = random.Random(1)
    again = sorted(of(chance.choices(values, k=len(values))) for _ in range(RESAMPLES))
    low, high = again[int(0.025 * RESAMPLES)], again[int(0.975 * RESAMPLES)]
    return Figure(name, of(values), low, high, len(values))
