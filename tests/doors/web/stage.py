"""A house with real store, vault and accounts, and only the doors named; served by a thread where a browser comes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

import appliance.core.audit.tables
import appliance.core.jobs.tables
import appliance.service.routing.tables  # noqa: F401
from appliance.core.accounts import actions as accounts
from appliance.core.accounts import passwords
from appliance.core.accounts import queries as account_queries
from appliance.core.events.subscribers import Subscribers
from appliance.core.kit.actors import AI, SYSTEM, Actor
from appliance.core.kit.ids import new_id
from appliance.core.kit.parts import Parts
from appliance.core.masking.engine import Found, Masked, Masker
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.settings import Settings
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.web import hardware
from appliance.doors.web.live import Signals
from appliance.service.conversations import actions, queries
from tests import blank

PASSWORD = "correct-horse-7788"
HASHED = passwords.hashed(PASSWORD)


class PlainMasker(Masker):
    """Finds nothing: these tests are about doors, not about masking."""

    def __init__(self) -> None:
        pass

    def mask(self, raw: RawText, *, hasher: Any, **_: Any) -> Masked:
        return Masked(MaskedText.trusted(raw.expose()), [], [])


class Stage:
    """`Stage(folder, routers)`; people by login, all with PASSWORD."""

    def __init__(self, folder: Path, *routers: APIRouter, **settings: Any) -> None:
        self.vault = blank.vault(folder / "data")
        self.vault.unseal(blank.UNSEAL_KEY)
        self.store = blank.store(folder / "data" / "store" / "appliance.db", self.vault.store_key())
        self.store.audit_key = self.vault.audit_key()
        self.store.subscribers = Subscribers(within={}, after={})
        self.settings = Settings(data_dir=folder / "data", **settings)
        self.parts = Parts()
        for key, part in (
            (Settings, self.settings),
            (Vault, self.vault),
            (Store, self.store),
            (Masker, PlainMasker()),
        ):
            self.parts.provide(key, part)
        self.signals = Signals(
            self.store,
            whose=queries.whose,
            sign_in_alive=lambda s, token: account_queries.by_token(s, token) is not None,
        )
        self.parts.provide(Signals, self.signals)
        self.app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
        hardware.install(self.app, self.parts, self.settings)
        for router in routers:
            self.app.include_router(router)

    def person(self, login: str, name: str, role: str = "agent", *, must_change: bool = False) -> Actor:
        """A new account."""
        with self.store.writing() as s:
            made = accounts.create_agent(s, login, name, role, HASHED, SYSTEM, must_change=must_change)
        return Actor("agent", made.id, name)

    def client(self, login: str = "", **headers: str) -> TestClient:
        """A browser without scripts; signed in when a login is given, carrying the sign-in's token."""
        client = TestClient(self.app, follow_redirects=False, base_url="http://testserver", headers=headers)
        if login:
            answer = client.post("/sign-in", data={"login": login, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
            with self.store.reading() as s:
                agent = account_queries.by_token(s, client.cookies["sign_in"])
            assert agent is not None
            client.headers["X-CSRF-Token"] = agent.csrf
        return client

    def visitor_says(self, text: str, visitor: str = "mei", found: list[Found] | None = None) -> str:
        """A visitor's message arrives; gives the conversation's id."""
        masked = Masked(MaskedText.trusted(text), found or [], [])
        with self.store.writing() as s:
            received = actions.receive_message(
                s, self.vault, actions.Intake("web_widget", visitor, new_id(), masked, "zh")
            )
        return received.conversation_id

    def ai_says(self, conversation_id: str, text: str, rung: str, sources: list[dict[str, Any]]) -> None:
        """The AI answers the newest question."""
        with self.store.reading() as s:
            row = queries.conversation(s, conversation_id)
        with self.store.writing() as s:
            actions.post_reply_part(
                s,
                self.vault,
                conversation_id,
                row.version,
                MaskedText.trusted(text),
                new_id(),
                {"rung": rung, "sources": sources},
                answers_seq=row.asked_seq,
                part=0,
                last=True,
            )

    def ask_for_person(self, conversation_id: str) -> None:
        """Into the queue."""
        with self.store.writing() as s:
            actions.hand_off(s, conversation_id, actor=AI, reasons=[actions.PRESSED_FOR_PERSON])

    def close(self) -> None:
        """End the feeds and the store."""
        self.signals.stop()
        self.store.close()
        self.vault.seal()

    @contextlib.contextmanager
    def served(self) -> Iterator[str]:
        """Over a real socket, with live feeds; gives the address."""
        self.signals.start()
        server = uvicorn.Server(uvicorn.Config(self.app, port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            self.signals.stop()
            server.should_exit = True
            thread.join(10)
