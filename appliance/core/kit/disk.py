"""A full disk is said in one sentence, wherever it is noticed."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.core.kit.errors import StorageFull

# No space, no quota, or past the size this process may write: to the person in front of it all the same.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def full_disk_said() -> Iterator[None]:
    """Raise `StorageFull` in place of the operating system's error about missing room; others pass."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _NO_ROOM:
            raise StorageFull from problem
        raise
