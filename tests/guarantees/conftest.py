"""The compliance room's scene, for promises about erasure."""

from tests.governance.compliance.conftest import office

__all__ = ["office"]
