"""The kit: ids that sort, a clock that can stand, logs that pass the redactor, parts, silence."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from appliance.core.kit import clock, errors, ids, logs
from appliance.core.kit.parts import Parts
from appliance.core.kit.quiet import hush


def test_ids_are_unique_increasing_and_speakable() -> None:
    made = [ids.new_id() for _ in range(5000)]
    assert made == sorted(set(made))
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", each) for each in made)


def test_ids_from_many_threads_are_unique_and_increase_in_each() -> None:
    got: list[list[str]] = []

    def make() -> None:
        got.append([ids.new_id() for _ in range(500)])

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(each == sorted(each) for each in got)
    assert len({one for each in got for one in each}) == 4000


def test_ids_do_not_go_back_when_the_clock_does(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ids.new_id()
    monkeypatch.setattr(ids.time, "time_ns", lambda: 0)
    assert ids.new_id() > first


@pytest.mark.parametrize(
    ("number", "length", "expected"),
    [(0, 3, "000"), (31, 2, "0Z"), (32, 2, "10"), (2**128 - 1, 26, "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")],
)
def test_base32(number: int, length: int, expected: str) -> None:
    assert ids.base32(number, length) == expected


def test_a_frozen_clock_stands_moves_and_lets_go() -> None:
    at = datetime(2026, 3, 3, 17, 0, 0, 123_456, tzinfo=timezone(timedelta(hours=8)))
    with clock.frozen(at) as frozen:
        assert clock.now() == datetime(2026, 3, 3, 9, 0, 0, 123_000, tzinfo=UTC)
        assert clock.now().tzinfo is UTC
        frozen.advance(days=1, minutes=-1)
        assert clock.now().isoformat() == "2026-03-04T08:59:00.123000+00:00"
    assert clock.now() > datetime(2026, 3, 5, tzinfo=UTC) or clock.now() != frozen.at
    with pytest.raises(ValueError, match="zone"):
        clock.Frozen(datetime(2026, 1, 1))


def test_every_error_has_a_status_and_two_sentences() -> None:
    expected = {
        errors.BadInput: (400, 2),
        errors.NotSignedIn: (401, 1),
        errors.NotPermitted: (403, 1),
        errors.NotFound: (404, 1),
        errors.Conflict: (409, 1),
        errors.TooLarge: (413, 2),
        errors.RateLimited: (429, 1),
        errors.SealedError: (503, 1),
        errors.Unavailable: (503, 1),
        errors.StorageFull: (507, 1),
    }
    for kind, (status, exit_code) in expected.items():
        problem = kind("中文。", "English.")
        assert (problem.status, problem.exit_code) == (status, exit_code)
        assert (str(problem), problem.said("zh-CN"), problem.said("en")) == ("English.", "中文。", "English.")
        assert kind.__name__ in (errors.__doc__ or ""), "the family tree names everybody"


def test_parts_are_missing_until_provided() -> None:
    parts = Parts()
    with pytest.raises(errors.Unavailable, match="dict"):
        parts.get(dict)
    parts.provide(dict, {"a": 1})
    assert parts.has(dict)
    assert parts.get(dict) == {"a": 1}
    parts.withdraw(dict)
    parts.withdraw(dict)
    assert not parts.has(dict)


def test_hush_silences_libraries_and_removes_hosted_service_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.setenv("ANONYMIZED_TELEMETRY", "True")
    hush()
    assert "OPENAI_API_KEY" not in os.environ
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["ORT_DISABLE_TELEMETRY"] == "1"
    assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
    assert os.environ["OMP_NUM_THREADS"] == "7", "an operator's choice stands"


@pytest.fixture
def written(tmp_path: Path):
    """Logs into a file through a redactor that knows one number; gives what was written."""
    file = tmp_path / "logs" / "appliance.log"
    logs.configure("info", file, lambda text: text.replace("13812345678", "⟦MOBILE⟧"))

    def read() -> tuple[str, list[dict[str, object]]]:
        content = file.read_text()
        return content, [json.loads(line) for line in content.splitlines()]

    yield read
    logs.configure("warning")


def test_every_string_passes_the_redactor_and_a_traceback_says_no_words(written) -> None:
    log = logs.get_logger("store")
    log.info(
        "saw 13812345678",
        who="13812345678",
        deep={"a": ["13812345678", 5]},
        path=Path("/13812345678"),
        n=13812345678,
    )
    try:
        raise ValueError("138" + "12345678")
    except ValueError:
        log.exception("failed")
    logging.getLogger("some.library").warning("said %s", "13812345678")
    log.debug("not shown")
    content, lines = written()
    assert [line["room"] for line in lines] == ["store", "store", "some.library"]
    assert content.count("⟦MOBILE⟧") == 5
    exception = str(lines[1]["exception"])
    assert exception.endswith("ValueError"), "where it happened and what kind it was, never what it says"
    assert "test_kit.py" in exception
    assert lines[0]["n"] == 13812345678
    assert "13812345678" not in content.replace(str(lines[0]["n"]), "", 1)


@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_of_libraries_only_warnings_and_errors_are_written(tmp_path: Path, level: str) -> None:
    file = tmp_path / "log"
    logs.configure(level, file)
    ours, library = logs.get_logger("store"), logging.getLogger("some.library")
    library.setLevel(logging.DEBUG)  # some set it themselves
    for each in (ours, library):
        for said in ("debug", "info", "warning", "error"):
            getattr(each, said)(said)
    logs.configure("warning")
    written = [(line["room"], line["level"]) for line in map(json.loads, file.read_text().splitlines())]
    levels = ["debug", "info", "warning", "error"]
    assert [said for room, said in written if room == "store"] == levels[levels.index(level) :]
    assert [said for room, said in written if room == "some.library"] == ["warning", "error"]


def test_what_caused_it_is_told_first_and_a_full_disk_by_its_own_words(written) -> None:
    try:
        try:
            raise OSError(28, "No space left on device", "/data/" + "138" + "12345678")
        except OSError as full:
            raise RuntimeError("138" + "12345678") from full
    except RuntimeError:
        logs.get_logger("store").exception("failed")
    (line,) = written()[1]
    told = str(line["exception"])
    assert told.index("OSError: No space left on device") < told.index("RuntimeError")
    assert "138" not in told.replace('13812345678")', "").split("RuntimeError")[-1]


def test_what_a_library_says_has_its_own_redactor(tmp_path: Path) -> None:
    file = tmp_path / "log"
    logs.configure("info", file, lambda text: text, redact_foreign=lambda text: "masked")
    logs.get_logger("x").info("ours")
    logging.getLogger("some.library").error("theirs: %s", "王小明")
    logs.configure("warning")
    assert [json.loads(line)["event"] for line in file.read_text().splitlines()] == ["ours", "masked"]


def test_a_line_break_cannot_forge_a_line(written) -> None:
    logs.get_logger("x").info('first\n{"event": "forged"}')
    assert len(written()[1]) == 1


def test_a_redactor_that_fails_drops_the_text(tmp_path: Path) -> None:
    def broken(text: str) -> str:
        raise RuntimeError

    file = tmp_path / "log"
    logs.configure("info", file, broken)
    logs.get_logger("x").info("a secret", n=1)
    logs.configure("warning")
    assert "secret" not in file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600
