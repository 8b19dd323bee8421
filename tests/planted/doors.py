"""Planted values sent in by every door of a running house, and what masking itself finds in each of them."""

from __future__ import annotations

import contextlib
import io
import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx

from appliance.cli import control
from appliance.core.masking import halves
from appliance.core.masking.context import Turn
from appliance.core.masking.engine import Masker
from appliance.core.masking.kinds import REPORTED
from appliance.core.masking.text import RawText
from tests.house import House, Visitor
from tests.planted.sentences import Planted

DOCUMENT = 25  # values a document
PAPERS = ("CN_ID", "BANK_CARD", "MOBILE", "PASSPORT")


def token(kind: str, value: str) -> str:
    """As long as a real one; says nothing."""
    return "0" * 26


class Mirror:
    """A conversation as the service remembers it, so that `detect` sees here what it saw there."""

    def __init__(self, masker: Masker) -> None:
        self._masker = masker
        self.turns: list[Turn] = []

    @property
    def context(self) -> list[Turn]:
        return self.turns[-8:]

    def say(self, role: str, text: str) -> None:
        raw, context = RawText(text), self.context
        masked = self._masker.mask(raw, hasher=token, context=context, own_names={"林悦"})
        if role == "visitor":
            for again in halves.complete(context, raw, hasher=token):
                at = len(self.turns) - len(context) + again.turn
                self.turns[at] = Turn("visitor", again.masked.text)
        self.turns.append(Turn(role, masked.text))


class Doors:
    """Sends each value; `missed` holds those that masking does not find whole in the text and context they came in."""

    def __init__(self, house: House, masker: Masker) -> None:
        self.house, self.masker = house, masker
        self.missed: set[Planted] = set()
        self.officer = house.staff("chenzheng")
        self.administrator = house.staff("heqing")
        self.agent = house.staff("linyue")

    def look(self, one: Planted, context: list[Turn] | None = None) -> None:
        """Note whether masking finds it."""
        spans = [s for s in self.masker.detect(RawText(one.text), context or []) if s.kind not in REPORTED]
        places = range(one.start, one.start + len(one.value))
        if not all(any(s.start <= at < s.end for s in spans) for at in places):
            self.missed.add(one)

    def chat(self, values: list[Planted]) -> None:
        """Each from a visitor of its own."""
        for one in values:
            self.look(one)
            assert self.house.visitor().write(one.text).status_code == 200

    def conversation(self, values: list[Planted]) -> None:
        """A visitor and an agent: answers to questions, the agent's replies, and notes beside them."""
        visitor, mirror = self.house.visitor(), Mirror(self.masker)
        assert visitor.ask_for_person().status_code == 200
        mirror.say("visitor", "转人工")
        waiting = self.agent.get("/desk", params={"view": "waiting"}).text
        opened = re.findall(r"/desk/c/([0-9A-Z]{26})", waiting)
        address = f"/desk/c/{opened[-1]}"
        assert self.agent.post(f"{address}/claim").status_code == 204
        assert visitor.messages()["state"] == "human"
        for one in values:
            if one.question:
                self._reply(address, mirror, one.question)
                self.look(one, mirror.context)
                assert visitor.write(one.text).status_code == 200
                mirror.say("visitor", one.text)
            else:
                self.look(one, mirror.context)
                self._post(address, one.text, note="1")
                self._reply(address, mirror, one.text)

    def _reply(self, address: str, mirror: Mirror, text: str) -> None:
        self._post(address, text)
        mirror.say("agent", text)

    def _post(self, address: str, text: str, note: str = "") -> None:
        form = {"text": text, "client_id": str(uuid.uuid4()), "note": note}
        answer = self.agent.post(f"{address}/messages", data=form)
        assert answer.status_code == 204, answer.text

    def search(self, values: list[Planted]) -> None:
        """Search boxes, by address and by form, and the page where an answer can be tried."""
        for one in values:
            assert self.officer.get("/oversight", params={"q": one.text}).status_code == 200
            found = self.officer.post("/oversight/search", data={"q": one.text})
            assert found.status_code == 303
            self.administrator.get("/admin/knowledge/pairs", params={"q": one.text})

    def ask(self, values: list[Planted]) -> None:
        """The page where an answer is tried, and `appliance ask`."""
        for one in values:
            assert self.administrator.post("/admin/knowledge/try", data={"ask": one.text}).status_code == 200
        rows = [{"qid": str(n), "query": one.text} for n, one in enumerate(values)]
        # The commands take the very path of the page: every third value is enough for each.
        assert len(self._control("ask.many", {"rows": rows[::3]})) == len(rows[::3])
        assert len(self._control("knowledge.search", {"questions": rows[1::3]})) == len(rows[1::3])

    def upload(self, values: list[Planted]) -> None:
        """Documents full of them, with one in the file's name, and approved answers."""
        for n in range(0, len(values), DOCUMENT):
            part = values[n : n + DOCUMENT]
            named = next((one for one in part if one.kind in PAPERS), None)
            name = f"资料{n}_{named.value if named else ''}.md"
            # A number of a person in each, so that each of them waits.
            lines = [*(one.text for one in part), "另附手机13912345678"]
            content = "\n\n".join(lines).encode()
            answer = self.administrator.post(
                "/admin/knowledge/documents", files={"files": (name, io.BytesIO(content))}
            )
            assert answer.status_code == 200, answer.text[:600]
        for one in values:
            if one.kind in PAPERS and one not in self.missed:
                form = {"question": "怎么联系？", "answer": one.text}
                assert self.administrator.post("/admin/knowledge/pairs", data=form).status_code == 409
        deadline = time.monotonic() + 300
        while "导入中" in self.administrator.get("/admin/knowledge/documents").text:
            assert time.monotonic() < deadline, "still importing"
            time.sleep(0.2)

    def broken(self, values: list[Planted]) -> None:
        """Requests that no page of ours sends, a different fault for each value in turn."""
        visitor = self.house.visitor()
        faults: list[Callable[[Visitor, str], httpx.Response | None]] = [
            lambda v, x: v.client.post("/widget/api/messages", content=f'{{"text": "{x}', headers=JSON),
            lambda v, x: v.client.post("/widget/api/messages", json={"text": [x], x: 1, "client_id": x}),
            lambda v, x: v.client.post("/widget/api/messages", content=x.encode("utf-16")),
            lambda v, x: v.client.post("/widget/api/messages", json={"client_id": x[:64], "text": "你好"}),
            lambda v, x: v.client.get(f"/nowhere/{x}"),
            lambda v, x: v.client.get("/widget/api/messages", params={"after": x}),
            lambda v, x: v.client.get(
                "/widget/api/messages", headers={"Authorization": b"Bearer " + x.encode()}
            ),
            lambda v, x: v.client.get("/widget/frame", params={"inbox": x, "host": x, "lang": x}),
            lambda v, x: v.client.post("/widget/api/session", json={"inbox": x, "lang": x}),
            lambda v, x: v.client.get("/widget/api/messages", headers={"X-Kefu-Identity": x.encode()}),
            lambda v, x: v.client.post(
                "/widget/api/files",
                params={"client_id": str(uuid.uuid4()), "name": f"{x[:200]}.txt"},
                content=x.encode(),
            ),
            lambda v, x: self.agent.get(f"/desk/c/{x}"),
            lambda v, x: self.agent.get(f"/oversight/c/{x}"),
            lambda v, x: self.agent.post(f"/desk/c/{x}/{x}"),
            lambda v, x: self.agent.post(f"/desk/presence/{x}"),
            lambda v, x: self.officer.get(
                "/oversight/audit", params={"conversation": x[:26], "verb": x[:60]}
            ),
            lambda v, x: self.officer.get("/oversight", params={"before": re.sub(r"\D", "", x)[:15] or "1"}),
            lambda v, x: self.officer.get(
                "/oversight/audit", params={"before": re.sub(r"\D", "", x)[:15] or "1"}
            ),
            lambda v, x: self.administrator.post(f"/admin/knowledge/documents/{x}/publish"),
            lambda v, x: self.administrator.post("/admin/people", data={"login": x, "name": "", "role": x}),
            lambda v, x: v.client.get("/", headers={"User-Agent": x.encode(), "X-Request-Id": x.encode()}),
            lambda v, x: v.client.post(
                "/widget/api/messages", content=f"{x}{' ' * 1_000_001}".encode(), headers=JSON
            ),
        ]
        for n, one in enumerate(values):
            # An address with "/" or ".." in it may come out as another one; whatever comes is an answer.
            with contextlib.suppress(httpx.InvalidURL):
                answer = faults[n % len(faults)](visitor, one.text if n % 2 else one.value)
                assert answer is None or answer.status_code < 500, (n % len(faults), answer.status_code)
        for one in values[:12]:  # more would lock the door
            with httpx.Client(base_url=self.house.url, timeout=60) as nobody:
                form = {"login": one.value, "password": one.text, "next": f"/{one.value}"}
                nobody.post("/sign-in", data=form, headers={"Origin": self.house.url})

    def tracebacks(self, values: list[Planted]) -> None:
        """Faults inside a command: what they raise quotes what they were given."""
        for one in values:
            for command, arguments in (
                ("ask", {"text": [one.text]}),
                ("knowledge.search", {"questions": [{"query": "年费"}], "k": one.text}),
                ("knowledge.import", {"paths": [[one.text]]}),
                (one.text, {}),
            ):
                with contextlib.suppress(control.RemoteError):
                    self._control(command, arguments)

    def _control(self, command: str, arguments: dict[str, object]) -> list[object]:
        socket = Path(self.house.folder) / "run" / "control.sock"
        answer: list[object] = control.call(socket, command, arguments)
        return answer


JSON = {"Content-Type": "application/json"}
