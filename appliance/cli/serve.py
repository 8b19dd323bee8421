"""`appliance serve`: the port answers first, then the vault opens, then what is slow loads behind the page."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable

import typer

from appliance.beside import Beside
from appliance.cli.control import ControlServer
from appliance.cli.inside import control_path, no_vault
from appliance.cli.terminal import say
from appliance.core.kit import closed, heap, logs
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.masking.labelled import Foreign
from appliance.core.settings import Settings, load
from appliance.doors.channels.apart import Apart
from appliance.wiring import Appliance
from appliance.worker import Worker

app = typer.Typer()
WAITING = (
    1024  # connections that nobody has taken yet: all windows come back at once when the service starts anew
)
VISITORS_WAIT = 30.0  # seconds until we say that we are ready without them
log = logs.get_logger("serve")


@app.callback(invoke_without_command=True)
def serve() -> None:
    """Start the appliance on HOST:PORT; Ctrl-C stops it."""
    run(load())


def bind(host: str, port: int, name: str = "PORT") -> socket.socket:
    """The listening socket. Raises `BadInput` when the port, set by `name`, is taken or may not be opened."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING)  # from here on who connects waits instead of being refused
    except OSError as problem:
        listener.close()
        raise BadInput(
            f"无法监听 {host}:{port}（{problem.strerror}）；请换一个 {name}，或停止占用它的程序。",
            f"Cannot listen on {host}:{port} ({problem.strerror}); "
            f"choose another {name} or stop the program that uses it.",
        ) from None
    return listener


def beside(settings: Settings, appliance: Appliance) -> Beside | None:
    """Who keeps the visitors' process, with their port open; None without VISITORS_PORT. Raises `BadInput` as `bind`."""
    if settings.visitors_port is None:
        return None
    host = settings.visitors_host or settings.host
    listener = bind(host, settings.visitors_port, "VISITORS_PORT")
    apart = Apart(host, listener.getsockname()[1])
    appliance.parts.provide(Apart, apart)
    return Beside(settings, appliance.vault, listener, apart)


def run(settings: Settings, ready: Callable[[Appliance, str], None] | None = None) -> None:
    """Serve until a signal. `ready` is called once, with the address, when the vault is open (or stays sealed)."""
    heap.seldom()
    from appliance.cli.handlers import handlers
    from appliance.cli.server import Server
    from appliance.main import build_app

    appliance = Appliance(settings)
    appliance.make_worker = Worker
    if not appliance.vault.exists():
        raise no_vault(settings)
    secret = appliance.secret()  # a key file that cannot be read is said before anything starts
    appliance.take_folder()
    listener = bind(settings.host, settings.port)
    visitors = appliance.beside = beside(settings, appliance)
    logs.configure(
        settings.log_level,
        file=appliance.data_dir / "logs" / "appliance.log",
        redact=appliance.redact,
        redact_foreign=Foreign(appliance.masker),
    )
    closed.keep_memory_in(appliance.data_dir)
    address = f"http://{settings.host}:{listener.getsockname()[1]}"
    control = ControlServer(control_path(settings), handlers(appliance))
    # Turns compute beside the requests: a waiting request gets its share within 1 ms instead of 5.
    sys.setswitchinterval(0.001)

    server = Server(build_app(appliance), appliance)
    refused: list[ApplianceError] = []

    def boot() -> None:
        try:
            if secret is not None:
                appliance.unseal(secret)
                appliance.start()
                heap.settle_later()
                if visitors is not None:
                    visitors.until_ready(VISITORS_WAIT)
        except ApplianceError as problem:
            log.error("not unsealed", reason=problem.en)
            refused.append(problem)
            server.should_exit = True  # a service that cannot open must not look alive
            return
        except Exception:
            log.exception("not started")
            refused.append(
                ApplianceError(
                    "启动未完成，详情见数据目录下的 logs/appliance.log。",
                    "The start did not finish; see logs/appliance.log in the data folder.",
                )
            )
            server.should_exit = True
            return
        if visitors is not None:
            say(f"访客入口 {visitors.apart.address}", f"Visitors come by {visitors.apart.address}")
        if ready is not None:
            ready(appliance, address)
        elif appliance.vault.sealed:
            say(
                f"{address} · 已封存，等待 appliance unseal",
                f"{address} · sealed, waiting for `appliance unseal`",
            )
        else:
            say(f"{address} · 已就绪", f"{address} · ready")

    try:
        # uvicorn ends on SIGTERM, then raises it again: without a handler that would end us before `finally`.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        control.start()
        if visitors is not None:
            visitors.start()
        threading.Thread(target=boot, name="boot", daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        control.stop()
        appliance.stop()
        listener.close()
    if refused:
        raise refused[0]
