"""The `comity` command: one file a group of commands.

Every command prints JSON with ``--json`` where it prints a result; the exit status is 0 only on success.
"""

from __future__ import annotations

import click

from comity import __version__
from comity.cli.common import Commands, with_database


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="comity")
def main() -> None:
    """The open secretariat: decisions that everybody can check afterwards."""


@main.command()
def migrate() -> None:
    """Make or update the tables of the database."""
    from django.core.management import call_command

    with with_database():
        call_command("migrate", interactive=False, verbosity=1)


def _add_groups() -> None:
    from comity.cli.enterprises import enterprises
    from comity.cli.harmonise import harmonise
    from comity.cli.profile import profile
    from comity.cli.programmes import programmes
    from comity.cli.record import record
    from comity.cli.rule import rule
    from comity.cli.serving import demo, serve, work

    for command in (profile, programmes, record, rule, enterprises, harmonise, serve, work, demo):
        main.add_command(command)


_add_groups()
