"""Owns the command `findings`: what clients did wrong, told, written to a file, or failed for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockplatform.cli.exits import Failure
from mockplatform.cli.steering import Out, steers, table
from mockplatform.severities import SEVERITIES

if TYPE_CHECKING:
    from mockplatform.client import Admin
    from mockplatform.client.finding_answers import FindingList
    from mockplatform.findings import About

_FILE = click.Path(path_type=Path, dir_okay=False)
_SEVERITY = click.Choice(SEVERITIES)


@click.group(invoke_without_command=True)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "sarif", "junit", "markdown"]),
    default="text",
    show_default=True,
    help="How it is told.",
)
@click.option("--fail-on", type=_SEVERITY, help="Exit with 1 where something is so bad or worse.")
@click.option("--rule", metavar="GLOB", help="Only findings of rules whose names fit.")
@click.option("--subject", metavar="GLOB", help="Only findings about subjects that fit.")
@click.option(
    "--baseline",
    "baseline_file",
    type=_FILE,
    help="What this file lists is known from now on, and fails nobody.",
)
@click.option(
    "--write-baseline", "write_file", type=_FILE, help="Write there what was found, as a baseline."
)
@click.option("--output", "output_file", type=_FILE, help="Write the report there.")
@click.option("--artifact", metavar="PATH", help="SARIF: a file that stands for the client.")
@steers
def findings(admin: Admin, out: Out, **given: Any) -> None:
    """Tell what clients did wrong, with the evidence."""
    if click.get_current_context().invoked_subcommand is not None:
        return
    if given["baseline_file"] is not None:
        _accept(admin, given["baseline_file"])
    told = admin.findings.get(rule=given["rule"], subject=given["subject"])
    if given["format_"] == "text" and given["output_file"] is None:
        out.show(told, _lines(told))
    else:
        _put(given["output_file"], _report(admin, told, given))
    if given["write_file"] is not None:
        _put(given["write_file"], _as_baseline(told))
    if given["fail_on"] is not None:
        _fail(told, given["fail_on"], given["rule"])


def _accept(admin: Admin, file: Path) -> None:
    import msgspec

    try:
        listed = msgspec.json.decode(file.read_bytes())["findings"]
    except OSError as error:
        raise Failure(f"{file}: cannot be read: {error.strerror or error}") from None
    except (msgspec.DecodeError, KeyError, TypeError):
        hint = "Make one by --write-baseline."
        raise Failure(f"{file}: is no baseline", hint=hint) from None
    admin.findings.accept(listed)


def _lines(told: FindingList) -> list[str]:
    from mockplatform.client import stories

    lines = [line for one in told.findings for line in (*stories.lines(one), "")]
    return [*lines, *stories.doubts(told), _summary(told)]


def _summary(told: FindingList) -> str:
    counts = told.counts
    if not told.findings:
        did = "found" if told.reviewing else "reviewed"
        return f"Nothing was {did}, by {len(told.rules) - len(told.broken)} rules."
    pairs = {
        "error": counts.error,
        "warning": counts.warning,
        "note": counts.note,
        "suppressed": counts.suppressed,
        "known": counts.known,
    }
    said = ", ".join(f"{count} {name}" for name, count in pairs.items() if count)
    return f"Findings: {said}."


def _report(admin: Admin, told: FindingList, given: dict[str, Any]) -> bytes:
    if given["format_"] == "text":
        return "".join(f"{line}\n" for line in _lines(told)).encode()
    return admin.findings.report(
        given["format_"],
        rule=given["rule"],
        subject=given["subject"],
        fail_on=given["fail_on"],
        artifact=given["artifact"],
    )


def _as_baseline(told: FindingList) -> bytes:
    import msgspec

    known = dict.fromkeys((one.rule, one.known_as) for one in told.findings)
    listed = [{"rule": rule, "subject": subject} for rule, subject in known]
    return msgspec.json.format(msgspec.json.encode({"findings": listed}), indent=2) + b"\n"


def _put(file: Path | None, text: bytes) -> None:
    if file is None:
        click.echo(text.rstrip(b"\n"))
        return
    try:
        file.write_bytes(text)
    except OSError as error:
        raise Failure(f"{file}: cannot be written: {error.strerror or error}") from None


def _fail(told: FindingList, severity: str, rule: str | None) -> None:
    """Fail for what is so bad or worse, and where nobody looked for it."""
    from mockplatform.client import stories
    from mockplatform.globs import glob

    hint = "`mockplatform findings rules RULE` tells what each is about."
    found = stories.at_least(told.findings, severity)
    if found:
        rules = ", ".join(sorted({one.rule for one in found}))
        what = f"{stories.count(found)} of severity {severity} or worse: {rules}"
        raise Failure(what, hint=hint)
    broken = [one for one in told.broken if rule is None or glob(rule)(one)]
    if broken:
        raise Failure(f"Out of service, so nobody looked: {', '.join(broken)}", hint=hint)
    if not told.reviewing:
        raise Failure("Nothing is reviewed", hint="The setting `findings` is off.")


@findings.command()
@click.argument("rule", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
def rules(rule: str | None, *, as_json: bool) -> None:
    """List the rules, or tell all there is to RULE; no platform need run."""
    from mockplatform.client.finding_answers import FindingRule
    from mockplatform.findings.rules import RULES

    out = Out(as_json=as_json)
    known = {one.about.id: one.about for one in RULES}
    answers = {id_: FindingRule(**one._asdict()) for id_, one in known.items()}
    if rule is None:
        rows = [(one.id, one.severity, one.title) for one in known.values()]
        out.show(list(answers.values()), table(rows))
        return
    if rule not in known:
        from mockplatform.errors import nearest

        raise Failure(f"There is no rule {rule!r}", hint=nearest(rule, known))
    out.show(answers[rule], _text(known[rule]))


def _text(one: About) -> list[str]:
    return [
        f"{one.id}: {one.title} ({one.severity})",
        "",
        f"It fires when: {one.when}",
        f"It does not when: {one.not_when}",
        f"Why it hurts: {one.why}",
        f"Instead: {one.remedy}",
        f"Source: {one.source}",
    ]
