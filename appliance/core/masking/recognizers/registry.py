"""Every recognizer in use, in one list. A new one: one file, one line here, one table test."""

from __future__ import annotations

import sys
from typing import Final

from appliance.core.masking.analysis import Recognizer
from appliance.core.masking.quick import quicken
from appliance.core.masking.recognizers.abroad import Abroad
from appliance.core.masking.recognizers.account import Account
from appliance.core.masking.recognizers.address import Address
from appliance.core.masking.recognizers.asked.birth import AskedBirth
from appliance.core.masking.recognizers.asked.email import AskedEmail
from appliance.core.masking.recognizers.asked.numbers import AskedNumber
from appliance.core.masking.recognizers.asked.parts import AskedPart
from appliance.core.masking.recognizers.asked.rest import AskedRest
from appliance.core.masking.recognizers.asked.row import AskedRow
from appliance.core.masking.recognizers.asked.scene import InScene
from appliance.core.masking.recognizers.asked.secrets import AskedSecret
from appliance.core.masking.recognizers.bank_card import BankCard
from appliance.core.masking.recognizers.cn_id import CnId
from appliance.core.masking.recognizers.cvv import Cvv
from appliance.core.masking.recognizers.digits import WithDigits
from appliance.core.masking.recognizers.dob import Dob
from appliance.core.masking.recognizers.email import Email
from appliance.core.masking.recognizers.expiry import Expiry
from appliance.core.masking.recognizers.fields import Fields
from appliance.core.masking.recognizers.glued import Glued
from appliance.core.masking.recognizers.grouped import Grouped
from appliance.core.masking.recognizers.hktw_id import HkTwId
from appliance.core.masking.recognizers.iban import Iban
from appliance.core.masking.recognizers.ip import Ip
from appliance.core.masking.recognizers.landline import Landline
from appliance.core.masking.recognizers.mac import Mac
from appliance.core.masking.recognizers.military_id import MilitaryId
from appliance.core.masking.recognizers.mobile import Mobile
from appliance.core.masking.recognizers.otp import Otp
from appliance.core.masking.recognizers.passport import Passport
from appliance.core.masking.recognizers.password import Password
from appliance.core.masking.recognizers.permit import Permit
from appliance.core.masking.recognizers.person import Person
from appliance.core.masking.recognizers.pieces import Pieces
from appliance.core.masking.recognizers.place import Place
from appliance.core.masking.recognizers.plate import Plate
from appliance.core.masking.recognizers.qq import QQ
from appliance.core.masking.recognizers.read import Reader
from appliance.core.masking.recognizers.spoken import Spoken
from appliance.core.masking.recognizers.swift import Swift
from appliance.core.masking.recognizers.told import Told
from appliance.core.masking.recognizers.uscc import Uscc
from appliance.core.masking.recognizers.wechat import WeChat
from appliance.core.masking.recognizers.worded import Worded

_CODES: Final[tuple[Recognizer, ...]] = (Otp(), Cvv(), Pieces())
_SECRETS: Final[tuple[Recognizer, ...]] = (
    *_CODES,
    Expiry(),
    Password(),
    AskedSecret(),
    AskedRow(),
    InScene(),
    Told(),
)
SECRETS: Final[tuple[Recognizer, ...]] = (
    WithDigits(_CODES),
    Expiry(),
    Password(),
    AskedSecret(),
    AskedRow(),
    InScene(),
    Told(),
    Spoken(_SECRETS),
    AskedPart(),
    Reader(),
    Worded(),
)
"""Run by themselves, without the tagger, when anything else has failed. Linear in the length of the text."""

_NUMBERS: Final[tuple[Recognizer, ...]] = (
    CnId(),
    BankCard(),
    Uscc(),
    Iban(),
    Grouped(),
    Glued(),
    Account(),
    Mobile(),
    Abroad(),
    Landline(),
    QQ(),
    Passport(),
    Permit(),
    HkTwId(),
    MilitaryId(),
    AskedRest(),
)
_NAMES: Final[tuple[Recognizer, ...]] = (WeChat(), AskedNumber())
"""Both read digits as they are said too; names of accounts may hold letters alone."""
"""Those that read digits; they read them as they are said too."""

RECOGNIZERS: Final[tuple[Recognizer, ...]] = (
    *SECRETS,
    WithDigits((*_NUMBERS, Mac())),
    *_NAMES,
    Spoken((*_NUMBERS, *_NAMES)),
    AskedBirth(),
    AskedEmail(),
    Swift(),
    Email(),
    Plate(),
    Dob(),
    Ip(),
    Fields(),
    Person(),
    Address(),
    Place(),
)

FOR_LOGS: Final[tuple[Recognizer, ...]] = (CnId(), BankCard(), Mobile(), Email())
"""Quick rules over digits and addresses, for the log redactor."""

quicken(module for name, module in list(sys.modules.items()) if name.startswith(f"{__package__}."))
