"""English talk about a password that is no password: My PIN is locked; something is wrong with my password.

The readers of words learned mostly from Chinese; beside PIN they take a word of plain English for the value now and then.
"""

from __future__ import annotations

import re
from typing import Final

from appliance.core.masking.analysis import Analysis

_TALK: Final = """
locked unlocked blocked unblocked frozen wrong incorrect incorrectly correct correctly invalid rejected declined refused accepted
expired forgotten forgot lost stolen compromised hacked leaked changed reset updated created issued generated delivered sent posted
mailed received arrived required needed missing possible impossible available different separate separately remotely immediately
need needs want wants have having does work works working keep keeps going coming getting entering entered typing typed trying tried
changing resetting sending asking including excluding using used
please because before after again already still yet until when where while since instead otherwise although though once twice
much many more most very just also only always never ever often sometimes every each today tomorrow yesterday now then
slowly quickly carefully badly properly safely securely recently directly manually easily accidentally repeatedly temporarily
printed allowed short something anything nothing everything someone number numbers code codes passcode retrieval recovery machine machines
card cards account bank phone app application country countries atm password
i me my mine you your it its he she they we our us this that these those there here a an the is are was were be been not no
and or but if so to too of on in at for from with without by up out off can could will would should must may might do did
"""
"""What becomes of a password, what people do with it, and the small words between. None of these is given for one."""
_WORDS_OF_TALK: Final = frozenset(_TALK.split())
_GIVEN: Final = re.compile(r"[:=\"'“‘「]\s*$|(?<![a-z])word $")
"""password: locked; 'wrong'; just the word wrong: given as a value all the same."""
_ASKS: Final = re.compile(r"(?:how|too|that|so|not|very|why|what|when|where|who|which) [a-z]+")
"""Too short; how long; is that allowed."""
_WORDS: Final = re.compile(r"[a-z]+(?: [a-z]+)*")


def only_talk(a: Analysis, start: int, end: int) -> bool:
    """True for plain English about a password, where nobody has asked for one."""
    said = a.lower[start:end]
    if not _ASKS.fullmatch(said) and not (_WORDS.fullmatch(said) and _WORDS_OF_TALK.issuperset(said.split())):
        return False
    if "PASSWORD" in a.state.wants or "PASSWORD" in a.state.scene:
        return False
    before = a.before(start)
    itself = said == "password" and before.endswith(("is ", "was "))  # my password is password
    return not itself and _GIVEN.search(before) is None
