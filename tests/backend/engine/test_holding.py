"""Units and weights held at zero: against PyTorch, while training, and without a recompilation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from glassnet.engine import Trainer, program_for
from glassnet.errors import SpecError
from glassnet.protocol.views import Distributions, Units, Weights
from glassnet.spec import RunSpec
from tests.backend.engine.conftest import Compilations
from tests.backend.engine.image_specs import OUT, image_spec, layer
from tests.backend.engine.trainers import begun
from tests.backend.specimens import chain, run_spec

UNIT, WEIGHT = "network.held.h1.units.1", "network.held.h2.weight.0.2"


def spec(**training: Any) -> RunSpec:
    return run_spec(chain((3, "tanh"), (4, "relu")), l2=0.01, **training)


def held(*entries: str, **training: Any) -> RunSpec:
    told = spec(**training).model_dump(mode="json")
    return RunSpec.model_validate({**told, "network": {**told["network"], "held": list(entries)}})


def arrays(trainer: Trainer) -> dict[str, np.ndarray]:
    return {name: array.copy() for name, array in trainer.parameters().items()}


def torch_forward(spec: RunSpec, learned: dict[str, torch.Tensor], x: torch.Tensor, masks: dict[str, Any]) -> Any:
    """The network with a unit and a weight multiplied by zero, in PyTorch."""
    for name in ("h1", "h2", "out"):
        weight = learned[f"{name}.weight"] * masks.get(f"{name}.weight", 1.0)
        node: Any = spec.network.by_id[name]
        x = x @ weight + learned[f"{name}.bias"]
        x = {"tanh": torch.tanh, "relu": torch.relu, "sigmoid": torch.sigmoid}[node.activation](x)
        x = x * masks.get(f"{name}.units", 1.0)
    return x


def test_updates_agree_with_pytorch_where_a_unit_and_a_weight_are_held() -> None:
    run = held("h1.units.1", "h2.weight.0.2", optimiser={"kind": "adam", "learning_rate": 0.05})
    trainer = begun(run)
    learned = {name: torch.tensor(array, requires_grad=True) for name, array in arrays(trainer).items()}
    start = trainer.program.layout.named(np.asarray(trainer.flat)[0])["h2.weight"]
    learned["h2.weight"] = torch.tensor(start, requires_grad=True)
    weight = torch.ones(3, 4)
    weight[0, 2] = 0.0
    masks = {"h1.units": torch.tensor([1.0, 0.0, 1.0]), "h2.weight": weight}
    optimiser = torch.optim.Adam(learned.values(), lr=0.05)
    size, steps = run.training.batch_size, 7
    for _ in range(steps):
        rows = trainer.ordered_rows()[:size]
        x, target = (torch.tensor(part[rows]) for part in (trainer.examples.inputs, trainer.examples.targets))
        optimiser.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy(torch_forward(run, learned, x, masks), target)
        penalty = sum(((learned[f"{name}.weight"] * masks.get(f"{name}.weight", 1.0)) ** 2).sum() for name in
                      ("h1", "h2", "out"))  # fmt: skip
        (loss + 0.005 * penalty).backward()
        optimiser.step()
        trainer.advance(1)
    for name, array in arrays(trainer).items():
        expected = learned[name].detach().numpy() * np.asarray(masks.get(name, 1.0))
        np.testing.assert_allclose(array, expected, rtol=2e-3, atol=2e-5, err_msg=name)
    found = trainer.predict([[1.0, 2.0], [-3.0, 0.5]])
    points = torch.tensor([[1.0, 2.0], [-3.0, 0.5]])
    np.testing.assert_allclose(found, torch_forward(run, learned, points, masks).detach().numpy(), rtol=1e-3, atol=1e-5)


def test_a_weight_that_is_let_go_is_what_it_was_and_learns_again() -> None:
    trainer = begun(spec())
    trainer.advance(20)
    before = arrays(trainer)["h2.weight"][0, 2]
    trainer.set_live(WEIGHT, 1.0)
    trainer.advance(20)
    assert arrays(trainer)["h2.weight"][0, 2] == 0.0
    trainer.set_live(WEIGHT, 0.0)
    assert arrays(trainer)["h2.weight"][0, 2] == before
    trainer.advance(1)
    assert arrays(trainer)["h2.weight"][0, 2] != before


def test_only_the_first_held_thing_compiles_anew(compilations: Compilations) -> None:
    trainer = begun(spec())
    trainer.advance(1)
    trainer.set_live(UNIT, 1.0)
    trainer.advance(1)
    trainer.evaluate()
    with compilations() as found:
        for path, value in ((WEIGHT, 1.0), (UNIT, 0.0), ("network.held.in.units.0", 1.0), (WEIGHT, 0.0)):
            trainer.set_live(path, value)
            trainer.advance(3)
            trainer.evaluate()
    assert found == []


def test_what_is_not_used_is_not_in_the_program() -> None:
    assert program_for(spec())[0].graph.holding is None
    assert len(program_for(spec())[0].live_values(spec())) == program_for(spec())[0].live_size
    assert program_for(spec())[0] is not program_for(held())[0]
    assert program_for(held())[0] is program_for(held("h1.units.0", "h2.weight.1.1"))[0]


def test_holding_nothing_trains_alike() -> None:
    without, with_nothing = begun(spec()), begun(held())
    without.advance(50)
    with_nothing.advance(50)
    for name, array in arrays(without).items():
        np.testing.assert_allclose(arrays(with_nothing)[name], array, rtol=1e-4, atol=1e-6)


def test_chunks_and_checkpoints_do_not_matter_bit_for_bit() -> None:
    whole, parts = begun(held("h1.units.1", "h2.weight.0.2")), begun(held("h1.units.1", "h2.weight.0.2"))
    whole.advance(30)
    parts.advance(7)
    resumed = begun(spec())
    resumed.restore(*parts.save())
    assert resumed.spec.network.held == ["h1.units.1", "h2.weight.0.2"]
    resumed.advance(23)
    for trainer in (whole, resumed):
        trainer.set_live(WEIGHT, 0.0)
        trainer.advance(11)
    for name, array in arrays(whole).items():
        np.testing.assert_array_equal(arrays(resumed)[name], array)


def test_a_held_unit_is_blank_and_the_units_after_it_do_without() -> None:
    trainer = begun(held("h1.units.1"))
    trainer.advance(5)
    scale = {tensor.key: tensor.array for tensor in trainer.probe(Units(size=8)).tensors}["h1:scale"]
    assert scale[1] == 0.0
    assert (scale[[0, 2]] > 0).all()
    before = arrays(trainer)
    trainer.set_live("training.l2", 0.0)
    trainer.advance(20)
    assert (arrays(trainer)["h1.weight"][:, 1] == before["h1.weight"][:, 1]).all()
    assert (arrays(trainer)["h1.weight"][:, 0] != before["h1.weight"][:, 0]).all()


def test_views_tell_zero_of_a_held_weight() -> None:
    trainer = begun(held("h2.weight.0.2"))
    shown = {tensor.key: tensor.array for tensor in trainer.probe(Weights()).tensors}
    assert shown["h2.weight"][0, 2] == 0.0
    tensors, meta = trainer.probe(Distributions())
    row = meta["rows"].index({"node": "h2", "what": "weights"})
    assert {tensor.key: tensor.array for tensor in tensors}["zeros"][row] == 1


def test_a_channel_of_a_convolution_is_held() -> None:
    told = image_spec([layer("conv2d", "c1", filters=3, activation="tanh"), layer("flatten", "f"), OUT])
    trainer = begun(told)
    trainer.set_live("network.held.c1.units.2", 1.0)
    before = arrays(trainer)["c1.weight"]
    trainer.advance(2)
    assert trainer.activity()["c1"][2] == 0.0
    assert (arrays(trainer)["c1.weight"][..., 2] == before[..., 2]).all()
    assert (arrays(trainer)["c1.weight"][..., 0] != before[..., 0]).any()


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("h9.units.0", "there is no node 'h9'"),
        ("out.units.0", "'out' is the output"),
        ("h1.units.3", "units of 'h1' has 3 places"),
        ("h1.bias.0", "'h1' has no weights 'bias'"),
        ("h1.weight.0", "h1.weight has 2 × 3 places"),
        ("h1.weight.0.3", "h1.weight has 2 × 3 places"),
    ],
)
def test_what_is_not_there_cannot_be_held(entry: str, says: str) -> None:
    with pytest.raises(SpecError, match=says):
        begun(spec()).set_live(f"network.held.{entry}", 1.0)


def test_a_path_must_name_something_and_hold_or_let_go() -> None:
    trainer = begun(spec())
    with pytest.raises(SpecError, match="names no unit and no weight"):
        trainer.set_live("network.held.h1", 1.0)
    with pytest.raises(SpecError, match=r"cannot be 0\.5"):
        trainer.set_live(UNIT, 0.5)
    assert trainer.spec.network.held is None
