"""Logs: one JSON object per line, with ids and numbers, never a visitor's words.

The redactor comes from outside (the kit does not know masking) and runs last, over every string and every
traceback, so that also what a library puts into its exception goes through it. Should the redactor itself
fail, the string is dropped rather than written.

The log speaks of the appliance: of the libraries in it only warnings and errors are written.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

Redact = Callable[[str], str]
Logger = structlog.stdlib.BoundLogger

_OURS = ("timestamp", "level", "room")
_rooms: set[str] = set()
_redact: Redact | None = None
_handler: logging.Handler | None = None


def _clean(value: Any, redact: Redact) -> Any:
    if isinstance(value, str):
        try:
            return redact(value)
        except Exception:  # noqa: BLE001 - fail closed: a line without its text beats a line with a secret
            return "[not shown: the redactor failed]"
    if isinstance(value, Mapping):
        return {str(k): _clean(v, redact) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(v, redact) for v in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return _clean(str(value), redact)


def _redacted(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if _redact is None:
        return line
    return {k: v if k in _OURS else _clean(v, _redact) for k, v in line.items()}


def _room(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = line.get("_record")
    if record is not None:
        line.setdefault("room", record.name)
    return line


_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=False,
)


def _worth_a_line(record: logging.LogRecord) -> bool:
    # At the handler, not by level: some libraries set the levels of their own loggers.
    return record.levelno >= logging.WARNING or record.name in _rooms


def configure(level: str = "info", file: Path | None = None, redact: Redact | None = None) -> None:
    """Send the rooms' logs and the libraries' warnings to `file` (0600), or to stderr; a second call replaces the first.

    `level` is debug, info, warning or error. `redact` gets each string and returns what may be written.
    """
    global _redact, _handler
    _redact = redact
    handler: logging.Handler
    if file is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared,
            processors=[
                _room,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.StackInfoRenderer(),
                structlog.processors.format_exc_info,
                _redacted,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    handler.addFilter(_worth_a_line)
    root = logging.getLogger()
    if _handler is not None:
        root.removeHandler(_handler)
        _handler.close()
    _handler = handler
    root.addHandler(handler)
    root.setLevel(level.upper())


def get_logger(room: str) -> Logger:
    """The logger of one room: `log.info("bundle activated", bundle=name)`; ids and numbers as keywords."""
    _rooms.add(room)
    logger: Logger = structlog.stdlib.get_logger(room)
    return logger
