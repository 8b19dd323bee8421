"""A store that stands still must not change: the list of its pages, taken when it closes and compared when it opens.

SQLCipher's pages are authentic one by one, each under its own number, but an older version of a page is authentic too. Put
back into a store that is closed, it may pass every check of the file, of its structure and of the audit chain: a
disabled account is enabled again, a message has its old words. So the closed store's pages are listed (16 bytes of each
page's HMAC), the list is authenticated with a key of the vault, and its digest goes into the anchors as a `still` line.

Not seen: a page put back while the store is open, or after a crash, for then no list was taken; what was written since
the last close is guarded by the audit chain, the structure of the file and its pages' HMACs.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from pathlib import Path

from appliance.core.audit import marks, rollback
from appliance.core.audit.rollback import RolledBack
from appliance.core.kit.errors import ApplianceError
from appliance.core.kit.logs import get_logger
from appliance.core.store import pages
from appliance.core.store.engine import open_store
from appliance.core.vault.files import write_atomic

MOST = 10  # pages named one by one

log = get_logger("audit")


class Standing:
    """The page list of one store. `anchors` are the anchor files, `key` 32 bytes (`Vault.anchor_key`)."""

    def __init__(self, store: Path, anchors: Sequence[Path], key: bytes) -> None:
        self._store, self._anchors, self._key = store, anchors, key
        self._list = anchors[0].with_name("pages.list")
        self._open = False

    def check(self, store_key: bytes | None = None, audit_key: bytes | None = None) -> None:
        """Before the store is opened: if the last thing that happened to it was that it closed, compare its pages with
        the list taken then. Raises `RolledBack` naming the pages (after what the chain says, with both keys, when the
        store is an older one), `BadAnchor`."""
        digests = {digest for anchor in self._anchors if (digest := marks.standing(anchor)) is not None}
        if not digests:
            return
        try:
            content = self._list.read_bytes()
        except OSError:
            content = b""
        tags, mac = content[:-32], content[-32:]
        if digests != {hashlib.sha256(content).hexdigest()} or not hmac.compare_digest(mac, self._mac(tags)):
            raise RolledBack(
                "停机期间的页清单（audit/pages.list）缺失或被改动，无法确认数据未被改动。",
                "The list of pages taken when the store closed (audit/pages.list) is missing or was changed, "
                "so nobody can tell whether the store was.",
            )
        name = self._store.name
        changed = differing(tags, pages.tags(self._store)) if self._store.exists() else []
        if changed:
            zh, en = "", ""
            if store_key is not None and audit_key is not None:
                zh, en = self._older(store_key, audit_key)
            named = ", ".join(map(str, changed[:MOST])) + (" …" if len(changed) > MOST else "")
            raise RolledBack(
                f"{zh}{name} 在停机期间被改动：第 {named} 页不是关闭时的内容（例如放回了旧页）。",
                f"{en}{name} was changed while it was closed: page {named} is not what it was then "
                "(an older page put back, for example).",
            )
        if self._logged():
            raise RolledBack(
                f"停机期间出现了 WAL 文件（{name}-wal），不是本系统所写。",
                f"A write-ahead log ({name}-wal) appeared while the store was closed; it is not ours.",
            )

    def opened(self) -> None:
        """The store is found as it should be and open: from now on its pages change. Raises `StorageFull`."""
        for place, anchor in enumerate(self._anchors):
            try:
                marks.runs(anchor)
            except Exception:
                if place == 0:
                    raise
        self._open = True

    def closed(self) -> None:
        """The store has just been closed: list its pages. Does nothing if it was never `opened`, or while another process
        still has it open."""
        if not self._open or self._logged():
            return
        self._open = False
        tags = pages.tags(self._store)
        content = tags + self._mac(tags)
        digest = hashlib.sha256(content).hexdigest()
        try:
            write_atomic(self._list, content)
        except ApplianceError as problem:
            log.error("the pages of the closed store are not listed", reason=problem.en)
            return
        for anchor in self._anchors:
            try:
                marks.still(anchor, digest)
            except Exception as problem:  # noqa: BLE001 - a place that is away must not hinder the others
                log.error("anchor not written", file=anchor.name, kind=type(problem).__name__)

    def _older(self, store_key: bytes, audit_key: bytes) -> tuple[str, str]:
        """What the chain says of it, to stand before the pages: the whole file may have been put back, or the page that
        holds the chain's end."""
        try:
            with open_store(self._store, store_key) as store, store.reading() as s:
                rollback.check(s, self._anchors, audit_key)
        except RolledBack as older:
            zh, en = older.found
            return zh, f"{en} "
        except ApplianceError:
            pass  # it does not even open: the pages that changed are what there is to say
        return "", ""

    def _logged(self) -> bool:
        wal = self._store.with_name(self._store.name + "-wal")
        return wal.exists() and wal.stat().st_size > 0

    def _mac(self, tags: bytes) -> bytes:
        return hmac.new(self._key, b"kefu/pages/1\n" + tags, hashlib.sha256).digest()


def differing(before: bytes, now: bytes) -> list[int]:
    """Numbers of the pages whose tags differ, those that came or went included."""
    longest = max(len(before), len(now))
    if before == now:
        return []
    return [at // 16 + 1 for at in range(0, longest, 16) if before[at : at + 16] != now[at : at + 16]]
