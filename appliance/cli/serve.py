"""`appliance serve`: the port answers first, then the vault opens, then what is slow loads behind the page."""

from __future__ import annotations

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable

import typer

from appliance.cli.control import ControlServer
from appliance.cli.inside import control_path, no_vault
from appliance.cli.terminal import say
from appliance.core.kit import closed, heap, logs
from appliance.core.kit.errors import ApplianceError, BadInput
from appliance.core.masking.labelled import Foreign
from appliance.core.settings import Settings, load
from appliance.wiring import Appliance
from appliance.worker import Worker

app = typer.Typer()
log = logs.get_logger("serve")


@app.callback(invoke_without_command=True)
def serve() -> None:
    """Start the appliance on HOST:PORT; Ctrl-C stops it."""
    run(load())


def bind(settings: Settings) -> socket.socket:
    """The listening socket. Raises `BadInput` when the port is taken or may not be opened."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)  # from here on who connects waits instead of being refused
    except OSError as problem:
        listener.close()
        raise BadInput(
            f"无法监听 {settings.host}:{settings.port}（{problem.strerror}）；请换一个 PORT，或停止占用它的程序。",
            f"Cannot listen on {settings.host}:{settings.port} ({problem.strerror}); "
            "choose another PORT or stop the program that uses it.",
        ) from None
    return listener


def run(settings: Settings, ready: Callable[[Appliance, str], None] | None = None) -> None:
    """Serve until a signal. `ready` is called once, with the address, when the vault is open (or stays sealed)."""
    heap.seldom()
    import uvicorn

    from appliance.cli.handlers import handlers
    from appliance.doors.web.live import Signals
    from appliance.main import build_app

    appliance = Appliance(settings)
    appliance.make_worker = Worker
    if not appliance.vault.exists():
        raise no_vault(settings)
    secret = appliance.secret()  # a key file that cannot be read is said before anything starts
    appliance.take_folder()
    listener = bind(settings)
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

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            if appliance.parts.has(Signals):
                appliance.parts.get(
                    Signals
                ).hang_up()  # else it would wait for readers who do not go by themselves
            await super().shutdown(sockets)

    server = Server(
        uvicorn.Config(
            build_app(appliance),
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            proxy_headers=False,
        )
    )

    refused: list[ApplianceError] = []

    def boot() -> None:
        try:
            if secret is not None:
                appliance.unseal(secret)
                appliance.start()
                heap.settle_later()
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
        threading.Thread(target=boot, name="boot", daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            server.run(sockets=[listener])
    finally:
        control.stop()
        appliance.stop()
        listener.close()
    if refused:
        raise refused[0]
