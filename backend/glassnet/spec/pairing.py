"""How the end of a network and its loss go together: what happens between them, and what is wrong with it.

Nothing is refused here. A pair that learns badly, or not at all, can be trained to see that; it is told as cause and
effect, with the edit that would mend it. What no loss can work with at all is refused by `targets.encoding`.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf, isfinite
from typing import NamedTuple

from glassnet.catalog.activations import ACTIVATIONS, Activation
from glassnet.catalog.datasets import Dataset, TableSet
from glassnet.catalog.layers import Layer
from glassnet.catalog.layers.activation import ActivationLayer
from glassnet.catalog.losses import Loss
from glassnet.errors import Repair, SpecError
from glassnet.spec.network import NetworkSpec
from glassnet.spec.targets import Encoding

HARD = ("hard_sigmoid", "hard_tanh")
"""Activations that are flat at both ends, and not only nearly so."""

SCORES = ("hinge", "perceptron")
"""Losses of classes that judge scores and make no probabilities of them."""


class End(NamedTuple):
    """The last activation and what it meets.

    Attributes:
        node: the node that has it.
        squash: the activation; linear where there is none.
        loss: what reads it.
        encoding: how, and of how many outputs.
        low, high: the values that are asked for, of a regression.
    """

    node: Layer
    squash: Activation
    loss: Loss
    encoding: Encoding
    low: float
    high: float

    @property
    def kind(self) -> str:
        """Of the activation."""
        return self.squash.kind_name()

    @property
    def single(self) -> bool:
        """Whether every output is judged by itself."""
        return self.encoding.outputs == 1 or self.loss.fused(self.encoding.outputs) == "sigmoid"

    @property
    def regression(self) -> bool:
        """Whether values are learned, and no classes."""
        return self.encoding.task == "regression"


class Rule(NamedTuple):
    """A kind of misfit: its name, whether it is there, and what it does, as cause and effect."""

    code: str
    holds: Callable[[End], bool]
    tell: Callable[[End], str]


class Pairing(NamedTuple):
    """What happens between output and loss, in a sentence where it is well, and what is wrong where it is not."""

    told: str
    advice: list[SpecError]


def pairing(network: NetworkSpec, data: Dataset, loss: Loss, encoding: Encoding) -> Pairing:
    """What is to be said of the output and the loss of a network that fits its data."""
    tail = _tail(network)
    squashes = [node for node in tail if _bends(node)]
    node = squashes[0] if squashes else network.by_id[network.output_id]
    wide = isinstance(data, TableSet)
    end = End(node, node.squash() or ACTIVATIONS["linear"], loss, encoding, *((-inf, inf) if wide else (-1.0, 1.0)))
    found = [_advice(rule.code, rule.tell(end), end) for rule in RULES if rule.holds(end)][:1]
    if len(squashes) > 1:
        found.insert(0, _twice(squashes[0], squashes[1]))
    inner = _softmax_inside(network, tail)
    if inner is not None:
        found.append(inner)
    return Pairing("" if found else _well(end), found)


def _tail(network: NetworkSpec) -> list[Layer]:
    """The output and the nodes before it up to the last one with weights, that one included."""
    found = [network.by_id[network.output_id]]
    while not _weighs(found[-1]) and len(network.inputs_of[found[-1].id]) == 1:
        found.append(network.by_id[network.inputs_of[found[-1].id][0]])
    return found


def _weighs(node: Layer) -> bool:
    return type(node).parameters is not Layer.parameters and not isinstance(node, ActivationLayer)


def _bends(node: Layer) -> bool:
    squash = node.squash()
    return squash is not None and squash.kind_name() != "linear"


def _twice(outer: Layer, inner: Layer) -> SpecError:
    first, second = _title(inner), _title(outer)
    low, high = inner.squash().range  # type: ignore[union-attr]
    detail = (
        f"Two activations in a row: the {first} of '{inner.id}' gives {_interval(low, high)}, and the {second} of "
        f"'{outer.id}' bends that once more. Slopes are multiplied, so little of the error gets back to the weights"
        + (
            ", and the answer cannot be sure: only a small piece of the second curve is ever used."
            if low > -inf
            else "."
        )
    )
    mended = next((one for one in (inner, outer) if "activation" in type(one).model_fields), None)
    repair = Repair(mended.id, "", {"activation": "linear"}) if mended else None
    return SpecError("squashed_twice", detail, "Keep only one of them.", f"network.nodes.{outer.id}", repair)


def _softmax_inside(network: NetworkSpec, tail: list[Layer]) -> SpecError | None:
    """Of a softmax that feeds the weights of the last layer."""
    names = list(network.inputs_of[tail[-1].id])
    if len(names) != 1 or not _weighs(tail[-1]):
        return None
    before = network.by_id[names[0]]
    squash = before.squash()
    if squash is None or squash.kind_name() != "softmax":
        return None
    detail = (
        f"The softmax of '{before.id}' is not the end: its numbers add up to 1, so one of them can rise only where "
        f"others fall. The layer after it gets one number less to work with, and small slopes: it learns slowly."
    )
    fields = {"activation": "tanh"} if "activation" in type(before).model_fields else None
    repair = None if fields is None else Repair(before.id, "", fields)
    hint = "Let it bend each number for itself, with tanh or ReLU; softmax belongs to the output."
    return SpecError("softmax_inside", detail, hint, f"network.nodes.{before.id}", repair)


def _title(node: Layer) -> str:
    squash = node.squash()
    assert squash is not None
    return _name(squash)


def _name(squash: Activation) -> str:
    """The title in a sentence: a name such as ReLU keeps its capitals."""
    return " ".join(word if word[1:] != word[1:].lower() else word.lower() for word in squash.title.split())


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def _interval(low: float, high: float) -> str:
    if isfinite(low) and isfinite(high):
        return f"{_number(low)} to {_number(high)}"
    return f"nothing below {_number(low)}" if isfinite(low) else "any number"


def _advice(code: str, detail: str, end: End) -> SpecError:
    repair = _repair(end)
    hint = "Give it another activation, or another loss." if repair is None else ""
    return SpecError(code, detail, hint, f"network.nodes.{end.node.id}", repair)


def _repair(end: End) -> Repair | None:
    """The activation and the loss that go together, of all that could be meant the nearest."""
    activation, loss = _fitting(end)
    fields = {} if activation == end.kind else {"activation": activation}
    if fields and "activation" not in type(end.node).model_fields:
        return None
    return Repair(end.node.id, "", fields, loss="" if loss == end.loss.kind_name() else loss)


def _fitting(end: End) -> tuple[str, str]:
    outputs, loss = end.encoding.outputs, end.loss.kind_name()
    if end.regression or loss in SCORES:
        return "linear", loss
    if end.loss.fit == "distance" or (end.kind == "softmax" and end.loss.fit == "binary" and outputs > 1):
        return ("sigmoid", "binary_cross_entropy") if outputs == 1 else ("softmax", "cross_entropy")
    return end.loss.fused(outputs) or "linear", loss


def _share(low: float) -> str:
    return f"{100 / (1 + exp(-low)):.0f} %"


def _constant(end: End) -> str:
    return (
        f"The output '{end.node.id}' is a softmax over one number, which is always 1: whatever the weights are, the "
        "answer "
        "is the same, so no weight has a slope and nothing is learned."
    )


def _out_of_reach(end: End) -> str:
    wanted = "below and above 0, and beyond 1" if end.high == inf else f"from {_number(end.low)} to {_number(end.high)}"
    return (
        f"The output '{end.node.id}' ends in {_name(end.squash)}, which gives {_interval(*end.squash.range)}, but "
        "these data "
        f"have values {wanted}: what lies outside can never be said, however long it trains."
    )


def _mixed(end: End) -> str:
    if end.loss.kind_name() == "perceptron":
        return (
            f"The perceptron rule asks whether a score is above 0. After the {_name(end.squash)} of '{end.node.id}' it "
            "gets "
            "logarithms of probabilities, which never are: every example stays a mistake."
        )
    if end.loss.kind_name() == "hinge":
        return (
            f"Hinge compares scores. After the {_name(end.squash)} of '{end.node.id}' it gets logarithms of "
            "probabilities, "
            "which end at 0: where outputs are sure they are flat, and the margin is hard to keep."
        )
    if end.kind == "softmax":
        return (
            f"The softmax of '{end.node.id}' ties the classes together, but {end.loss.title} asks of each class by "
            "itself "
            "yes or no: one mistake is counted for the right class and again for every wrong one."
        )
    return (
        f"Each sigmoid of '{end.node.id}' answers for its class alone, and {end.loss.title} then divides them by their "
        "sum: "
        "only their ratio counts, so all of them may sink together to where they are flat, and learning stalls."
    )


def _saturates(end: End) -> str:
    return (
        f"{end.loss.title} after the {_name(end.squash)} of '{end.node.id}': the error is multiplied by the slope of "
        "the "
        f"{_name(end.squash)}, which is almost 0 at its ends. An answer that is sure and wrong has the largest error "
        "and "
        "hardly moves. Cross-entropy cancels that slope."
    )


def _dead(end: End) -> str:
    where = "at both ends" if end.kind in HARD else "below 0" if end.kind == "relu" else "or nearly so far below 0"
    return (
        f"The output '{end.node.id}' ends in {_name(end.squash)}, which is flat {where}: an example that lands there "
        "has "
        "next to no slope and moves no weight, however wrong it is. Once all do, training stands still."
    )


def _too_right(end: End) -> str:
    low = _number(end.encoding.low)
    return (
        f"{end.loss.title} asks '{end.node.id}' for exactly {low} or 1. An answer of 3 where 1 is right counts as "
        "wrong by 2, "
        "although the class is right: examples far on the right side pull the boundary towards them."
    )


def _other_rule(end: End) -> str:
    return (
        f"The perceptron rule moves weights by the inputs of each mistake. Through the {_name(end.squash)} of "
        f"'{end.node.id}' that move is multiplied by its slope: it is another rule, without the promise to find a "
        "line, and "
        "where the slope is 0 a mistake moves nothing."
    )


def _bounded_score(end: End) -> str:
    return (
        f"Hinge asks for scores beyond a margin, but the {_name(end.squash)} of '{end.node.id}' gives only "
        f"{_interval(*end.squash.range)}: the margin is out of reach or only just within it, and near it the slope is "
        "gone."
    )


def _squashed_again(end: End) -> str:
    low, high = end.squash.range
    if end.single:
        sure = f"it can only say {_share(low)} to {_share(high)}"
    else:
        most = 1 / (1 + (end.encoding.outputs - 1) * exp(low - high))
        sure = f"of {end.encoding.outputs} classes none gets more than {100 * most:.0f} %"
    by = "sigmoid" if end.single else "softmax"
    return (
        f"Squashed twice: '{end.node.id}' ends in {_name(end.squash)} ({_interval(low, high)}), and {end.loss.title} "
        "takes "
        f"that for sums and squashes it once more, by a {by}. So {sure}: the loss never comes near 0, and the slope of "
        "the "
        "first squash slows learning besides."
    )


def _one_sided(end: End) -> str:
    low = end.squash.range[0]
    if end.loss.kind_name() == "hinge":
        return (
            f"Hinge wants a score far below 0 for the first class, but the {_name(end.squash)} of '{end.node.id}' "
            "gives "
            f"{_interval(*end.squash.range)}: that class can never be said as firmly as the loss asks, and its error "
            "stays."
        )
    return (
        f"The {_name(end.squash)} of '{end.node.id}' gives {_interval(*end.squash.range)}, and {end.loss.title} makes "
        "a "
        f"probability of that by a sigmoid: it is never less than {_share(low)}, so a clear no cannot be said."
    )


def _flat_below(end: End) -> str:
    return (
        f"The {_name(end.squash)} of '{end.node.id}' is flat or nearly so below 0, and {end.loss.title} pushes the "
        "outputs of "
        "wrong classes there: they get stuck, and those that are all below 0 no longer move at all."
    )


def _bounded(end: End) -> bool:
    return all(isfinite(side) for side in end.squash.range)


def _half(end: End) -> bool:
    low, high = end.squash.range
    return isfinite(low) and not isfinite(high)


def _distance(end: End) -> bool:
    return end.loss.fit == "distance" and not end.regression and end.encoding.reads == "outputs"


def _judged(end: End) -> bool:
    """Whether a loss of classes takes the outputs as they are."""
    return end.loss.fit != "distance" and end.encoding.reads == "outputs"


def _out(end: End) -> bool:
    low, high = end.squash.range
    return end.regression and not (low <= end.low and high >= end.high)


RULES: tuple[Rule, ...] = (
    Rule("constant_output", lambda end: end.kind == "softmax" and end.encoding.outputs == 1, _constant),
    Rule("out_of_reach", _out, _out_of_reach),
    Rule("mixed_probabilities", lambda end: end.encoding.reads == "probabilities", _mixed),
    Rule("dead_output", lambda end: _distance(end) and (end.kind in HARD or _half(end)), _dead),
    Rule("saturating_output", lambda end: _distance(end) and _bounded(end), _saturates),
    Rule("too_right", lambda end: _distance(end) and end.loss.kind_name() != "delta_rule", _too_right),
    Rule(
        "not_the_rule",
        lambda end: _judged(end) and end.loss.kind_name() == "perceptron" and end.kind != "linear",
        _other_rule,
    ),
    Rule(
        "bounded_score", lambda end: _judged(end) and end.loss.kind_name() == "hinge" and _bounded(end), _bounded_score
    ),
    Rule("squashed_again", lambda end: _judged(end) and _bounded(end), _squashed_again),
    Rule("one_sided", lambda end: _judged(end) and isfinite(end.squash.range[0]) and end.single, _one_sided),
    Rule("flat_below", lambda end: _judged(end) and isfinite(end.squash.range[0]), _flat_below),
)
"""All misfits of an output and a loss, the gravest first: the first that holds is told."""


def _well(end: End) -> str:
    squash, loss = _name(end.squash), end.loss.title
    if end.kind == "step":
        return f"{loss} reads the sum before the step: the step decides, and the sum learns."
    if end.encoding.reads == "sums" and end.loss.kind_name() in SCORES:
        return (
            f"{loss} reads the scores before the {squash}; what is drawn as a probability was never taught to be one."
        )
    if end.encoding.reads == "sums":
        free = "" if end.loss.masks_only else f", and the slope of the {squash} does not slow learning"
        return f"{loss} reads the sums before the {squash}, both in one step: nothing is squashed twice{free}."
    if end.loss.fit == "distance":
        return f"{loss} compares the output with the target, number with number."
    if end.loss.kind_name() in SCORES:
        return f"{loss} reads the outputs as scores, as they are."
    by = "sigmoid" if end.single else "softmax"
    return f"{loss} takes the outputs for sums, and makes probabilities of them by a {by} of its own."
