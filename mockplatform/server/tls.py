"""Owns throw-away certificates: an authority of this run's own, and a certificate by it."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mockplatform.errors import StartRefused

CA_NAME = "mockplatform-ca.pem"


class Tls(NamedTuple):
    """How to serve, and the file that makes clients trust it."""

    context: ssl.SSLContext
    ca_file: Path


def make(names: Iterable[str], folder: Path | None) -> Tls:
    """Make an authority, write its certificate into `folder` (or a temporary one), and use it.

    Raises:
        StartRefused: The extra `tls` is not installed, or the file cannot be written.
    """
    try:
        import trustme
    except ImportError:
        raise StartRefused(
            "--tls needs the package trustme", hint="pip install 'mockplatform[tls]'"
        ) from None
    authority = trustme.CA(organization_name="mockplatform (throw-away test authority)")
    certificate = authority.issue_cert(*names)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    certificate.configure_cert(context)
    place = folder or Path(tempfile.mkdtemp(prefix="mockplatform-"))
    path = (place / CA_NAME).absolute()
    try:
        authority.cert_pem.write_to_path(str(path))
    except OSError as error:
        raise StartRefused(f"{path} cannot be written: {error.strerror}") from None
    return Tls(context, path)
