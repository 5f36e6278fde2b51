"""`onrecord doctor`: what is configured, what is wrong, what to do."""

import json

import click

from onrecord.cli.checks import examine
from onrecord.cli.findings import Finding, Verdict
from onrecord.cli.main import printable
from onrecord.cli.settings import ShownSetting, shown_settings

_MARKS = {Verdict.OK: "ok   ", Verdict.NOTE: "note ", Verdict.WRONG: "WRONG"}


@click.command(epilog="Example:\n\n  onrecord doctor --json")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def command(as_json: bool) -> None:
    """Say what is configured, what is wrong, and what to do about it; exit with 1 if anything is wrong.

    Secrets are not shown. No coverage is touched: what is written to try the database is taken back.
    """
    settings, findings = shown_settings(), examine()
    wrong = sum(finding.verdict is Verdict.WRONG for finding in findings)
    if as_json:
        click.echo(json.dumps(_report(settings, findings, wrong), ensure_ascii=False, indent=2))
    else:
        _tell(settings, findings, wrong)
    if wrong:
        raise SystemExit(1)


def _report(settings: list[ShownSetting], findings: list[Finding], wrong: int) -> dict[str, object]:
    return {
        "ok": not wrong,
        "settings": [{"name": s.name, "value": s.value, "is_default": s.is_default} for s in settings],
        "findings": [
            {"name": f.name, "verdict": f.verdict.value, "found": f.found, "advice": f.advice} for f in findings
        ],
    }


def _tell(settings: list[ShownSetting], findings: list[Finding], wrong: int) -> None:
    for setting in settings:
        click.echo(f"{setting.name}={printable(setting.value)}{'  (default)' if setting.is_default else ''}")
    click.echo()
    for finding in findings:
        click.echo(f"{_MARKS[finding.verdict]}  {finding.name}: {printable(finding.found)}")
        if finding.advice:
            click.echo(f"       {printable(finding.advice)}")
    click.echo(f"\n{wrong} wrong" if wrong else "\nNothing is wrong.")
