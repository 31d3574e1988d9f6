"""The command ``glassnet``: one file for each group of things it can do."""

from __future__ import annotations

import typer

from glassnet import __version__
from glassnet.cli import backup as _backup
from glassnet.cli import doctor as _doctor
from glassnet.cli import keys as _keys
from glassnet.cli import people as _people
from glassnet.cli import serve as _serve
from glassnet.cli import worker as _worker
from glassnet.cli.serve import has_desktop

app = typer.Typer(
    help="Glassnet: a network you can see into.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def _glassnet() -> None:
    """Glassnet: a network you can see into."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


app.command(name="serve")(_serve.serve)
app.command(name="worker")(_worker.worker)
app.add_typer(_people.teacher, name="teacher")
app.add_typer(_people.admin, name="admin")
app.command(name="keys")(_keys.keys)
app.command(name="doctor")(_doctor.doctor)
app.command(name="backup")(_backup.backup)
app.command(name="restore")(_backup.restore)


def main() -> None:
    """Run the command."""
    app()


__all__ = ["app", "has_desktop", "main"]
