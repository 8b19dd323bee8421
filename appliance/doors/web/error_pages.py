"""An error as its reader can use it: a page, a notice inside the page (htmx), or JSON.

JSON: {"error": "Conflict", "status": 409, "message": "…", "zh": "…", "en": "…"}; `message` is in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from appliance.core.kit import logs
from appliance.core.kit.errors import (
    ApplianceError,
    BadInput,
    NotFound,
    NotPermitted,
    NotSignedIn,
    SealedError,
    TooLarge,
)
from appliance.doors.web import route_names
from appliance.doors.web.catalogs import N_
from appliance.doors.web.errors import PasswordDue
from appliance.doors.web.language import language_of
from appliance.doors.web.render import render

log = logs.get_logger("doors.web")

TITLES = {
    400: N_("这样不行"),
    403: N_("没有权限"),
    404: N_("没有这个页面"),
    409: N_("情况已变"),
    413: N_("内容太大"),
    429: N_("太频繁了"),
    500: N_("出错了"),
    503: N_("暂时不可用"),
    507: N_("磁盘已满"),
}


class Unexpected(ApplianceError):
    """A fault of ours. The reader gets a number to tell the operator; the log has the rest."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"系统内部出错，本次操作没有完成；请重试，若仍出现请把编号 {number} 告诉运维人员。",
            f"Something went wrong here and nothing was done; try again, and if it stays tell IT the number {number}.",
        )


def _wants_json(request: Request) -> bool:
    path = request.url.path
    if path.startswith(("/api/", "/widget/api/")):
        return True
    accept = request.headers.get("accept", "*/*")
    return "application/json" in accept and "text/html" not in accept


VISITORS = ("/widget/", "/sample")
# A customer of the bank has nothing to unseal.
PAUSED = (
    "客服暂停服务，请稍后再来；恢复后这里会自动接上。",
    "Support is paused; please come back a little later. This window goes on by itself.",
)


def answer(request: Request, error: ApplianceError) -> Response:
    """The error as page, fragment or JSON, with its status."""
    lang = language_of(request)
    if isinstance(error, SealedError) and request.url.path.startswith(VISITORS):
        error = SealedError(*PAUSED)
    if _wants_json(request):
        body = {
            "error": type(error).__name__,
            "status": error.status,
            "message": error.said(lang),
            "zh": error.zh,
            "en": error.en,
        }
        return JSONResponse(body, error.status)
    if request.headers.get("hx-request") == "true":
        notice = render(request, "web/_notice.html", status=error.status, text=error.said(lang))
        notice.headers["HX-Retarget"], notice.headers["HX-Reswap"] = "#notices", "innerHTML"
        return notice
    if isinstance(error, NotSignedIn) and request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse("/sign-in" + ("" if here == "/" else f"?next={quote(here, safe='')}"), 303)
    if isinstance(error, PasswordDue) and request.method == "GET":
        return RedirectResponse("/password", 303)
    sealed = isinstance(error, SealedError)
    title = N_("系统已封存") if sealed else TITLES.get(error.status, TITLES[500])
    return render(
        request,
        "web/error.html",
        status=error.status,
        heading=title,
        text=error.said(lang),
        code=error.status,
        sealed=sealed,
        back=_before(request),
    )


def _before(request: Request) -> str:
    """The page of ours whose form was sent, to go back to; empty after a link, whose page may itself be what is not there."""
    came = urlsplit(request.headers.get("referer", ""))
    if request.method != "POST" or came.netloc != request.url.netloc or not came.path.startswith("/"):
        return ""
    return "/" + came.path.lstrip("/") + (f"?{came.query}" if came.query else "")


def _from_http(error: HTTPException) -> ApplianceError:
    if isinstance(error.__cause__, ApplianceError):
        return error.__cause__  # raised while the body was read, and wrapped on its way
    if error.status_code in (404, 405):
        return NotFound("没有这个页面，或者它已不在了。", "There is no such page, or it is gone.")
    if error.status_code == 403:
        return NotPermitted("您没有此操作的权限。", "You may not do this.")
    if error.status_code == 413:
        return TooLarge("内容太大，没有保存。", "This is too large and was not saved.")
    return BadInput(
        "请求不完整或格式不对，请检查后重试。",
        "The request is incomplete or malformed; check it and try again.",
    )


def misread(names: Iterable[str]) -> BadInput:
    """Something filled in is not right: what, by name."""
    wrong = sorted(set(names)) or ["body"]
    return BadInput(
        f"填写的内容有误（{'、'.join(wrong)}），请检查后重试。",
        f"Something filled in is not right ({', '.join(wrong)}); check it and try again.",
    )


def install(app: FastAPI) -> None:
    """Turn every error of a handler into an answer."""

    def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, ApplianceError)
        return answer(request, error)

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, _from_http(error))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, misread(str(one["loc"][-1]) for one in error.errors() if one.get("loc")))

    app.add_exception_handler(ApplianceError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


class SafetyNet:
    """The last catch: what no handler expected becomes a 500 with a number, and a line in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except ApplianceError as error:
            if begun:
                raise
            await answer(Request(scope, receive), error)(scope, receive, send)
        except Exception as error:
            number = _number()
            log.error(
                "request failed",
                number=number,
                route=route_names.pattern(scope),
                fault=type(error).__name__,
                exc_info=error,
            )
            if begun:
                raise
            await answer(Request(scope, receive), Unexpected(number))(scope, receive, send)


def _number() -> str:
    from appliance.core.kit.ids import new_id

    return new_id()[-8:]
