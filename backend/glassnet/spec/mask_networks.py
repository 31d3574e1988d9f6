"""Builds networks that say a class for each pixel."""

from __future__ import annotations

from typing import Any, NamedTuple

from glassnet.errors import SpecError
from glassnet.spec.mask_options import MaskOptions, PlainOptions, UNetOptions

Json = dict[str, Any]


class Block(NamedTuple):
    """Nodes that belong together and are drawn as one at first."""

    id: str
    name: str
    nodes: list[str]


class Built(NamedTuple):
    """A network as JSON, and how its nodes are grouped."""

    network: Json
    blocks: list[Block]


class _Draft:
    """A network that grows at its end."""

    def __init__(self) -> None:
        self.nodes: list[Json] = [{"id": "in", "kind": "input"}]
        self.edges: list[tuple[str, str]] = []
        self.blocks: list[Block] = []
        self.last = "in"

    def add(self, kind: str, id: str, *sources: str, **fields: Any) -> str:
        """A layer after ``sources``, or after the last one; in the block that was opened last."""
        self.nodes.append({"id": id, "kind": kind, **fields})
        self.edges += [(source, id) for source in sources or (self.last,)]
        if self.blocks:
            self.blocks[-1].nodes.append(id)
        self.last = id
        return id

    def open(self, id: str, name: str) -> None:
        """What is added from now on belongs to this block."""
        self.blocks.append(Block(id, name, []))

    def built(self) -> Built:
        return Built({"nodes": self.nodes, "edges": self.edges}, self.blocks)


def u_net(options: UNetOptions, size: tuple[int, int], classes: int) -> Built:
    """Down and up again, with a gate on every skip connection.

    Nodes are called ``enc1-conv1``, ``enc1-norm1``, ``enc1-pool``, …, ``mid-conv1``, …, ``dec1-up``, ``skip1``,
    ``dec1-join``, ``dec1-conv1``, …, ``out``; level 1 is full resolution.

    Raises:
        SpecError: when the image cannot be halved so often.
    """
    _check_depth(options.depth, size)
    draft, heads = _Draft(), []
    for level in range(1, options.depth + 2):
        deepest = level == options.depth + 1
        name, channels = "mid" if deepest else f"enc{level}", options.channels * 2 ** (level - 1)
        draft.open(name, "Bottom" if deepest else f"Encoder {level}")
        _convolutions(draft, name, channels, options, halve=options.down == "strided" and level > 1)
        if deepest:
            break
        heads.append(draft.last)
        if options.down == "max_pool":
            draft.add("max_pool2d", f"{name}-pool")
    if options.dropout:
        draft.add("spatial_dropout", "mid-dropout", rate=options.dropout)
    for level in range(options.depth, 0, -1):
        _step_up(draft, level, heads[level - 1], options)
    return _finished(draft, classes)


def plain(options: PlainOptions, size: tuple[int, int], classes: int) -> Built:
    """Convolutions at full resolution, one after the other."""
    draft = _Draft()
    for number in range(1, options.convolutions + 1):
        # Kernels that reach beyond the image would only see its border.
        dilation = min(2 ** (number - 1), 8, max(1, min(size) // 4)) if options.dilated else 1
        _convolution(draft, "", str(number), options.channels, options, dilation=dilation)
    if options.dropout:
        draft.add("spatial_dropout", "dropout", rate=options.dropout)
    return _finished(draft, classes)


def _check_depth(depth: int, size: tuple[int, int]) -> None:
    most = 0
    while most < depth and all(side % 2 ** (most + 1) == 0 and side // 2 ** (most + 1) >= 2 for side in size):
        most += 1
    if most < depth:
        raise SpecError(
            "depth",
            f"Images of {size[0]} × {size[1]} pixels can be halved {most} times, not {depth}.",
            f"Choose a depth of {most} at most." if most else "Use images whose sides are even and at least 4.",
            "options.depth",
        )


def _step_up(draft: _Draft, level: int, head: str, options: UNetOptions) -> None:
    """From one level to the next finer one, where the skip connection comes in through its gate."""
    name, channels, below = f"dec{level}", options.channels * 2 ** (level - 1), draft.last
    draft.open(name, f"Decoder {level}")
    if options.up == "transposed":
        draft.add("conv_transpose2d", f"{name}-up", filters=channels, kernel=2, stride=2, activation="linear")
    else:
        draft.add("upsample2d", f"{name}-grow", below)
        draft.add("conv2d", f"{name}-up", filters=channels, activation="linear")
    if options.skips != "none":
        grown = draft.last
        gate = draft.add("gate", f"skip{level}", head)
        draft.blocks[-1].nodes.remove(gate)  # what the learner cuts stays in sight
        draft.add("concat" if options.skips == "concat" else "add", f"{name}-join", gate, grown)
    _convolutions(draft, name, channels, options)


def _convolutions(draft: _Draft, name: str, channels: int, options: MaskOptions, *, halve: bool = False) -> None:
    for number in range(1, options.convolutions + 1):
        stride = 2 if halve and number == 1 else 1
        _convolution(draft, f"{name}-", str(number), channels, options, stride=stride)


def _convolution(draft: _Draft, prefix: str, number: str, channels: int, options: MaskOptions, **fields: int) -> None:
    """A convolution and its norm; the bias and the activation are where they have an effect."""
    if options.norm == "none":
        draft.add("conv2d", f"{prefix}conv{number}", filters=channels, activation=options.activation, **fields)
        return
    draft.add("conv2d", f"{prefix}conv{number}", filters=channels, activation="linear", bias=False, **fields)
    more = {"groups": 2 if channels % 2 == 0 else 1} if options.norm == "group" else {}
    draft.add(f"{options.norm}_norm", f"{prefix}norm{number}", activation=options.activation, **more)


def _finished(draft: _Draft, classes: int) -> Built:
    """With the layer that says a probability for each class at each pixel."""
    draft.add("conv2d", "out", filters=classes, kernel=1, activation="softmax")
    if draft.blocks:
        draft.blocks[-1].nodes.remove("out")
    return draft.built()
