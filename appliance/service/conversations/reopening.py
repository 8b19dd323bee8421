"""How long a closed conversation stays within reach of the visitor's next word."""

from __future__ import annotations

from datetime import timedelta

REOPENS_WITHIN = timedelta(hours=24)
