"""Weights for bases that cannot learn their own; written by `tests/benchmarks/calibrate.py` from development data, not by hand.

The figures are in the order of `signals.NAMES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from appliance.ai.knowledge.calibration import Calibration

if TYPE_CHECKING:
    from appliance.ai.knowledge.calibration import Shape

SHIPPED: Final[dict[Shape, Calibration]] = {
    "wordings": Calibration(
        "wordings",
        (-1.533, -1.482, -1.943, -2.252, 0.9194, 0.4983, 0.5731, 0.4806, 0.9506, 0.4516, 1.613, 2.353, 0),
        (
            1.025,
            0.9917,
            0.8821,
            0.7918,
            0.02526,
            0.2172,
            0.2021,
            0.2719,
            0.1128,
            0.4829,
            0.8575,
            0.3877,
            1e-06,
        ),
        (0.3984, 0.3073, 0.2681, 0.2008, 0.2612, 0.1906, 0.1521, 0.1043, -0.111, -0.1157, 0.524, 0.5609, 0),
        1.172,
    ),
    "texts": Calibration(
        "texts",
        (-0.8294, -0.6307, -1.214, -1.506, 0.8877, 0.3787, 0.3885, 0.1023, 0.7345, 2.086, 4.933, 3.427, 0),
        (1.124, 0.9068, 0.5697, 0.3969, 0.0357, 0.2107, 0.2041, 0.1826, 0.1334, 1.944, 2.694, 0.3722, 1e-06),
        (0.3332, 0.2829, 0.2084, 0.02036, 0.6276, 0.5549, 0.5141, 0.3221, 0.3188, 0.1729, 0.4822, 0.1764, 0),
        0.9103,
    ),
    "mixed": Calibration(
        "mixed",
        (-1.814, -1.42, -1.843, -2.041, 0.8911, 0.3045, 0.3216, 0.09417, 0.6202, 1.309, 3.109, 3.418, 0.2868),
        (0.7051, 0.5705, 0.4011, 0.3431, 0.03365, 0.2334, 0.2302, 0.2555, 0.2339, 1.4, 1.772, 0.5632, 0.5881),
        (
            0.3618,
            -0.3434,
            0.01687,
            0.1563,
            -0.2462,
            0.5013,
            0.4935,
            0.2498,
            -0.4876,
            -0.006959,
            0.1564,
            0.3767,
            0.2343,
        ),
        0.812,
    ),
}
