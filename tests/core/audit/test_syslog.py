"""The head reaches the bank's log server over each transport; one that is away or hangs delays nothing."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.audit.anchor import Anchoring
from appliance.core.audit.chain import append
from appliance.core.audit.syslog import Syslog
from appliance.core.audit.verbs import Verb
from appliance.core.kit.errors import BadInput
from appliance.core.store.session import Store
from tests.factories.people import MEI

FORM = re.compile(
    r"<109>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z \S+ kefu-appliance \d+ anchor - seq=(\d+) hash=([0-9a-f]{64})"
)


def udp(folder: Path) -> tuple[str, Callable[[], bytes]]:
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    server.settimeout(10)
    return f"udp://127.0.0.1:{server.getsockname()[1]}", lambda: server.recv(2000)


def unix(folder: Path) -> tuple[str, Callable[[], bytes]]:
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    server.bind(str(folder / "log"))
    server.settimeout(10)
    return f"unix://{folder / 'log'}", lambda: server.recv(2000)


def tcp(folder: Path) -> tuple[str, Callable[[], bytes]]:
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)

    def receive() -> bytes:
        line, _ = server.accept()
        line.settimeout(10)
        content = line.recv(2000)
        length, _, message = content.partition(b" ")
        assert int(length) == len(message), "octet counting (RFC 6587, 3.4.1)"
        return message

    return f"tcp://127.0.0.1:{server.getsockname()[1]}", receive


@pytest.mark.parametrize("transport", [udp, tcp, unix])
def test_the_head_arrives(
    transport: Callable[[Path], tuple[str, Callable[[], bytes]]], store: Store, tmp_path: Path
) -> None:
    address, receive = transport(tmp_path)
    with store.writing() as w:
        append(w, Verb.MESSAGE_RECEIVED, actor=MEI, subject="m1")
    anchoring = Anchoring(store, tmp_path / "anchor.log", syslog=Syslog(address))
    anchoring.start()
    found = FORM.fullmatch(receive().decode())
    anchoring.stop()
    assert found is not None
    assert f"{found[1]} {found[2]}\n" == (tmp_path / "anchor.log").read_text()
    assert anchoring.failing == []


def test_a_log_server_that_is_away_is_said_and_the_file_still_written(store: Store, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        address = f"tcp://127.0.0.1:{gone.getsockname()[1]}"
    with store.writing() as w:
        append(w, Verb.MESSAGE_RECEIVED, actor=MEI, subject="m1")
    anchoring = Anchoring(store, tmp_path / "anchor.log", syslog=Syslog(address))
    anchoring.start()
    anchoring.stop()
    assert (tmp_path / "anchor.log").read_text().startswith("1 ")
    assert anchoring.failing == [address]


def test_a_second_file_that_cannot_be_written_hinders_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    second = tmp_path / "file" / "anchor.log"
    with store.writing() as w:
        append(w, Verb.MESSAGE_RECEIVED, actor=MEI, subject="m1")
    anchoring = Anchoring(store, tmp_path / "anchor.log", second=second)
    anchoring.now()
    assert (tmp_path / "anchor.log").exists()
    assert anchoring.failing == [str(second)]


@pytest.mark.parametrize(
    "address", ["localhost:514", "http://x", "udp://", "tcp://host/path", "unix://", "udp://h:x"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(BadInput, match="AUDIT_SYSLOG"):
        Syslog(address)
