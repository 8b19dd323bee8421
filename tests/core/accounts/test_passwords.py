"""Hashing and checking of passwords."""

from __future__ import annotations

from appliance.core.accounts import passwords


def test_argon2id_with_the_parameters_of_rfc_9106(hashed):
    assert hashed.value.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.right("haiyue harbour 88", hashed.value)
    assert not passwords.right("haiyue harbour 89", hashed.value)


def test_nobody_has_no_right_password():
    assert not passwords.right("the password of nobody at all", None)


def test_a_damaged_hash_is_a_wrong_password():
    assert not passwords.right("haiyue harbour 88", "not a hash")


def test_a_hash_does_not_show_in_logs(hashed):
    assert "argon2" not in repr(hashed)
