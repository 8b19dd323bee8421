"""Where `ui/` lies: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from appliance.core.kit.errors import Unavailable


@cache
def ui_root() -> Path:
    """The folder with templates/, static/, widget/ and locale/. Raises `Unavailable` if the install is incomplete."""
    package = Path(__file__).resolve().parents[2]
    for place in (package / "_ui", package.parent / "ui"):
        if (place / "templates").is_dir():
            return place
    raise Unavailable(
        "安装不完整：找不到界面文件夹 ui/，请重新安装。",
        "The installation is incomplete: the folder ui/ is missing; install again.",
    )
