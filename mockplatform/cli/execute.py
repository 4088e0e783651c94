"""Owns the command `exec`: a platform for as long as another command runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Exit, Failure
from mockplatform.cli.options import recorded, server_options
from mockplatform.cli.serve import told, warn
from mockplatform.severities import SEVERITIES

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.answers import Tenant
    from mockplatform.server.ready import Ready

FORWARDED = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2)
ENDED_BY_SIGNAL = 128


HELP = """Start a platform on a free port, run COMMAND, stop it.

\b
COMMAND finds in its environment:
  MOCKPLATFORM_URL, _WS_URL, _ADMIN_URL     where to go
  MOCKPLATFORM_TENANT, _DEPLOYMENT_ID       what to build a widget with
  MOCKPLATFORM_CLIENT_ID, _CLIENT_SECRET    the deployment's OAuth client
  MOCKPLATFORM_SEED                         what makes this run again
  MOCKPLATFORM_ADMIN_TOKEN, _CA             with --admin-token and --tls

The exit code is COMMAND's; 128 and the signal's number if a signal ended it; 127 if it was
not found, 126 if it cannot be run. Signals sent to `exec` are passed on to COMMAND. With
--fail-on-findings it is 1 where COMMAND succeeded, and clients did something wrong in a tenant
that is there at its end. Tests with the package's pytest plugin, which takes each test's tenant
away, fail one by one: it finds MOCKPLATFORM_FAIL_ON_FINDINGS.
"""
FAIL_ON = "--fail-on-findings"


class _Exec(click.Command):
    """A command whose option with an optional value takes none from the next word.

    `exec --fail-on-findings sh -c true` would else take `sh` for a severity.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give the option its value where it stands alone among the options of `exec`."""
        place = 0
        while place < len(args) and args[place].startswith("-") and args[place] != "--":
            if args[place] == FAIL_ON:
                args[place] = f"{FAIL_ON}=warning"
            place += 1 if "=" in args[place] else 1 + self._values(args[place])
        return super().parse_args(ctx, args)

    def _values(self, option: str) -> int:
        """Return how many words behind an option are its own."""
        for one in self.params:
            if isinstance(one, click.Option) and option in one.opts and not one.is_flag:
                return one.nargs
        return 0


@click.command("exec", cls=_Exec, help=HELP, context_settings={"allow_interspersed_args": False})
@server_options
@click.option(
    FAIL_ON,
    "fail_on",
    type=click.Choice(SEVERITIES),
    metavar="[=SEVERITY]",
    help="Tell what clients did wrong, and fail if it is so bad or worse; warning if left out.",
)
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def execute(command: Sequence[str], **given: Any) -> int:
    """Start a platform on a free port, run COMMAND, stop it."""
    from mockplatform.server import MockPlatform, logs

    logs.configure(given["log_format"])
    with MockPlatform.start(
        told("fixture"),
        settings=given["settings"],
        seed=given["seed"],
        store=given["store"],
        admin_token=given["admin_token"],
        tls=given["tls"],
        tls_domains=given["tls_domains"],
        log_requests=given["log_requests"],
        **recorded(given["record_file"]),
    ) as platform:
        warn(platform.ready)
        click.echo(f"mockplatform exec: {platform.url}  seed {platform.ready.seed_told}", err=True)
        fail_on = given["fail_on"]
        asked = {"MOCKPLATFORM_FAIL_ON_FINDINGS": fail_on} if fail_on else {}
        code = run(command, {**os.environ, **environment(platform.ready), **asked})
        return code if fail_on is None else reviewed(platform.admin, fail_on, code)


def reviewed(admin: Admin, fail_on: str, code: int) -> int:
    """Tell what clients did wrong while a command ran; return the exit code for it all."""
    from mockplatform.client import stories

    for tenant in admin.tenants.list().tenants:
        told = admin.of(tenant.id).findings.get()
        failed = stories.failure(told, fail_on, f"in the tenant {tenant.id}")
        said = failed or "\n".join(stories.doubts(told))
        if said:
            click.echo(f"mockplatform exec: {said}", err=True)
        if failed:
            code = code or Exit.REFUSED
    return code


def environment(ready: Ready) -> dict[str, str]:
    """Return what a command is told of the platform's default tenant."""
    return _named(ready, ready.tenant, ready.admin_token, ready.ca_file)


def environment_of(tenant: Tenant, admin_token: str, ca_file: str) -> dict[str, str]:
    """Return what a command is told of a tenant that was made for it."""
    return _named(tenant, tenant.id, admin_token, ca_file)


def _named(place: Ready | Tenant, tenant: str, admin_token: str, ca_file: str) -> dict[str, str]:
    told = {
        "URL": place.url,
        "WS_URL": place.ws_url,
        "ADMIN_URL": place.admin_url,
        "TENANT": tenant,
        "DEPLOYMENT_ID": place.deployment_id,
        "CLIENT_ID": place.client.id,
        "CLIENT_SECRET": place.client.secret,
        "SEED": str(place.seed),
        "ADMIN_TOKEN": admin_token,
        "CA": ca_file,
    }
    named = {f"MOCKPLATFORM_{name}": value for name, value in told.items() if value}
    if ca_file:
        named["NODE_EXTRA_CA_CERTS"] = ca_file
    return named


def run(command: Sequence[str], environ: dict[str, str]) -> int:
    """Run a command to its end, passing signals on; return its exit code as a shell has it."""
    early: list[int] = []
    started: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        del frame
        early.append(number)
        while started and early:
            with suppress(ProcessLookupError):
                started[0].send_signal(early.pop(0))

    # First: a signal between the command's start and this would end `exec`, and leave it behind.
    for one in (*FORWARDED, signal.SIGINT):
        signal.signal(one, pass_on)
    try:
        process = subprocess.Popen(command, env=environ)  # noqa: S603 - what the user asked for
    except FileNotFoundError:
        raise Failure(f"{command[0]}: not found", code=Exit.NOT_FOUND) from None
    except OSError as error:
        what = f"{command[0]}: cannot be run: {error.strerror}"
        raise Failure(what, code=Exit.NOT_EXECUTABLE) from None

    started.append(process)
    while early:
        process.send_signal(early.pop(0))
    # A terminal sends Ctrl-C to the command as well; twice would be once too much.
    if sys.stdin is not None and sys.stdin.isatty():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    code = process.wait()
    return ENDED_BY_SIGNAL - code if code < 0 else code
