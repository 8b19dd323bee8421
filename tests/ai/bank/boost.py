"""Boosting: a few shallow trees that together say how likely something holds, learned by numpy alone.

Gradient boosting of the logistic loss with second-order leaves, cut at quantiles (Friedman 2001; Chen and Guestrin 2016, eq.
5 to 7). A figure may be held to one direction: then every cut by it, and all below, keeps to it (their "monotone
constraints"), so that nothing that speaks against an answer ever raises it, whatever a few hundred questions say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Growth:
    """How trees are grown: `share` of the rows and of the figures that each tree sees, `least` weight of a leaf."""

    rounds: int = 240
    depth: int = 2
    rate: float = 0.05
    l2: float = 6.0
    least: float = 4.0
    share: float = 0.7
    figures: float = 0.35
    bins: int = 24
    seed: int = 7


def grow(x: Any, y: Any, sign: Any, how: Growth = Growth()) -> dict[str, Any]:
    """Trees from `x` (rows, figures) and `y` (rows; 0 to 1): `{"bias": log odds, "trees": [node, ...]}`.

    A node is `[figure, cut, below, from]` (`below` where the figure is less than the cut), a leaf its log odds.
    """
    draw = np.random.default_rng(how.seed)
    cuts = [np.unique(np.quantile(x[:, j], np.linspace(0, 1, how.bins + 1)[1:-1])) for j in range(x.shape[1])]
    binned = np.stack([np.searchsorted(c, x[:, j], side="right") for j, c in enumerate(cuts)], axis=1)
    bias = float(np.log(y.mean() / (1 - y.mean())))
    odds = np.full(len(y), bias)
    trees = []
    for _ in range(how.rounds):
        p = 1 / (1 + np.exp(-odds))
        slope, bend = y - p, np.maximum(p * (1 - p), 1e-6)
        seen = np.flatnonzero(draw.random(len(y)) < how.share)
        among = np.flatnonzero(draw.random(x.shape[1]) < how.figures)
        tree = _Tree(binned, cuts, slope, bend, sign, among, how)
        node = tree.node(seen, how.depth, -np.inf, np.inf)
        odds += values(node, x)
        trees.append(node)
    return {"bias": bias, "trees": trees}


def values(node: Any, x: Any) -> Any:
    """What one tree gives to each row."""
    if not isinstance(node, list):
        return np.full(len(x), node)
    figure, cut, below, above = node
    return np.where(x[:, figure] < cut, values(below, x), values(above, x))


def likelihood(grown: dict[str, Any], x: Any) -> Any:
    odds = grown["bias"] + sum(values(node, x) for node in grown["trees"])
    return 1 / (1 + np.exp(-odds))


@dataclass
class _Tree:
    binned: Any
    cuts: list[Any]
    slope: Any
    bend: Any
    sign: Any
    among: Any
    how: Growth

    def node(self, rows: Any, depth: int, low: float, high: float) -> Any:
        own = self._value(self.slope[rows].sum(), self.bend[rows].sum(), low, high)
        best = self._best(rows, low, high) if depth and len(self.among) else None
        if best is None:
            return round(float(own) * self.how.rate, 4)
        figure, at, left, right = best
        below = self.binned[rows, figure] <= at
        middle = (left + right) / 2
        bounds = {1: ((low, middle), (middle, high)), -1: ((middle, high), (low, middle))}
        of_below, of_above = bounds.get(int(self.sign[figure]), ((low, high), (low, high)))
        return [
            int(figure),
            float(self.cuts[figure][at]),
            self.node(rows[below], depth - 1, *of_below),
            self.node(rows[~below], depth - 1, *of_above),
        ]

    def _value(self, slope: Any, bend: Any, low: float, high: float) -> Any:
        return np.clip(slope / (bend + self.how.l2), low, high)

    def _best(self, rows: Any, low: float, high: float) -> tuple[int, int, float, float] | None:
        """(figure, bin, value below, value above) of the cut that gains most; None where none gains."""
        size = self.how.bins + 1
        flat = (self.binned[rows][:, self.among] + np.arange(len(self.among)) * size).ravel()
        counts = len(self.among) * size

        def sums(of: Any) -> Any:
            held = np.bincount(flat, np.repeat(of[rows], len(self.among)), counts)
            return np.cumsum(held.reshape(-1, size), axis=1)

        slope, bend = sums(self.slope), sums(self.bend)
        whole_slope, whole_bend = slope[:, -1:], bend[:, -1:]
        left = self._value(slope, bend, low, high)
        right = self._value(whole_slope - slope, whole_bend - bend, low, high)

        def gain(value: Any, s: Any, h: Any) -> Any:
            return s * value - (h + self.how.l2) * value * value / 2

        more = gain(left, slope, bend) + gain(right, whole_slope - slope, whole_bend - bend)
        more = more - gain(self._value(whole_slope, whole_bend, low, high), whole_slope, whole_bend)
        fits = (bend >= self.how.least) & (whole_bend - bend >= self.how.least)
        fits &= self.sign[self.among][:, None] * (right - left) >= 0
        fits &= np.arange(size) < np.array([len(self.cuts[j]) for j in self.among])[:, None]
        more = np.where(fits, more, -np.inf)
        at = int(np.argmax(more))
        if more.flat[at] <= 1e-6:
            return None
        figure, cut = divmod(at, size)
        return int(self.among[figure]), cut, float(left[figure, cut]), float(right[figure, cut])
