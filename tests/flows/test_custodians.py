"""Five custodians and a running service: unsealed by three of them, keys changed under way, other custodians, sealed."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from appliance.cli import control
from appliance.core.store.engine import open_store
from appliance.core.vault.vault import Vault
from tests.cli.test_serve import started
from tests.fixtures import small
from tests.house import House

SHARE = re.compile(r"^ {4}((?:[0-9A-Z]{5}-){3}[0-9A-Z]{5})$", re.M)


def shown(out: str) -> list[str]:
    """The shares that a command has printed, each on one line."""
    lines = SHARE.findall(out)
    return ["-".join(lines[at : at + 4]) for at in range(0, len(lines), 4)]


def audited(house: House) -> list[str]:
    """What the audit trail says of the vault, in order."""
    from sqlalchemy import select

    from appliance.core.audit.tables import AuditEvent

    root = control.call(house.folder / "run" / "control.sock", "worker.keys", {})["root"]
    vault = Vault(house.folder)
    vault.adopt(bytes.fromhex(root))
    with (
        open_store(house.folder / "store" / "appliance.db", vault.store_key()) as store,
        store.reading() as s,
    ):
        rows = s.scalars(
            select(AuditEvent.verb).where(AuditEvent.actor_id == "vault").order_by(AuditEvent.seq)
        )
        found = [verb.removeprefix("vault.") for verb in rows]
    vault.seal()
    return found


def test_from_the_first_shares_to_other_custodians(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    house = House(tmp_path, SEAL="shares", WORKER_INSIDE="false")
    made = house.command("init", "--shares", "5", "--threshold", "3")
    assert made.returncode == 0, made
    first = shown(made.stdout)
    assert len(first) == 5
    assert made.stdout.count("集齐 3 份即可解封") == 5
    with house.running():
        assert "已封存" in "".join(house.said)
        # Each custodian from a terminal of their own.
        one = house.command("unseal", stdin=first[4] + "\n")
        assert one.returncode == 0, one
        assert "已录入 1/3 份" in one.stdout
        assert "还需 2 份" in one.stdout
        spoilt = first[1].replace(first[1][-1], "Z" if first[1][-1] != "Z" else "Y")
        wrong = house.command("unseal", stdin=spoilt)
        assert wrong.returncode == 3
        assert "有误" in wrong.stderr
        assert httpx.get(f"{house.url}/sign-in").status_code == 503
        lines = "\n".join(first[1].split("-", 4)) + "\n" + first[0]  # typed over several lines
        while (two := house.command("unseal", stdin=lines)).returncode == 3:  # the wait after a bad share
            assert "请等待" in two.stderr
        assert two.returncode == 0, two
        assert two.stdout.splitlines()[-1] == "已解封。"
        assert httpx.get(f"{house.url}/sign-in").status_code == 200

        worker = started(house)
        try:
            mei = house.visitor()
            assert mei.write("我的手机 13800138000，年费多少").status_code == 200
            mei.until(lambda seen: any(each["who"] == "ai" for each in seen["messages"]))
            three = "\n".join(first[:3]) + "\n"
            turned = house.command("vault", "rotate", "--contacts", stdin=three)
            assert turned.returncode == 0, turned
            assert "第 2 代" in turned.stdout
            assert mei.write("再问一次：年费多少").status_code == 200
            mei.until(lambda seen: sum(each["who"] == "ai" for each in seen["messages"]) >= 2)

            changed = house.command(
                "vault", "rewrap", "--unchecked", "--shares", "3", "--threshold", "2", stdin=three
            )
            assert changed.returncode == 0, changed
            second = shown(changed.stdout)
            assert len(second) == 3

            assert house.command("seal").returncode == 0
            assert worker.wait(60) == 0
        finally:
            if worker.poll() is None:
                worker.kill()
        old = house.command("unseal", stdin=first[0])
        assert old.returncode == 3
        assert "组" in old.stderr
        while (new := house.command("unseal", stdin="\n".join(second[1:]) + "\n")).returncode == 3:
            pass
        assert new.stdout.splitlines()[-1] == "已解封。", new
        assert len([each for each in mei.messages()["messages"] if each["who"] == "visitor"]) == 2
        told = audited(house)
    for each in (
        "created",
        "share_refused",
        "unsealed",
        "rotation_begun",
        "rotated",
        "contacts_rotated",
        "rewrap_begun",
        "rewrapped",
        "sealed",
    ):
        assert each in told, (each, told)
    everything = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert not any(each.encode() in everything for each in first + second)


def test_the_store_under_another_key_and_the_vault_by_passphrase(tmp_path: Path) -> None:
    house = small.house(tmp_path)
    with house.running():
        mei = house.visitor()
        assert mei.write("年费多少").status_code == 200
        refused = house.command("vault", "rekey-store")
        assert refused.returncode == 1
        assert refused.stderr.startswith("请先停止服务")
    done = house.command("vault", "rekey-store")
    assert done.returncode == 0, done
    assert "存储已改用新密钥" in done.stdout
    passphrase = "海岳 correct horse 7788"
    locked = house.command("vault", "rewrap", "--seal", "passphrase", stdin=passphrase + "\n")
    assert locked.returncode == 0, locked
    said = house.command("vault", "status").stdout
    assert "口令" in said
    assert "第 1 代" in said
    assert "解封方式：口令" in house.command("doctor").stdout
    with house.running():
        assert "已封存" in "".join(house.said), "nobody has the passphrase but a person"
        assert house.command("unseal", stdin=passphrase + "\n").returncode == 0
        mei.client.base_url = house.url  # another port than before
        assert any(each["who"] == "visitor" for each in mei.messages()["messages"])
        assert house.command("audit", "verify").returncode == 0
