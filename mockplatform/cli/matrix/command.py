"""Owns the command `matrix`: which outages a command survives."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Exit
from mockplatform.cli.matrix import wishes
from mockplatform.cli.options import tenant_options, together
from mockplatform.cli.serve import told

if TYPE_CHECKING:
    from mockplatform.cli.matrix.cells import Matrix
    from mockplatform.client import Admin

HELP = """Run COMMAND once in peace, and once under each of some outages: which does it survive?

\b
COMMAND is a test of your own, such as `npm test` or `pytest tests/widget`. Each run has a
fresh tenant, of the same seed, and finds in its environment what `exec` tells a command:
  MOCKPLATFORM_URL, _WS_URL, _ADMIN_URL, _TENANT, _DEPLOYMENT_ID, _CLIENT_ID, _CLIENT_SECRET,
  _SEED (and _ADMIN_TOKEN, _CA where there are some)
  MOCKPLATFORM_OUTAGE                       the outage's name; empty in the clean run
The outage begins before COMMAND does. An exit code of 0 means that COMMAND survived.

\b
The exit code of `matrix`:
  0    all that had to be survived was (all outages, unless --must-survive names some), and all
       that had to be met was (those that --must-fire names)
  1    some was not; or a report could not be written, or something was refused
  2    the command line makes no sense; nothing was run
  4    no server answers at --url
  6    COMMAND failed already in peace; no outage was tried
  126  COMMAND cannot be run; 127 if it was not found
  128  and the signal's number if a signal ended `matrix` (130 for Ctrl-C)
"""
_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)

_outage_options = together(
    click.option(
        "--outages",
        required=True,
        metavar="NAMES|all",
        callback=wishes.names,
        help="Under which outages to run it, with commas between.",
    ),
    click.option(
        "--must-survive",
        metavar="NAMES|all|none",
        callback=wishes.names,
        help="Which of them it must survive; all if left out.",
    ),
    click.option(
        "--must-fire",
        metavar="NAMES|all|none",
        callback=wishes.names,
        help="Which of them must have fired a fault; none if left out.",
    ),
    click.option(
        "--for",
        "lasts",
        metavar="DURATION",
        callback=wishes.duration,
        help="How long each outage lasts, on the tenant's clock; as its file says if left out.",
    ),
    click.option(
        "--after",
        default="0s",
        metavar="DURATION",
        callback=wishes.duration,
        help="How long after the beginning each outage begins, on the tenant's clock.",
    ),
    click.option(
        "--intensity", type=click.FloatRange(0, 1), default=1.0, show_default=True, help="How bad."
    ),
    click.option(
        "--timeout",
        "timeout_s",
        default="60s",
        show_default=True,
        metavar="DURATION",
        callback=wishes.timeout,
        help="A run that takes longer is ended, and has failed.",
    ),
)
_report_options = together(
    click.option("--json", "json_file", type=_FILE, help="Write all that was found there."),
    click.option("--junit", "junit_file", type=_FILE, help="Write JUnit XML there, for CI."),
    click.option("--markdown", "markdown_file", type=_FILE, help="Write a page there."),
)
_server_options = together(
    click.option(
        "--fixture", metavar="NAME|FILE", help="What tenants begin with; `default` if left out."
    ),
    tenant_options,
    click.option("--url", metavar="URL", help="Use the server there; if left out, start one."),
    click.option("--admin-token", default="", metavar="TEXT", help="That server's admin token."),
    click.option("--ca", "ca_file", default="", metavar="FILE", help="That server's authority."),
)


@click.command("matrix", help=HELP, context_settings={"allow_interspersed_args": False})
@_outage_options
@_report_options
@_server_options
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
def matrix(command: Sequence[str], **given: Any) -> int:
    """Run a command under outages, and tell which it survives."""
    from mockplatform.cli.matrix import files, report
    from mockplatform.cli.matrix.interruption import ended_by_signals

    reports = {name: given[name] for name in files.writers()}
    for file in filter(None, reports.values()):
        files.try_out(file)
    with ended_by_signals(), _server(given) as admin:
        found = _run(admin, command, given)
    click.echo("\n".join(report.lines(found)))
    files.write(found, reports)
    if found.clean.outcome != "survived":
        return Exit.CLEAN_RUN_FAILED
    return Exit.REFUSED if found.broken else Exit.OK


def _run(admin: Admin, command: Sequence[str], given: dict[str, Any]) -> Matrix:
    from mockplatform.cli.matrix.run import Plan, run

    known = [one.name for one in admin.outages.list().outages]
    outages = wishes.chosen(given["outages"], known, "--outages")
    must = given["must_survive"] or (wishes.ALL,)
    must_survive = wishes.some_of(must, outages, known, "--must-survive")
    must_fire = wishes.some_of(given["must_fire"], outages, known, "--must-fire")
    seed = given["seed"]
    plan = Plan(
        command=command,
        outages=outages,
        must_survive=frozenset(must_survive),
        must_fire=frozenset(must_fire),
        seed=secrets.randbits(32) if seed is None else seed,
        fixture=given["fixture"] if given["url"] else None,
        settings=given["settings"],
        lasts=given["lasts"],
        after=given["after"],
        intensity=given["intensity"],
        timeout_s=given["timeout_s"],
    )
    return run(admin, plan, lambda text: click.echo(text, nl=False, err=True))


@contextmanager
def _server(given: dict[str, Any]) -> Iterator[Admin]:
    """Give the admin API of the server that was named, or of one that ends with the matrix."""
    from mockplatform.client import Admin

    if given["url"]:
        yield Admin(given["url"], token=given["admin_token"], ca_file=given["ca_file"])
        return
    from mockplatform.server import MockPlatform, logs

    logs.configure("text")
    with MockPlatform.start(told("fixture"), seed=given["seed"]) as platform:
        yield platform.admin
