"""What the bank puts into its pages: a script tag, one that is pinned to a version by its hash, or an iframe alone."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from appliance.doors.web.places import ui_root
from appliance.service.inboxes.tables import Inbox


@dataclass(frozen=True)
class Snippets:
    """Ready to copy. `policy` is what the page's own Content-Security-Policy must allow."""

    script: str
    pinned: str
    frame: str
    policy: str


@cache
def loader() -> bytes:
    """The present loader."""
    return (ui_root() / "widget" / "loader.js").read_bytes()


@cache
def versions() -> dict[str, bytes]:
    """Every loader that is still served under its mark: the present one, and older ones kept beside it as `loader-….js`."""
    found = [path.read_bytes() for path in sorted((ui_root() / "widget").glob("loader*.js"))]
    return {mark(content): content for content in found}


def mark(content: bytes) -> str:
    """The name of one version: the first 12 digits of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:12]


def integrity(content: bytes) -> str:
    """The hash as a script tag names it (Subresource Integrity, W3C)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def snippets(inbox: Inbox, home: str, page: str) -> Snippets:
    """For a page of the origin `page`, from the appliance at the origin `home`."""
    tag = f'data-inbox="{inbox.name}"'
    query = urlencode({"inbox": inbox.name, "open": "1", "host": page})
    return Snippets(
        script=f'<script async src="{home}/widget/loader.js" {tag}></script>',
        pinned=(
            f'<script async src="{home}/widget/loader-{mark(loader())}.js"\n'
            f'  integrity="{integrity(loader())}" crossorigin="anonymous" {tag}></script>'
        ),
        frame=(
            f'<iframe src="{home}/widget/frame?{query.replace("&", "&amp;")}" title="在线客服"\n'
            '  width="400" height="640" allow="clipboard-write"></iframe>'
        ),
        policy=f"script-src {home}; frame-src {home}",
    )
