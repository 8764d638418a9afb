"""`comity record`: verify, export, prove, rebuild, witness."""

from __future__ import annotations

import click

from comity.cli.common import Commands


@click.group(cls=Commands)
def record() -> None:
    """Check, export and prove the record."""
