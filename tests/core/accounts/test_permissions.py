"""Who may do what; the powers that check each other are apart."""

from __future__ import annotations

import pytest

from appliance.core.accounts.permissions import MATRIX, Permission, may
from appliance.core.accounts.roles import Role

CHANGES = {
    "desk.use",
    "desk.lead",
    "knowledge.write",
    "people.manage",
    "models.manage",
    "masking.change",
    "handoff.change",
    "channels.manage",
}
WATCHES = {"transcripts.read", "audit.read", "reveal.ask"}


def held(role):
    return {p.value for p in MATRIX[role]}


def test_every_role_has_its_line():
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_somebodys(permission):
    assert any(may(role, permission) for role in Role)


def test_powers_are_apart():
    assert not held(Role.ADMINISTRATOR) & WATCHES
    assert not held(Role.COMPLIANCE_OFFICER) & CHANGES
    assert not held(Role.IT_OPERATOR) & (WATCHES | {"people.manage", "knowledge.write", "desk.use"})
    assert not (held(Role.AGENT) | held(Role.TEAM_LEAD)) & (WATCHES | {"people.manage", "models.manage"})


def test_an_unknown_role_may_nothing_and_an_unknown_permission_is_an_error():
    assert not may("director", "desk.use")
    with pytest.raises(ValueError, match="fly"):
        may(Role.AGENT, "fly")
