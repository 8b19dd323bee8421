"""Weights for bases that cannot learn their own; written by `tests/benchmarks/retrieval.py --fit` from development data, not by hand.

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
    "texts": Calibration(
        "texts",
        (-0.8531, -0.6735, -1.215, -1.536, 0.8936, 0.4221, 0.4323, 0.1295, 0.7671, 2.008, 5.2, 3.43, 0),
        (1.107, 0.9012, 0.6462, 0.4698, 0.03398, 0.2078, 0.2007, 0.1982, 0.1242, 1.765, 2.618, 0.3719, 1e-06),
        (0.3122, 0.2172, 0.217, 0.07494, 0.6181, 0.6175, 0.6241, 0.3047, 0.4272, 0.1968, 0.5926, 0.03377, 0),
        1.626,
    ),
    "mixed": Calibration(
        "mixed",
        (-1.806, -1.42, -1.843, -2.041, 0.8914, 0.3044, 0.3219, 0.09417, 0.6202, 1.32, 3.151, 3.418, 0.2868),
        (
            0.7056,
            0.5705,
            0.4011,
            0.3431,
            0.03365,
            0.2333,
            0.2307,
            0.2555,
            0.2339,
            1.414,
            1.794,
            0.5632,
            0.5881,
        ),
        (
            0.3724,
            -0.3556,
            0.01502,
            0.1567,
            -0.2396,
            0.5069,
            0.4666,
            0.2526,
            -0.4819,
            -0.002335,
            0.1621,
            0.3699,
            0.2366,
        ),
        0.8106,
    ),
}
