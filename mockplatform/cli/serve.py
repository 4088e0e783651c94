"""Owns the command `serve`: a platform in this process, until it is told to stop."""

from __future__ import annotations

import gc
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from mockplatform.cli.options import DEFAULT_PORT, recorded, server_options

if TYPE_CHECKING:
    from mockplatform.server.ready import Ready

EXAMPLE_USER = "user-7"
HTTPS_PORT = 443
_JSON = "-H 'Content-Type: application/json'"


@click.command()
@click.option(
    "--host",
    default="localhost",
    show_default=True,
    help="Where to listen; localhost is both loopback addresses.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="0 takes any that is free.",
)
@server_options
@click.option(
    "--ready-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write URLs, ids and secrets there as JSON once the platform is ready.",
)
@click.option("--public-url", metavar="URL", help="How clients reach it, if by another URL.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A host name by which the admin API may be called. May be repeated.",
)
def serve(**given: Any) -> None:
    """Start the platform, and serve until SIGTERM or Ctrl-C.

    The last line printed tells where it is: with --port 0, only that line and the ready file do.
    """
    # Imports make next to no garbage, and looking for it is a tenth of the start;
    # `process.serve` enables it again.
    gc.disable()
    from mockplatform.app import Options
    from mockplatform.server import logs, process
    from mockplatform.server.running import Place

    logs.configure(given["log_format"])
    file: Path | None = given["ready_file"]
    options = Options(
        store=given["store"],
        fixture=told("fixture"),
        settings=given["settings"],
        seed=given["seed"],
        admin_token=given["admin_token"],
        hosts=Options().hosts | set(given["hosts"]),
        log_requests=given["log_requests"],
        **recorded(given["record_file"]),
    )
    place = Place(
        host=given["host"],
        port=given["port"],
        public_url=given["public_url"],
        tls=given["tls"],
        tls_domains=given["tls_domains"],
        ca_folder=file.absolute().parent if file else None,
    )
    made_token = given["admin_token"] is None

    def on_ready(ready: Ready) -> None:
        warn(ready)
        lines = greeting(ready, tell_token=made_token)
        click.echo("\n".join(lines))
        sys.stdout.flush()

    process.serve(options, place, file, on_ready)


def told(option: str) -> Any:
    """Return what the user gave an option of the command that runs; None if nothing."""
    ctx = click.get_current_context()
    if ctx.get_parameter_source(option) is ParameterSource.DEFAULT:
        return None
    return ctx.params[option]


def warn(ready: Ready) -> None:
    """Tell on standard error what was asked for and is not so."""
    for note in ready.notes:
        click.echo(f"Warning: {note}", err=True)


def greeting(ready: Ready, *, tell_token: bool) -> list[str]:
    """Return what is printed when a server is ready; the last line tells where it is."""
    lines = [f"mockplatform {ready.version}. Hold a first conversation:", "", *example(ready), ""]
    lines += ["In a browser: the console, to see and steer it all, and a customer's chat"]
    lines += [f"  {ready.url}/console", f"  {ready.url}/widget", ""]
    lines += ["Genesys' clients (docs/genesys.md) go to the URL below, and guests' sockets to"]
    lines += [f"  {_guests_at(ready)}", ""]
    lines += ["CXone's clients (docs/cxone.md) go to the URL below too, and their sockets to"]
    lines += [f"  {_chats_at(ready)}", ""]
    if ready.ca_file:
        lines += [f"Trust {shlex.quote(ready.ca_file)}: curl --cacert, NODE_EXTRA_CA_CERTS,"]
        lines += ["  REQUESTS_CA_BUNDLE, MOCKPLATFORM_CA for these commands; or import it into"]
        lines += ["  a browser.", ""]
    if ready.hosts_line:
        lines += ["Lead the names of its certificate here by this line of /etc/hosts:"]
        lines += [f"  {ready.hosts_line}", *_port_advice(ready.listen[0]), ""]
    if tell_token and ready.admin_token:
        lines += ["Type this where the console asks for it; commands take it by --admin-token."]
        lines += [f"Admin token (made for this run): {ready.admin_token}", ""]
    where = f"Ready: {ready.url}  admin {ready.admin_url}"
    where += f"  deployment {ready.deployment_id}  seed {ready.seed_told}"
    if not _is_told_by(ready.url, ready.listen):
        where += f"  listening on {ready.listen[0]}"
    return [*lines, where]


def _chats_at(ready: Ready) -> str:
    """Return the address of the chat socket."""
    return f"ws{ready.url.removeprefix('http')}/chat-gateway"


def _guests_at(ready: Ready) -> str:
    """Return the address of the guest's socket."""
    base = "ws" + ready.url.removeprefix("http")
    return f"{base}/v1?deploymentId={ready.deployment_id}"


def _port_advice(listen: str) -> list[str]:
    """Return what to do where clients that know only a domain would not find the port."""
    port = urlsplit(listen).port
    if port == HTTPS_PORT:
        return []
    return [f"  Clients that are told no port ask {HTTPS_PORT}; here it is {port}."]


def _is_told_by(url: str, listen: list[str]) -> bool:
    """Whether who knows the URL knows the port as well."""
    port = urlsplit(url).netloc.rpartition(":")[2]
    return any(one.endswith(f":{port}") for one in listen)


def example(ready: Ready) -> list[str]:
    """Return three lines for a shell: take a token, open a conversation, chat."""
    body = f'{{"deploymentId":"{ready.deployment_id}","userId":"{EXAMPLE_USER}"}}'
    ca = f" --cacert {shlex.quote(ready.ca_file)}" if ready.ca_file else ""
    cut = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""
    token = shlex.quote(f"{ready.url}/api/v2/widget/auth/token")
    conversations = shlex.quote(f"{ready.url}/api/v2/conversations/messaging")
    chat = f"{own_name()} chat --url {shlex.quote(ready.url)}"
    if ready.admin_token:  # Else it asks the admin API, which would want the token.
        chat += f" --deployment {shlex.quote(ready.deployment_id)}"
    return [
        f"  TOKEN=$(curl -s{ca} {token} {_JSON} -d {shlex.quote(body)} | {cut})",
        f"""  curl -s{ca} {conversations} -H "Authorization: Bearer $TOKEN" {_JSON} -d '{{}}'""",
        f"  {chat}" + (f" --ca {shlex.quote(ready.ca_file)}" if ready.ca_file else ""),
    ]


def own_name() -> str:
    """Return how this command line is called from where the user stands."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m mockplatform"
    found = shutil.which("mockplatform")
    if found and Path(found).samefile(called):
        return "mockplatform"
    return shlex.quote(sys.argv[0])
