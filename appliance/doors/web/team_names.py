"""How a team is called on a page: as the bank calls it; the one that every bank begins with, in the reader's language."""

from __future__ import annotations

from appliance.core.accounts.tables import DEFAULT_TEAM_NAME
from appliance.doors.web.catalogs import N_, gettext

_FIRST = N_("默认组")


def team_label(name: str, lang: str) -> str:
    """The name for people. What a bank has written stays as it is, also where it is a word that we have English for."""
    return gettext(lang)(_FIRST) if name == DEFAULT_TEAM_NAME else name
