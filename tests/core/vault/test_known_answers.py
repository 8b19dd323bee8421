"""What we encrypt and derive is what the standards say, bit for bit."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from appliance.core.vault import envelope, keys
from appliance.core.vault.seal import Passphrase

AAD = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")


def test_aes_256_gcm() -> None:
    """Test case 16 of McGrew and Viega, The Galois/Counter Mode of Operation (the basis of NIST SP 800-38D)."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert envelope._encrypt(1, key, nonce, plain, AAD) == sealed
    assert envelope._decrypt(1, key, nonce, sealed, AAD) == plain


def test_sm4_gcm(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 8998, appendix A.1, with the RFC's key in place of the derived one."""
    monkeypatch.setattr(envelope, "_sm4_key", lambda key: key)
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex("".join(letter * 16 for letter in "abcdefea"))
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert envelope._encrypt(2, key, nonce, plain, AAD) == sealed
    assert envelope._decrypt(2, key, nonce, sealed, AAD) == plain


def test_argon2id() -> None:
    """A test vector of the reference implementation (phc-winner-argon2, test.c, version 0x13)."""
    params = {
        "kdf": "argon2id",
        "salt": b"somesalt".hex(),
        "memory_kib": 65536,
        "passes": 2,
        "lanes": 1,
    }
    expected = "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"
    assert Passphrase().unseal_key(b"password", params) == bytes.fromhex(expected)


def hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """RFC 5869, sections 2.2 and 2.3, written out."""
    extracted = hmac.new(salt or bytes(32), secret, hashlib.sha256).digest()
    blocks, last = b"", b""
    for number in range(1, 256):
        if len(blocks) >= length:
            return blocks[:length]
        last = hmac.new(extracted, last + info + bytes((number,)), hashlib.sha256).digest()
        blocks += last
    raise AssertionError(length)


@pytest.mark.parametrize(
    ("salt", "info", "expected"),
    [
        (
            bytes(range(13)),
            bytes(range(0xF0, 0xFA)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (
            b"",
            b"",
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
    ids=["A.1", "A.3"],
)
def test_hkdf(salt: bytes, info: bytes, expected: str) -> None:
    """RFC 5869, appendix A; what it proves right is then what our labels must give."""
    assert hkdf(b"\x0b" * 22, salt, info, 42).hex() == expected
    root = bytes(range(32))
    assert keys.derive(root, "store") == hkdf(root, b"", b"kefu/1/store", 32)
    assert envelope._sm4_key(root) == hkdf(root, b"", b"kefu/1/sm4-gcm", 16)
