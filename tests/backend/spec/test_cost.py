from __future__ import annotations

from math import prod

import pytest

from glassnet.catalog.datasets.cells import Cells
from glassnet.engine.layout import Layout
from glassnet.errors import LimitError
from glassnet.settings import Settings
from glassnet.spec import RunSpec
from glassnet.spec.cost import block, measure, per_node
from glassnet.spec.limits import check
from glassnet.spec.mask_templates import build
from tests.backend.engine.image_specs import OUT, image_spec, layer
from tests.backend.specimens import chain, run_spec, with_dropout


def test_cost_counts_the_real_parameters() -> None:
    for network in (chain((8, "relu"), (3, "tanh")), with_dropout(), chain((5, "relu"), bias=False)):
        spec = run_spec(network, {"features": ["x", "y", "xy"]})
        layout = Layout(spec.network, spec.input_shape)
        start = layout.start(spec.network, 0)
        assert measure(spec).parameters == start.size == sum(prod(place.shape) for place in layout.places)


def test_cost_by_hand() -> None:
    spec = run_spec(chain((3, "tanh")), batch_size=10)
    nodes = per_node(spec.network, spec.input_shape)
    assert {name: (node.shape, node.parameters) for name, node in nodes.items()} == {
        "in": ((2,), 0),
        "h1": ((3,), 9),
        "out": ((1,), 4),
    }
    # Dense: a multiplication and an addition for every weight, an addition and an activation for every unit.
    assert [node.flops for node in nodes.values()] == [0, 2 * 6 + 2 * 3, 2 * 3 + 2]
    cost = measure(spec)
    assert cost.flops_per_update == 3 * 10 * (18 + 8)
    assert cost.activation_bytes == 4 * 100 * 100 * (2 + 3 + 1)  # a surface has more points than a batch or the data
    assert cost.nodes == 3


def test_images_cost_a_batch_or_a_block_with_the_columns_of_convolutions() -> None:
    spec = image_spec(batch_size=12)
    # 8 × 8 pixels, 4 maps of 8 × 8, pooled to 4 × 4, 5 maps of 2 × 2 twice (flattened), 10 classes.
    numbers = 64 + 256 + 64 + 20 + 20 + 10
    assert block(spec.network, spec.input_shape) == 256
    columns = 2 * 256  # of the pooling; the convolutions see 3 × 64 and 3 × 64
    assert measure(spec).activation_bytes == 4 * 256 * (numbers + columns)
    large = image_spec(batch_size=300, data={"samples": 1000})
    assert measure(large).activation_bytes == 4 * 300 * (2.25 * numbers + columns)


def test_costly_networks_are_judged_in_smaller_blocks() -> None:
    layers = [layer("conv2d", f"c{k}", filters=64) for k in range(3)]
    spec = image_spec([*layers, layer("flatten", "flat"), OUT])
    flops = sum(node.flops for node in per_node(spec.network, spec.input_shape).values())
    assert block(spec.network, spec.input_shape) * flops <= 4e8


def test_the_costliest_networks_judge_images_one_by_one() -> None:
    sizes = {}
    for size in (32, 64, 128):
        spec = build("unet", {}, Cells(size=size)).spec
        sizes[size] = block(spec.network, spec.input_shape)
    assert sizes == {32: 16, 64: 16, 128: 1}


@pytest.mark.parametrize(("size", "batch_size", "fits"), [(64, 32, True), (128, 16, True), (128, 64, False)])
def test_u_nets_fit_as_far_as_they_do(size: int, batch_size: int, fits: bool) -> None:
    built = build("unet", {}, Cells(size=size)).spec
    training = built.training.model_copy(update={"batch_size": batch_size})
    spec = RunSpec(network=built.network, data=built.data, training=training)
    if fits:
        check(spec, Settings())
    else:
        with pytest.raises(LimitError, match="bytes of activations"):
            check(spec, Settings())


def test_a_u_net_of_large_slices_fits_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cells, "input_shape", lambda self: (512, 512, 1))
    built = build("unet", {}, Cells()).spec
    for batch_size, fits in ((1, True), (2, False)):
        training = built.training.model_copy(update={"batch_size": batch_size})
        spec = RunSpec(network=built.network, data=built.data, training=training)
        assert (measure(spec).activation_bytes <= Settings().max_activation_bytes) == fits


def test_a_batch_is_never_larger_than_the_training_part() -> None:
    assert measure(run_spec(batch_size=36)) == measure(run_spec(batch_size=20_000))
