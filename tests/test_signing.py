"""Form and signature of tokens, stricter than the library. Time is judged elsewhere.

Source: RFC 7515, RFC 7519, RFC 8725; the library's leniency is listed in `docs/architecture.md`.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mockplatform.errors import TokenInvalid
from mockplatform.limits import LIMITS
from mockplatform.signing import (
    ACCESS_TYPE,
    REFRESH_TYPE,
    KeyPool,
    SigningKey,
    claimed_tenant,
    sign,
    unsigned,
    verify,
    verify_signed,
)

CLAIMS: dict[str, Any] = {"sub": "ann", "tenant": "t", "exp": 1}


@pytest.fixture(scope="module")
def pool() -> Iterator[KeyPool]:
    """Keys, made beside the tests."""
    made = KeyPool(2)
    made.begin()
    yield made
    made.close()


@pytest.fixture(scope="module")
def key(pool: KeyPool) -> SigningKey:
    """A key that signs."""
    return asyncio.run(pool.take())


def b64(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def forge(
    key: SigningKey, header: dict[str, Any] | bytes, payload: dict[str, Any] | bytes = b"{}"
) -> str:
    """Return a token with any header and payload, rightly signed with RS256."""
    signed = ".".join(
        b64(part if isinstance(part, bytes) else json.dumps(part).encode())
        for part in (header, payload)
    )
    return f"{signed}.{b64(key.private.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def good_header(key: SigningKey, **more: Any) -> dict[str, Any]:
    """Return the header that the platform writes, and what else is asked."""
    return {"alg": "RS256", "kid": key.id, "typ": ACCESS_TYPE, **more}


def refused(token: str, key: SigningKey, type_: str = ACCESS_TYPE) -> str:
    """Return with what message a token is refused."""
    with pytest.raises(TokenInvalid) as error:
        verify(token, {key.id: key}, type_)
    return error.value.message


def test_what_was_signed_is_verified(key: SigningKey) -> None:
    """The guide's header: RS256, with the key's id."""
    token = sign(CLAIMS, key, ACCESS_TYPE)
    assert verify(token, {key.id: key}, ACCESS_TYPE) == CLAIMS
    assert verify_signed(token, {key.id: key}, ACCESS_TYPE).key_id == key.id
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header == {"alg": "RS256", "kid": key.id, "typ": "at+jwt"}


def test_the_same_claims_give_the_same_bytes(key: SigningKey) -> None:
    """A lost answer can be given again."""
    assert sign(CLAIMS, key, ACCESS_TYPE) == sign(CLAIMS, key, ACCESS_TYPE)


def test_a_refresh_token_is_no_access_token(key: SigningKey) -> None:
    """RFC 9068: the type keeps them apart."""
    assert "typ" in refused(sign(CLAIMS, key, REFRESH_TYPE), key)
    assert "typ" in refused(sign(CLAIMS, key, ACCESS_TYPE), key, REFRESH_TYPE)


def test_none_is_no_algorithm(key: SigningKey) -> None:
    """RFC 8725 section 3.1."""
    assert "alg" in refused(unsigned(CLAIMS), key)
    assert "alg" in refused(forge(key, good_header(key, alg="none")), key)


def test_the_public_key_is_no_hmac_secret(key: SigningKey) -> None:
    """CVE-2017-11424, CVE-2022-29217: key confusion."""
    public = key.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{b64(json.dumps(good_header(key, alg='HS256')).encode())}.{b64(b'{}')}"
    mac = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    assert "alg" in refused(f"{signed}.{b64(mac)}", key)


@pytest.mark.parametrize("name", ["crit", "jwk", "jku", "x5u", "x5c", "cty", "zip", "b64"])
def test_no_other_header_member_is_taken(key: SigningKey, name: str) -> None:
    """Nothing is fetched, and nothing is understood beside alg, kid and typ."""
    assert name in refused(forge(key, good_header(key, **{name: "x"})), key)


@pytest.mark.parametrize("type_", ["JWT", "AT+JWT", "application/at+jwt", "", None, 7])
def test_the_type_is_exactly_what_it_is_to_be(key: SigningKey, type_: object) -> None:
    """RFC 8725 section 3.11: explicit typing."""
    assert "typ" in refused(forge(key, good_header(key, typ=type_)), key)


@pytest.mark.parametrize("kid", ["", "unknown", "../../etc/passwd", None, 7, ["a"], {}])
def test_a_key_is_found_by_equality_alone(key: SigningKey, kid: object) -> None:
    """The tenant's own table, and no path, no query, no list."""
    assert "key" in refused(forge(key, good_header(key, kid=kid)), key)


def test_another_tenants_key_is_unknown(key: SigningKey, pool: KeyPool) -> None:
    """Tenants do not touch."""
    other = asyncio.run(pool.take())
    assert "does not have" in refused(sign(CLAIMS, other, ACCESS_TYPE), key)


def test_a_changed_token_is_refused(key: SigningKey) -> None:
    """One claim more, or one byte of the signature."""
    head, payload, signature = sign(CLAIMS, key, ACCESS_TYPE).split(".")
    other = b64(json.dumps({**CLAIMS, "sub": "bob"}).encode())
    assert "signature" in refused(f"{head}.{other}.{signature}", key)
    changed = "B" if signature[0] == "A" else "A"
    assert "signature" in refused(f"{head}.{payload}.{changed}{signature[1:]}", key)
    assert "signature" in refused(f"{head}.{payload}.", key)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token + "=",
        lambda token: token + "==",
        lambda token: token.replace(".", "=.", 1),
        lambda token: token.replace(".", "\n.", 1),
        lambda token: " " + token,
        lambda token: token + "\n",
        lambda token: token.replace("-", "+").replace("_", "/"),
        lambda token: token + "é",
        lambda token: token + "\udcff",
        lambda token: token + ".e30",
        lambda token: token.rpartition(".")[0],
        lambda token: "..",
        lambda token: "",
        lambda token: "a.b.c",
        lambda token: ".".join(["é"] * 3),
    ],
)
def test_segments_are_three_and_in_canonical_base64url(
    key: SigningKey, spoil: Callable[[str], str]
) -> None:
    """The library takes padding and blanks; two spellings of one token are one too many."""
    # Claims whose bytes need both letters that base64url has of its own.
    token = sign({"sub": "ann", "x": "?>~ÿ" * 8}, key, ACCESS_TYPE)
    assert "-" in token
    assert "_" in token
    refused(spoil(token), key)


def test_unused_bits_of_the_last_character_are_zero(key: SigningKey) -> None:
    """RFC 4648 section 3.5: another character with the same bytes is another token."""
    head, payload, signature = sign(CLAIMS, key, ACCESS_TYPE).split(".")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    same = alphabet[alphabet.index(signature[-1]) ^ 1]
    assert len(signature) % 4 == 2
    assert "canonical" in refused(f"{head}.{payload}.{signature[:-1]}{same}", key)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"null",
        b'"text"',
        b"{",
        b'{"sub":"a","sub":"b"}',
        b'{"exp":NaN}',
        b'{"exp":1e400}',
        b'{"sub":"\\u0000"}',
        b'{"sub":"\\ud800"}',
        b'\xef\xbb\xbf{"sub":"a"}',
        '{"sub":"a"}'.encode("utf-16"),
        b'{"sub":"\xff"}',
        b'{"x":' + b"[" * 70 + b"]" * 70 + b"}",
    ],
)
def test_claims_are_strict_json(key: SigningKey, payload: bytes) -> None:
    """Duplicate claims, NaN, lone surrogates and other encodings are no claims."""
    assert "claims" in refused(forge(key, good_header(key), payload), key)


def test_the_header_is_strict_json(key: SigningKey) -> None:
    """The last of two equal members is not simply taken."""
    header = f'{{"alg":"none","alg":"RS256","kid":"{key.id}","typ":"at+jwt"}}'.encode()
    assert "header" in refused(forge(key, header), key)
    assert "header" in refused(forge(key, b"[1]"), key)


def test_a_long_token_is_refused_unread(key: SigningKey) -> None:
    """8 KiB is more than the platform ever issues."""
    token = sign({**CLAIMS, "x": "x" * LIMITS.token_bytes_max}, key, ACCESS_TYPE)
    assert "over" in refused(token, key)


def test_the_tenant_a_token_names_can_be_read_unverified(key: SigningKey) -> None:
    """Only to find whose keys are to verify it."""
    assert claimed_tenant(sign(CLAIMS, key, ACCESS_TYPE)) == "t"
    for token in ("", "a.b", "a.b.c.d", "a.b.c", sign({"tenant": 7}, key, ACCESS_TYPE), "é.é.é"):
        assert claimed_tenant(token) == ""
    assert claimed_tenant(sign({**CLAIMS, "x": "x" * 9000}, key, ACCESS_TYPE)) == ""


def test_a_key_survives_being_written(key: SigningKey) -> None:
    """A store keeps keys as PEM."""
    again = SigningKey.from_pem(key.id, key.pem())
    assert sign(CLAIMS, again, ACCESS_TYPE) == sign(CLAIMS, key, ACCESS_TYPE)


def test_a_jwk_is_public_unless_asked_otherwise(key: SigningKey) -> None:
    """RFC 7517: the private members never leave by the public door."""
    public = key.jwk()
    assert set(public) == {"kty", "n", "e", "kid", "alg", "use"}
    assert public["kid"] == key.id
    assert (public["alg"], public["use"]) == ("RS256", "sig")
    assert {"d", "p", "q"} <= set(key.jwk(private=True))


async def test_a_pool_that_is_empty_makes_a_key() -> None:
    """Nobody waits for ever, and each key has an id of its own."""
    pool = KeyPool(1)
    keys = await asyncio.gather(pool.take(), pool.take(), pool.take())
    assert len({key.id for key in keys}) == 3
    assert len({key.jwk()["n"] for key in keys}) == 3
    pool.close()


async def test_a_key_that_is_given_back_is_handed_out_under_another_id() -> None:
    """A token that names the old id is unknown, whatever key is behind it."""
    pool = KeyPool(1)
    key = await pool.take()
    pool.close()
    pool.give_back(key)
    again = await pool.take()
    assert again.private is key.private
    assert again.id != key.id
    refused(sign(CLAIMS, key, ACCESS_TYPE), again)
