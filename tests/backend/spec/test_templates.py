"""Every template is a run that works as it is."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from glassnet.engine import program_for
from glassnet.engine.forms import form
from glassnet.engine.prepare import needs
from glassnet.spec import RunSpec
from glassnet.spec.templates import TEMPLATES, Template
from tests.backend.compiling import QUICK
from tests.backend.engine.trainers import begun

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.id)


def test_ids_differ_and_the_first_is_the_mlp() -> None:
    assert len({template.id for template in TEMPLATES}) == len(TEMPLATES)
    assert TEMPLATES[0].id == "mlp"


@every_template
def test_template_is_described_and_survives_json(template: Template) -> None:
    assert template.title
    assert template.description.endswith(".")
    assert RunSpec.model_validate_json(template.spec.model_dump_json()) == template.spec


@every_template
def test_what_a_page_shows_of_it_compiles(template: Template) -> None:
    program, _ = program_for(template.spec)
    shown = [name for name in needs(program).first if name not in ("train", "judge", "order")]
    assert shown
    for name in shown:
        made = form(program, name)
        jax.jit(made.function).lower(*made.shapes).compile(compiler_options=QUICK)


@every_template
def test_template_learns_in_a_moment(template: Template) -> None:
    trainer = begun(template.spec)
    before = trainer.evaluate()
    masks = template.spec.data.masked()
    deep = len(template.spec.network.nodes) > 10
    updates = 25 if masks else 128 if deep else min(20_000, trainer.ring)  # what takes about a second, or a few
    advance = trainer.advance(updates)
    assert (advance.updates, advance.ended) == (updates, None)
    assert np.isfinite(advance.losses).all()
    after = trainer.evaluate()
    if "mistakes" in after:  # by its rule weights of zero cost nothing: what it got wrong tells more than its loss
        assert after["mistakes"] > 0
        assert after["train_accuracy"] > 0.9 > before["train_accuracy"]
    else:
        assert after["train_loss"] < (0.85 if masks else 0.6) * before["train_loss"]
    if "test_accuracy" in after and not masks:
        assert after["test_accuracy"] > 0.8
