"""Networks for masks are built to measure: options, size and classes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from glassnet.catalog.datasets import DatasetSpec
from glassnet.errors import NotFoundError, SpecError
from glassnet.spec.cost import per_node
from glassnet.spec.mask_networks import u_net
from glassnet.spec.mask_options import UNetOptions
from glassnet.spec.mask_templates import AUGMENT, MASK_TEMPLATES, build
from glassnet.spec.structure import sources
from glassnet.spec.templates import TEMPLATES

every = pytest.mark.parametrize("id", [one.id for one in MASK_TEMPLATES])


def data(**fields: Any) -> DatasetSpec:
    return TypeAdapter[DatasetSpec](DatasetSpec).validate_python(fields)


def kinds(id: str, **options: Any) -> dict[str, str]:
    return {name: node.kind for name, node in build(id, options).spec.network.by_id.items()}


@every
def test_defaults_are_the_ready_network(id: str) -> None:
    ready = next(one for one in TEMPLATES if one.id == id)
    made = build(id, {})
    assert made.spec == ready.spec
    assert tuple(made.blocks) == ready.blocks
    assert made.spec.data.kind == "cardiac"
    assert made.spec.shapes["out"] == (64, 64, 2)


def test_node_ids_say_where_a_layer_is() -> None:
    found = kinds("unet", depth=1, convolutions=2)
    assert list(found) == [
        "in",
        *("enc1-conv1", "enc1-norm1", "enc1-conv2", "enc1-norm2", "enc1-pool"),
        *("mid-conv1", "mid-norm1", "mid-conv2", "mid-norm2"),
        *("dec1-up", "skip1", "dec1-join", "dec1-conv1", "dec1-norm1", "dec1-conv2", "dec1-norm2"),
        "out",
    ]
    assert found["skip1"] == "gate"
    assert found["dec1-join"] == "concat"


def test_each_level_halves_the_image_and_doubles_the_maps() -> None:
    shapes = build("unet", {"depth": 4, "channels": 6}).spec.shapes
    for level in range(1, 5):
        side, maps = 64 // 2 ** (level - 1), 6 * 2 ** (level - 1)
        assert shapes[f"enc{level}-norm2"] == shapes[f"skip{level}"] == shapes[f"dec{level}-up"] == (side, side, maps)
        assert shapes[f"dec{level}-join"] == (side, side, 2 * maps)
    assert shapes["mid-norm2"] == (4, 4, 96)


def test_the_lectures_network_has_its_channels() -> None:
    spec = build("encoder_decoder", {}).spec
    shapes = spec.shapes
    assert [shapes[f"{name}-conv1"][2] for name in ("enc1", "enc2", "enc3", "enc4", "mid")] == [4, 8, 16, 32, 64]
    assert [shapes[f"{name}-conv1"][0] for name in ("enc1", "enc2", "enc3", "enc4", "mid")] == [64, 32, 16, 8, 4]
    assert not [node for node in spec.network.nodes if "pool" in node.kind]
    assert {node.kind for node in spec.network.nodes if node.id.endswith("-up")} == {"conv_transpose2d"}


def test_the_baseline_stays_at_full_resolution() -> None:
    spec = build("fcn", {"convolutions": 4, "dilated": True}).spec
    assert {shape[:2] for shape in spec.shapes.values()} == {(64, 64)}
    assert [node.dilation for node in spec.network.nodes if node.id.startswith("conv")] == [1, 2, 4, 8]
    assert all(len(starts) <= 1 for starts in spec.network.inputs_of.values())


@pytest.mark.parametrize("down", ["max_pool", "strided"])
@pytest.mark.parametrize("up", ["transposed", "upsample"])
@pytest.mark.parametrize("skips", ["concat", "add", "none"])
@pytest.mark.parametrize("norm", ["none", "batch", "instance", "group"])
def test_all_choices_fit_together(down: str, up: str, skips: str, norm: str) -> None:
    found = kinds("unet", down=down, up=up, skips=skips, norm=norm, dropout=0.2)
    values = list(found.values())
    assert values.count("gate") == (0 if skips == "none" else 3)
    assert values.count("concat") == (3 if skips == "concat" else 0)
    assert values.count("add") == (3 if skips == "add" else 0)
    assert values.count("max_pool2d") == (3 if down == "max_pool" else 0)
    assert values.count("conv_transpose2d") == (3 if up == "transposed" else 0)
    assert values.count("upsample2d") == (3 if up == "upsample" else 0)
    assert sum(kind.endswith("_norm") for kind in values) == (0 if norm == "none" else 14)
    assert values.count("spatial_dropout") == 1


def test_a_skip_comes_from_its_level_through_the_gate() -> None:
    network = build("unet", {}).spec.network
    joined = sources(network.by_id, network.edges)
    for level in (1, 2, 3):
        assert joined[f"skip{level}"] == [f"enc{level}-norm2"]
        assert joined[f"dec{level}-join"] == [f"skip{level}", f"dec{level}-up"]


@every
def test_blocks_group_nodes_once_and_keep_gates_in_sight(id: str) -> None:
    made = build(id, {})
    grouped = [name for block in made.blocks for name in block.nodes]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) <= set(made.spec.network.by_id)
    for free in ("in", "out", *(name for name in made.spec.network.by_id if name.startswith("skip"))):
        assert free not in grouped


def test_it_fits_the_size_and_the_classes_of_the_data() -> None:
    made = build("unet", {"depth": 5}, data(kind="cardiac", size=96, structures="all"))
    assert made.spec.shapes["in"] == (96, 96, 1)
    assert made.spec.shapes["mid-conv1"][:2] == (3, 3)
    assert made.spec.shapes["out"] == (96, 96, 4)
    assert build("fcn", {}, data(kind="cells", size=32)).spec.shapes["out"] == (32, 32, 2)


def test_data_without_a_word_on_augmentation_gets_the_templates() -> None:
    assert [one.kind for one in build("unet", {}, data(kind="cells")).spec.data.augment] == [
        one["kind"] for one in AUGMENT
    ]
    assert build("unet", {}, data(kind="cells", augment=[])).spec.data.augment == []


def test_parameters_are_those_of_the_formula() -> None:
    """Of a U-Net without norms: 3 × 3 convolutions, 2 × 2 transposed ones, one bias for each filter."""
    channels, depth = 8, 3
    spec = build("unet", {"norm": "none"}).spec

    def convolution(inputs: int, filters: int, kernel: int = 3) -> int:
        return kernel * kernel * inputs * filters + filters

    widths = [channels * 2**level for level in range(depth + 1)]
    expected = sum(convolution(a, b) + convolution(b, b) for a, b in zip([1, *widths], widths, strict=False))
    expected += sum(
        convolution(wide, slim, 2) + convolution(2 * slim, slim) + convolution(slim, slim)
        for slim, wide in pairwise(widths)
    )
    expected += convolution(channels, 2, 1)
    assert sum(node.parameters for node in per_node(spec.network, spec.input_shape).values()) == expected


def test_images_that_cannot_be_halved_so_often_are_refused_with_the_most() -> None:
    with pytest.raises(SpecError, match=r"Images of 36 × 64 pixels can be halved 2 times, not 4\.") as caught:
        u_net(UNetOptions(depth=4), (36, 64), 2)
    assert (caught.value.code, caught.value.where) == ("depth", "options.depth")
    assert caught.value.hint == "Choose a depth of 2 at most."
    with pytest.raises(SpecError, match="can be halved 0 times") as caught:
        u_net(UNetOptions(depth=1), (31, 31), 2)
    assert caught.value.hint == "Use images whose sides are even and at least 4."


@pytest.mark.parametrize("kind", ["circles", "digits28", "plane"])
def test_data_without_masks_are_refused(kind: str) -> None:
    with pytest.raises(SpecError, match=f"'{kind}' has no masks") as caught:
        build("unet", {}, data(kind=kind))
    assert caught.value.where == "data"


@pytest.mark.parametrize("id", ["mlp", "lenet", "no_such_template"])
def test_what_has_no_options_cannot_be_built(id: str) -> None:
    with pytest.raises(NotFoundError, match=f"no template '{id}' with options"):
        build(id, {})


@pytest.mark.parametrize(
    "options", [{"depth": 0}, {"depth": 6}, {"channels": 1}, {"dropout": 0.95}, {"skips": "mul"}, {"levels": 3}]
)
def test_options_out_of_bounds_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        build("unet", options)
    assert caught.value.errors()[0]["loc"] == tuple(options)


@every
def test_every_option_is_described(id: str) -> None:
    options = next(one.options for one in MASK_TEMPLATES if one.id == id)
    assert options.model_json_schema()["description"].endswith(".")
    for name, schema in options.model_json_schema()["properties"].items():
        assert schema["description"].endswith("."), name
        assert "default" in schema, name
