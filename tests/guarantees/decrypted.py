"""Every page of an encrypted file as it stands on the disk, decrypted: free pages and slack included.

What `SELECT` no longer shows may still lie there; a byte search here is how one knows. SQLCipher 4 with a raw key: pages
of 4096 bytes, AES-256-CBC, 16 bytes of IV and 64 of HMAC at the end of each; the first page begins with a salt of 16.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, IV, RESERVE, SALT = 4096, 16, 80, 16


def pages(path: Path, key: bytes) -> bytes:
    """The content of the file, without its write-ahead log."""
    whole = path.read_bytes()
    assert len(whole) % PAGE == 0
    found = []
    for start in range(0, len(whole), PAGE):
        page = whole[start : start + PAGE]
        iv = page[PAGE - RESERVE : PAGE - RESERVE + IV]
        body = page[SALT if start == 0 else 0 : PAGE - RESERVE]
        worker = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        found.append(worker.update(body) + worker.finalize())
    return b"".join(found)


def log_size(path: Path) -> int:
    """Bytes in the write-ahead log: what it holds is not in `pages`."""
    log = path.with_name(path.name + "-wal")
    return log.stat().st_size if log.exists() else 0


def hits(content: bytes, values: list[str]) -> list[str]:
    """Which values stand in it, as UTF-8 or UTF-16."""
    return [value for value in values if value.encode() in content or value.encode("utf-16-le") in content]
