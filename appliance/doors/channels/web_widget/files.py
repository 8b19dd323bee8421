"""Files from the window: checked against the inbox's policy and against what they say they are, before anything is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from appliance.ai.knowledge.readers.limits import check_kind
from appliance.ai.knowledge.readers.registry import MEDIA_TYPES, suffix_of
from appliance.core.kit.errors import BadInput, NotPermitted, TooLarge
from appliance.core.masking.engine import Masked, Masker
from appliance.core.masking.labelled import labelled_name
from appliance.core.masking.text import MaskedText, RawText
from appliance.core.store.session import Store
from appliance.core.vault.vault import Vault
from appliance.doors.channels.plain import plain
from appliance.doors.channels.web_widget import token
from appliance.doors.channels.web_widget.adapter import NAME
from appliance.doors.channels.web_widget.visitors import Given, Held, writer
from appliance.doors.web.limits import visitor_rate
from appliance.service.attachments import in_memory
from appliance.service.consent import queries as consent
from appliance.service.contacts import queries as contacts
from appliance.service.conversations import attachments
from appliance.service.conversations.intake import Intake
from appliance.service.inboxes import queries as inboxes
from appliance.service.inboxes import uploads

router = APIRouter()

LONGEST_NAME = 120
PLACE = "/widget/api/files"


async def body(request: Request) -> bytes:
    """The bytes, once they are all there; the limit on bodies has watched over them."""
    return await request.body()


@router.post(PLACE, dependencies=[Depends(visitor_rate)])
def send(
    parts: Held,
    given: Given,
    content: Annotated[bytes, Depends(body)],
    client_id: Annotated[str, Query(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z-]+$")],
    name: Annotated[str, Query(min_length=1, max_length=300)],
    lang: Annotated[str, Query(max_length=20)] = "zh",
) -> JSONResponse:
    """Take one file. 200 means stored; the same client id again gives the same answer."""
    who = writer(parts, given)
    vault, store = parts.get(Vault), parts.get(Store)
    with store.reading() as s:
        consent.check(s, NAME, contacts.contact_id(s, NAME, who))
        policy = uploads.of(inboxes.inbox(s, token.inbox_of(given.session)).uploads)
    suffix = _allowed(policy, name, len(content))
    with in_memory.held(content, suffix) as path:
        check_kind(path, suffix)  # in one sentence, when it is not what its name says
    shown = MaskedText.trusted(labelled_name(parts.get(Masker), _plain_name(name)))
    inbound = Intake(NAME, who, client_id, Masked(shown, [], []), "en" if lang.startswith("en") else "zh")
    file = attachments.File(suffix, MEDIA_TYPES[suffix], content)
    with store.writing() as s:
        received = attachments.receive_file(s, vault, inbound, file, policy.most_files)
    return JSONResponse(
        {"message_id": received.message_id, "seq": received.seq, "duplicate": received.duplicate}
    )


def _allowed(policy: uploads.Uploads, name: str, size: int) -> str:
    """The ending that decides what it is. Raises `NotPermitted`, `BadInput`, `TooLarge`."""
    if not policy.on:
        raise NotPermitted("这里不接收文件。", "Files are not taken here.")
    suffix = suffix_of(name)
    if suffix not in policy.kinds:
        known = " ".join(policy.kinds)
        raise BadInput(f"这里只接收 {known} 文件。", f"Only {known} files are taken here.")
    if size == 0:
        raise BadInput("文件是空的，请检查后重新选择。", "The file is empty; check it and choose it again.")
    if size > policy.most_mb * 1_000_000:
        raise TooLarge(
            f"文件超过 {policy.most_mb} MB，请缩小后再发送。",
            f"The file is larger than {policy.most_mb} MB; make it smaller and send it again.",
        )
    return suffix


def _plain_name(name: str) -> str:
    """What a browser calls a file, without folders and signs that are no text."""
    last = plain(RawText(name.replace("\\", "/").rsplit("/", 1)[-1])).expose()
    clean = "".join(c for c in last if c.isprintable()).strip().lstrip(".")
    stem, dot, ending = clean.rpartition(".")
    return (stem or ending)[:LONGEST_NAME] + (f"{dot}{ending[:12]}" if stem else "")
