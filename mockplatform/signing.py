"""Owns keys and signatures: the only file that knows of JWT.

It judges form and signature; whether a token's time is over is `core.lease`'s matter,
because the library reads the real clock and a tenant has its own.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

from mockplatform import strictjson
from mockplatform.errors import InvalidJson, TokenInvalid
from mockplatform.limits import LIMITS

# The libraries are imported where they are used: together they take a tenth of a start, and
# until the first token nobody needs them.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

ALGORITHM = "RS256"
ACCESS_TYPE = "at+jwt"
"""RFC 9068: so that a refresh token can never pass for an access token."""
REFRESH_TYPE = "JWT"
_KEY_BITS = 2048
_PUBLIC_EXPONENT = 65_537
_HEADER_MEMBERS = frozenset({"alg", "kid", "typ"})
_SEGMENTS = 3


class SigningKey:
    """An RSA key under the id by which tokens name it."""

    __slots__ = ("id", "private", "public")

    def __init__(self, id_: str, private: RSAPrivateKey) -> None:
        self.id = id_
        self.private = private
        self.public = private.public_key()

    @classmethod
    def from_pem(cls, id_: str, pem: str) -> SigningKey:
        """Return the key that `pem` (PKCS 8, not encrypted) holds."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

        private = serialization.load_pem_private_key(pem.encode(), password=None)
        assert isinstance(private, RSAPrivateKey)  # we only ever write RSA keys
        return cls(id_, private)

    def pem(self) -> str:
        """Return the private key in PEM."""
        from cryptography.hazmat.primitives import serialization

        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def jwk(self, *, private: bool = False) -> dict[str, Any]:
        """Return the key as a JWK (RFC 7517), public unless asked otherwise."""
        key = self.private if private else self.public
        import jwt

        jwk: dict[str, Any] = jwt.algorithms.RSAAlgorithm.to_jwk(key, as_dict=True)
        jwk.pop("key_ops", None)
        return {**jwk, "kid": self.id, "alg": ALGORITHM, "use": "sig"}


def sign(claims: Mapping[str, Any], key: SigningKey, type_: str) -> str:
    """Return the compact token of `claims`; the same claims and key give the same bytes."""
    import jwt

    return jwt.encode(
        dict(claims), key.private, algorithm=ALGORITHM, headers={"kid": key.id, "typ": type_}
    )


def unsigned(claims: Mapping[str, Any]) -> str:
    """Return a token with `alg` none, for tests of those who must refuse it."""
    import jwt

    return jwt.encode(dict(claims), "", algorithm="none", headers={"typ": ACCESS_TYPE})


class Verified(NamedTuple):
    """A token's claims, and the id of the key that signed them."""

    key_id: str
    claims: dict[str, Any]


def verify(token: str, keys: Mapping[str, SigningKey], type_: str) -> dict[str, Any]:
    """Return the claims of a token, as `verify_signed` does.

    Raises:
        TokenInvalid: Anything about form, header, key or signature is not as it must be.
    """
    return verify_signed(token, keys, type_).claims


def verify_signed(token: str, keys: Mapping[str, SigningKey], type_: str) -> Verified:
    """Return the claims of a token that one of `keys` signed, and which; says nothing of time.

    Stricter than the library: segments in canonical base64url, no header member but alg,
    kid and typ, strict JSON.

    Raises:
        TokenInvalid: Anything about form, header, key or signature is not as it must be.
    """
    if len(token) > LIMITS.token_bytes_max:
        raise TokenInvalid(f"The token is over {LIMITS.token_bytes_max} bytes")
    segments = token.split(".")
    if len(segments) != _SEGMENTS:
        raise TokenInvalid("The token is no JWT of three segments")
    header, payload, _ = (_segment(segment) for segment in segments)
    key = keys.get(_key_id(header, type_))
    if key is None:
        raise TokenInvalid(
            "The token names a key that this tenant does not have",
            hint="The keys are at /.well-known/jwks.json; was the token another tenant's?",
        )
    import jwt

    try:
        jwt.PyJWS().decode(token, key.public, algorithms=[ALGORITHM])
    except jwt.PyJWTError:
        raise TokenInvalid("The token's signature is wrong") from None
    return Verified(key.id, _members(payload, "claims"))


def claimed_tenant(token: str) -> str:
    """Return what a JWT's `tenant` claim says, unverified; ``""`` if it says nothing."""
    named = claimed(token).get("tenant")
    return named if isinstance(named, str) else ""


def claimed(token: str) -> dict[str, Any]:
    """Return what a JWT claims, unverified and whatever its time; nothing if it is none."""
    segments = token.split(".", _SEGMENTS)
    if len(segments) != _SEGMENTS or len(token) > LIMITS.token_bytes_max:
        return {}
    try:
        return strictjson.parse_object(_segment(segments[1]))
    except (TokenInvalid, InvalidJson):
        return {}


def _segment(text: str) -> bytes:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenInvalid("A segment of the token is no base64url") from None
    if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() != text:
        raise TokenInvalid("A segment of the token is not in canonical base64url")
    return raw


def _key_id(header: bytes, type_: str) -> str:
    members = _members(header, "header")
    if members.get("alg") != ALGORITHM:
        raise TokenInvalid(f"The token's alg must be {ALGORITHM}")
    if extra := set(members) - _HEADER_MEMBERS:
        raise TokenInvalid(f"The token's header has members that are not taken: {sorted(extra)}")
    if members.get("typ") != type_:
        raise TokenInvalid(
            f"The token's typ must be {type_}",
            hint="An access token has typ at+jwt, a refresh token typ JWT: were they mixed up?",
        )
    key_id = members.get("kid")
    if not isinstance(key_id, str):
        raise TokenInvalid("The token's header names no key (kid)")
    return key_id


def _members(data: bytes, what: str) -> dict[str, Any]:
    try:
        return strictjson.parse_object(data)
    except InvalidJson as error:
        raise TokenInvalid(f"The token's {what}: {error.message}") from None


def make_key() -> RSAPrivateKey:
    """Return a new private key."""
    # Imported late: a start does not need it.
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return generate_private_key(_PUBLIC_EXPONENT, _KEY_BITS)


class KeyPool:
    """Keeps a few keys ready, because making one takes 50 ms of a core.

    Ids are drawn from the operating system: keys are never part of a seeded run. `make` makes a
    key, in a thread of the pool's.
    """

    def __init__(
        self, size: int = LIMITS.key_pool_size, make: Callable[[], RSAPrivateKey] = make_key
    ) -> None:
        self._size = size
        self._new = make
        self._ready: deque[RSAPrivateKey] = deque()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keys")
        self._closed = False

    def begin(self) -> None:
        """Make a first key in the background; more are made as keys are taken.

        A server that starts has better things to do with its cores than to fill the pool.
        """
        self._thread.submit(self._make)

    async def take(self, spare: list[SigningKey] | None = None) -> SigningKey:
        """Return the first of the spare keys, else one with a fresh id, made before or now."""
        if spare:
            return spare.pop(0)
        if not self._ready:
            loop = asyncio.get_running_loop()
            while not self._ready:
                await loop.run_in_executor(self._thread, self._make)
        key = SigningKey(secrets.token_hex(8), self._ready.popleft())
        if not self._closed:
            for _ in range(self._size - len(self._ready)):
                self._thread.submit(self._make)
        return key

    def give_back(self, key: SigningKey) -> None:
        """Take a key from a tenant that is gone, to be handed out under another id."""
        if len(self._ready) < 4 * self._size:
            self._ready.append(key.private)

    def close(self) -> None:
        """Stop the background."""
        self._closed = True
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _make(self) -> None:
        if len(self._ready) < self._size and not self._closed:
            self._ready.append(self._new())
