"""The command ``glassnet``: one file for each group of things it can do."""

from __future__ import annotations

import typer

from glassnet import __version__
from glassnet.cli import serve as _serve
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


def main() -> None:
    """Run the command."""
    app()


__all__ = ["app", "has_desktop", "main"]
