"""Weights for bases that cannot learn their own; written by `tests/benchmarks/retrieval.py --fit` from development data, not by hand.

The figures are in the order of `signals.NAMES`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from appliance.ai.knowledge.calibration import Calibration

if TYPE_CHECKING:
    from appliance.ai.knowledge.calibration import Shape

SHIPPED: Final[dict[Shape, Calibration]] = {
    "mixed": Calibration(
        "mixed",
        (-1.806, -1.42, -1.843, -2.041, 0.8914, 0.3044, 0.3219, 0.09417, 0.6201, 1.32, 3.15, 3.418, 0.2868),
        (
            0.7056,
            0.5705,
            0.4011,
            0.3431,
            0.03365,
            0.2333,
            0.2307,
            0.2555,
            0.2341,
            1.414,
            1.794,
            0.5632,
            0.5881,
        ),
        (
            0.3724,
            -0.3551,
            0.01523,
            0.1567,
            -0.2387,
            0.5078,
            0.4674,
            0.2528,
            -0.4844,
            -0.002883,
            0.1614,
            0.3701,
            0.2361,
        ),
        0.8107,
    ),
    "texts": Calibration(
        "texts",
        (-0.5135, -0.3354, -1.028, -1.368, 0.8931, 0.4227, 0.4304, 0.1295, 0.76, 2.232, 5.482, 3.43, 0),
        (1.167, 0.9609, 0.5977, 0.4087, 0.03429, 0.2103, 0.2034, 0.1969, 0.1261, 1.905, 2.698, 0.3719, 1e-06),
        (
            0.3153,
            0.2609,
            0.1554,
            -0.02786,
            0.6282,
            0.6631,
            0.6759,
            0.2489,
            0.3705,
            0.1829,
            0.5637,
            0.03442,
            0,
        ),
        1.603,
    ),
    "wordings": Calibration(
        "wordings",
        (-1.532, -1.482, -1.943, -2.252, 0.9195, 0.4972, 0.572, 0.4794, 0.9506, 0.4662, 1.667, 2.353, 0),
        (
            1.026,
            0.9917,
            0.8821,
            0.7918,
            0.02518,
            0.2181,
            0.2026,
            0.2723,
            0.1128,
            0.4991,
            0.8873,
            0.3877,
            1e-06,
        ),
        (
            0.3725,
            0.3137,
            0.2713,
            0.1995,
            0.2779,
            0.2096,
            0.1581,
            0.09463,
            -0.1137,
            -0.1048,
            0.5075,
            0.5605,
            0,
        ),
        1.171,
    ),
}
