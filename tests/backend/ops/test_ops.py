from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

from glassnet import ops


@pytest.mark.parametrize("name", ops.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(ops, name) is getattr(ops, name)


def test_no_module_takes_the_name_of_an_operation() -> None:
    """Importing a module sets its name on the package, over or before the operation: a race between two compilers."""
    assert {module.name for module in pkgutil.iter_modules(ops.__path__)}.isdisjoint(ops.__all__)


def test_unknown_names_are_no_attributes() -> None:
    with pytest.raises(AttributeError, match="no_such_operation"):
        ops.no_such_operation  # noqa: B018


@pytest.mark.parametrize("module", ["glassnet.ops", "glassnet.catalog.layers", "glassnet.spec.templates"])
def test_reading_the_catalogue_leaves_jax_unimported(module: str) -> None:
    code = f"import sys, {module}; sys.exit('jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
