"""Line: how likely something holds as a plain sum over figures, each held to the way it may speak.

A logistic regression (ridge), every figure by its distance from the mean in spreads, no farther than `FAR` of them. Beside trees,
which cut where many rows lie, it hears what few rows have.
"""

from __future__ import annotations

from typing import Any

import numpy as np

FAR = 4.0


def learn_line(x: Any, y: Any, sign: Any, l2: float = 20.0) -> dict[str, Any]:
    """From `x` (rows, figures) and `y` (0 to 1): `{"bias": log odds, "far": FAR, "terms": [[mean, spread, weight], ...]}`.

    `sign`: 1 where a figure may only raise the odds, -1 only lower them. Weights that would change sides are held at nothing.
    """
    mean, spread = x.mean(axis=0), np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)
    z = np.c_[np.ones(len(x)), np.clip((x - mean) / spread, -FAR, FAR)]
    hold, sign = np.r_[1e-6, np.full(x.shape[1], l2)], np.r_[0, sign]
    b, free = np.zeros(z.shape[1]), np.ones(z.shape[1], bool)
    for _ in range(len(b)):
        b[~free] = 0.0
        for _ in range(30):
            p = 1 / (1 + np.exp(-np.clip(z @ b, -30, 30)))
            some = z[:, free]
            slope = some.T @ (p - y) + hold[free] * b[free]
            step = np.linalg.solve((some * (p * (1 - p))[:, None]).T @ some + np.diag(hold[free]), slope)
            b[free] -= step
            if float(np.abs(step).max()) < 1e-5:
                break
        wrong = free & (sign * b < 0)
        if not wrong.any():
            break
        free &= ~wrong
    b[~free] = 0.0
    terms = [[round(float(v), 5) for v in term] for term in zip(mean, spread, b[1:], strict=True)]
    return {"bias": round(float(b[0]), 5), "far": FAR, "terms": terms}


def odds(line: dict[str, Any], x: Any) -> Any:
    """Log odds of each row."""
    mean, spread, weight = np.array(line["terms"]).T
    return line["bias"] + np.clip((x - mean) / spread, -line["far"], line["far"]) @ weight
