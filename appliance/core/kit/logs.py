"""Logs: one JSON object per line, with ids and numbers, never a visitor's words.

The redactors come from outside (the kit does not know masking) and run last, over every string: a quick one for
our own lines, a thorough one for what a library says. Should a redactor itself fail, the string is dropped rather
than written. Of an exception the frames and the types are written, never the message: a parser's or a driver's
message quotes what it was given.

The log speaks of the appliance: of the libraries in it only warnings and errors are written.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

Redact = Callable[[str], str]
Logger = structlog.stdlib.BoundLogger

_OURS = ("timestamp", "level", "room")
_rooms: set[str] = set()
_redact: Redact | None = None
_redact_foreign: Redact | None = None
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


def redacted(text: str) -> str:
    """What may be kept of `text` outside the log as well: an error beside a job's row, say."""
    return text if _redact is None else str(_clean(text, _redact))


def _redacted(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    ours = line.get("room") in _rooms
    redact = _redact if ours else _redact_foreign or _redact
    if redact is None:
        return line
    return {k: v if k in _OURS or k == "exception" else _clean(v, redact) for k, v in line.items()}


def _room(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record = line.get("_record")
    if record is not None:
        line.setdefault("room", record.name)
    return line


def _frames(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    told = line.pop("exc_info", None)
    problem = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if isinstance(problem, BaseException):
        line["exception"] = where(problem)
    return line


def where(problem: BaseException) -> str:
    """Types and frames of an exception and of what caused it, first cause first; no message, for it may quote words
    that somebody typed. Of an `OSError` its number's own sentence (no space left on device)."""
    chain: list[BaseException] = []
    one: BaseException | None = problem
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    told = []
    for each in reversed(chain):
        said = f": {each.strerror}" if isinstance(each, OSError) and each.errno and each.strerror else ""
        told.append("".join(traceback.format_tb(each.__traceback__)) + type(each).__qualname__ + said)
    return "\n".join(told)


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


def configure(
    level: str = "info",
    file: Path | None = None,
    redact: Redact | None = None,
    redact_foreign: Redact | None = None,
) -> None:
    """Send the rooms' logs and the libraries' warnings to `file` (0600), or to stderr; a second call replaces the first.

    `level` is debug, info, warning or error. `redact` gets each string and returns what may be written;
    `redact_foreign` those of libraries (left out: `redact` gets these too).
    """
    global _redact, _redact_foreign, _handler
    _redact, _redact_foreign = redact, redact_foreign
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
                _frames,
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
