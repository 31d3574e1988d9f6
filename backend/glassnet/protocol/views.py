"""What a browser can watch. A view nobody watches is neither computed nor sent.

A view is a frozen record; its `key` names it on the wire, and a newer frame of one key replaces an older one.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from glassnet.protocol.plane import Part as Part
from glassnet.protocol.plane import Plane
from glassnet.protocol.plane import View as View


class Surface(Plane):
    """What the network predicts on a square grid over the plane; meta of a table: see `Plane`.

    Frame tensors: ``output`` uint8 ``(outputs, size, size)``; row 0 is the largest y, column 0 the smallest x.
    Classification: the probability of class 1 (two classes, one output) or of each class; regression: the value, in the
    unit of the table between its lo and hi, code 127 being the value of an output of 0.
    """

    kind: Literal["surface"] = "surface"
    size: int = Field(default=100, ge=8, le=256, description="Points along one side.")


class Units(Plane):
    """The output of every unit on a small grid over the plane; meta of a table: see `Plane`.

    Frame tensors: per node its id, uint8 ``(units, size, size)``, and ``<id>:scale`` float32 ``(units,)``: code 0 means
    -scale, code 127 zero and code 254 +scale of that unit.
    """

    kind: Literal["units"] = "units"
    size: int = Field(default=32, ge=8, le=64, description="Points along one side.")


class Unit(Plane):
    """The output of one unit on a fine grid, for the big view; meta of a table: see `Plane`.

    Frame tensors: ``output`` uint8 ``(1, size, size)``, coded symmetrically about zero like `Units`.
    """

    kind: Literal["unit"] = "unit"
    node: str = Field(max_length=40)
    unit: int = Field(ge=0)
    size: int = Field(default=100, ge=8, le=256, description="Points along one side.")

    @property
    def key(self) -> str:
        """The key names the unit: several units can be watched at once."""
        return f"unit:{self.node}:{self.unit}"


class Weights(View):
    """All learned numbers.

    Frame tensors: ``<node>.weight`` float32 ``(inputs, units)`` and ``<node>.bias`` float32 ``(units,)``.
    """

    kind: Literal["weights"] = "weights"


class Data(Plane):
    """The points of the data set; sent once, and again when they change.

    Frame tensors for each part of ``train``, ``validation`` and ``test``: ``<part>.xy`` float32 ``(n, 2)`` in the
    plane and ``<part>.label`` float32 ``(n,)``: the class number, or the value for regression. Of a table ``xy`` are
    cells in the unit of the table, of 5,000 rows evenly chosen at most; then also ``<part>.index`` int32 ``(n,)``, the
    number of each row in its part, and ``<part>.row`` int32 ``(n,)``, its number in the file, the header being 1.
    Meta: ``task``; ``classes``, how many; ``balance``, how many examples of each class train; of a table also
    ``names`` of the classes, and what `Plane` tells.
    """

    kind: Literal["data"] = "data"


class Samples(View):
    """The first images of each part, to choose from; sent once.

    Frame tensors for each part of ``train``, ``validation`` and ``test``: ``<part>.images`` uint8 ``(n, height, width,
    channels)`` and ``<part>.label`` int32 ``(n,)``; with masks instead ``<part>.masks`` uint8 ``(n, height, width)``.
    Meta: ``classes``, their names in order; ``counts``, images by part; ``balance``, how many images of each class
    train, of masks how many pixels.
    """

    kind: Literal["samples"] = "samples"
    count: int = Field(default=60, ge=1, le=200, description="Images of each part.")


class Maps(View):
    """What every node makes of one image: of a sample, or of one that was drawn.

    Frame tensors: per node its id, uint8 ``(channels, height, width)`` for images and ``(units,)`` for vectors, with
    ``<id>:lo`` and ``<id>:hi`` float32 ``(channels,)`` (``(1,)`` for vectors), the values of code 0 and 255;
    ``logits`` and ``probabilities`` float32 ``(outputs,)``. Meta: ``label``, the class number or null. Where there is a
    class for each pixel ``logits`` and ``probabilities`` are missing and the label is null: see `Masks`.
    """

    kind: Literal["maps"] = "maps"
    part: Part = "test"
    index: int = Field(default=0, ge=0, description="Number of the image in its part.")
    image: str | None = Field(
        default=None,
        max_length=400_000,
        description="An image of one's own instead: base64 of uint8 (height, width, channels).",
    )


class Kernels(View):
    """What a node has learned, as images.

    Frame tensors: per learned array ``<node>.<name>`` float32; for convolutions ``weight`` is ``(height, width,
    channels in, filters)``. ``activity`` float32 ``(filters,)``: the largest absolute output of each filter over the
    images looked at; a filter at 0 is dead.
    """

    kind: Literal["kernels"] = "kernels"
    node: str = Field(max_length=40)

    @property
    def key(self) -> str:
        """The key names the node."""
        return f"kernels:{self.node}"


class Confusion(View):
    """How often each class is taken for each other.

    Frame tensors: ``counts`` int32 ``(classes, classes)``, row truth, column prediction; ``precision`` and ``recall``
    float32 ``(classes,)``, NaN where there is nothing to divide by. Meta: ``classes``, their names. Where there is a
    class for each pixel, pixels are counted, no more than 2**31 - 1 of a kind.
    """

    kind: Literal["confusion"] = "confusion"
    part: Part = "validation"


class Scores(View):
    """How well one part is learned, as of the last evaluation; not where there is a class for each pixel.

    Frame tensors of classes: ``counts`` int32 ``(classes, classes)``, row truth, column prediction; ``precision``,
    ``recall`` and ``f1`` float32 ``(classes,)``, NaN where there is nothing to divide by. None of values. Meta:
    ``samples``, how many were judged; ``loss``, their mean; ``classes``, names, empty for values. Of classes:
    ``accuracy``, ``balanced_accuracy`` (the mean recall) and ``auc`` (of two classes; otherwise null). Of values:
    ``mae`` and ``rmse``, in the unit of the labels, and ``r2``. Null where there is nothing to tell.
    """

    kind: Literal["scores"] = "scores"
    part: Part = "validation"


class Roc(View):
    """The ROC curve of two classes, as of the last evaluation.

    Frame tensors, from (0, 0) to (1, 1), at most 1,000 points: ``false_positive``, ``true_positive`` and ``threshold``
    float32 ``(points,)``; examples at or above a threshold count as positive, 2 standing for more than any. Empty
    unless both classes are there. Meta: ``area`` under the curve, ``positive``, the name of class 1, and ``samples``.
    """

    kind: Literal["roc"] = "roc"
    part: Part = "validation"


class Residuals(View):
    """Truths and predictions of values, as of the last evaluation, in the unit of the labels.

    Frame tensors: ``index`` int32 ``(n,)`` in the part; ``truth``, ``predicted`` and ``residual`` (truth minus
    prediction) float32 ``(n,)``. Meta: as of `Scores`, and ``total``, how many there are.
    """

    kind: Literal["residuals"] = "residuals"
    part: Part = "validation"
    count: int = Field(default=2000, ge=1, le=5000, description="Examples at most, the first of the part.")


class Losses(View):
    """The loss of each example, the worst first, as of the last evaluation; not where there is a class for each pixel.

    Frame tensors: ``index`` int32 ``(n,)`` in the part; ``loss``, ``label`` and ``predicted`` float32 ``(n,)``, the
    latter two class numbers or values in the unit of the labels; of classes ``confidence`` float32 ``(n,)``, the
    probability of the predicted class; of a table ``row`` int32 ``(n,)``, its number in the file, the header being 1,
    and ``cells`` float32 ``(n, columns)``: numbers, or numbers of categories; NaN where missing.
    Meta: ``total``, how many fit; ``mean`` loss of the whole part; ``classes``, names, empty for values; of a table
    ``columns``, the ``name`` and the ``categories`` of each that the network gets.
    """

    kind: Literal["losses"] = "losses"
    part: Part = "validation"
    order: Literal["worst", "best", "first"] = Field(
        default="worst", description="By their loss, or in the order of the part."
    )
    show: Literal["all", "wrong", "right"] = Field(default="all", description="Of classes: which examples.")
    truth: int | None = Field(default=None, ge=0, description="Only examples of this class.")
    predicted: int | None = Field(default=None, ge=0, description="Only examples taken for this class.")
    first: int = Field(default=0, ge=0, le=10_000_000, description="How many are passed over.")
    count: int = Field(default=50, ge=1, le=1000, description="Examples at most.")


class Gallery(View):
    """Images with what the network says of them.

    Frame tensors: ``images`` uint8 ``(n, height, width, channels)``, ``index``, ``label`` and ``predicted`` int32
    ``(n,)``, ``confidence`` float32 ``(n,)``: the probability of the predicted class. Meta: ``total``, how many fit.
    There is none where there is a class for each pixel: watch `Masks`, worst or best first.
    """

    kind: Literal["gallery"] = "gallery"
    part: Part = "validation"
    show: Literal["wrong", "right", "all"] = Field(
        default="wrong", description="wrong: the surest mistakes first; right: the surest first; all: in order."
    )
    truth: int | None = Field(default=None, ge=0, description="Only images of this class.")
    predicted: int | None = Field(default=None, ge=0, description="Only images taken for this class.")
    count: int = Field(default=24, ge=1, le=100, description="Images at most.")


class Augmented(View):
    """Training images as the augmentation of this moment changes them.

    Frame tensors: ``originals`` and ``images`` uint8 ``(n, height, width, channels)``, ``label`` int32 ``(n,)``; with
    masks instead ``truths`` and ``masks`` uint8 ``(n, height, width)``, of the originals and of the changed images.
    """

    kind: Literal["augmented"] = "augmented"
    count: int = Field(default=8, ge=1, le=32, description="Images.")


class Masks(View):
    """What the network makes of several images at once where it says a class for each pixel.

    Frame tensors: ``images`` uint8 ``(n, height, width, channels)``; ``probabilities`` uint8 ``(n, height, width,
    classes)``, 255 is 1. With a truth, which an image of one's own has only when it is sent along: ``truth`` uint8
    ``(n, height, width)``, class numbers; ``loss`` uint8 ``(n, height, width)``, the loss of every pixel between its lo
    and hi (0 and the largest of all that are shown); ``dice`` float32 ``(n, classes)`` of the likeliest classes, NaN
    where a class is neither there nor found. For images of the set: ``index`` int32 ``(n,)`` in the part, ``source``
    int32 ``(n,)`` in the whole set and ``group`` int32 ``(n,)``. ``n`` is less than `count` at the end of the part.
    Meta: ``classes``, their names, and ``total``, images there are to leaf through: all of the part, or with an order
    by Dice those that were judged. Images without a Dice, where nothing is and nothing is found, come last.
    """

    kind: Literal["masks"] = "masks"
    part: Part = "test"
    order: Literal["first", "worst", "best"] = Field(
        default="first", description="In the order of the set, or by the mean Dice of the last evaluation."
    )
    first: int = Field(default=0, ge=0, le=10_000_000, description="How many are passed over.")
    count: int = Field(default=6, ge=1, le=16, description="Images at most.")
    image: str | None = Field(
        default=None,
        max_length=1_200_000,
        description="One image of one's own instead: base64 of uint8 (height, width, channels).",
    )
    truth: str | None = Field(
        default=None,
        max_length=400_000,
        description="A mask of one's own for the image, where one is shown: base64 of uint8 (height, width), classes.",
    )

    @property
    def key(self) -> str:
        """One image and several can be watched side by side."""
        return "masks:one" if self.count == 1 or self.image is not None else "masks"


class Regions(View):
    """How well the masks of one part agree with the truth, class by class, as of the last evaluation.

    Frame tensors, all of length ``classes``: ``dice`` and ``iou`` float32, the mean over images in which the class is
    there or found; ``precision`` and ``recall`` float32 over all pixels; ``share`` float32, its share of the true
    pixels; ``empty`` int32, images without it. ``counts`` float32 ``(classes, classes)``, pixels by truth (row) and
    prediction. NaN where there is nothing to divide by.

    While the run rests also ``hausdorff`` and ``hausdorff95`` float32 ``(classes,)``, the mean distance of outlines
    over images in which the class is both there and found; NaN for the first class and for one that never is. They take
    a while: the first frame comes without them, with ``pending`` true, and a second one with them.

    Where sizes and phases are known ``volumes`` float32 ``(groups, 2, 2, classes)`` in ml: group, truth or prediction,
    end of diastole or systole; ``ejection`` float32 ``(groups, 2, classes)``, the share of the first volume that the
    second lacks, such as the ejection fraction of a ventricle; and ``group`` int32 ``(groups,)``, the groups all images
    of which were judged in this part. NaN for a phase without images.

    Meta: ``classes``, ``unit`` of distances, ``mm`` or ``pixels``, ``images``, how many were judged, and ``pending``.
    """

    kind: Literal["regions"] = "regions"
    part: Part = "test"


class Activation(View):
    """The activation of a layer, and where the sums of the next batch fall: of one unit, or of all units together.

    Frame tensors: ``axis``, ``value`` and ``slope`` float32 ``(129,)``: a sum v, what the activation f makes of it, and
    f'(v); of softmax with the sums of the other units at their means. ``counts`` int32 ``(64,)``: how many sums fall in
    each of 64 equal bins from -reach to reach. Meta: ``reach``, a power of two from 2 to 16; ``outside``, the share of
    sums beyond it, which count in the outermost bins; ``total``, how many sums; ``examples`` of the batch; ``flat``,
    the share of sums where the slope is less than a tenth of the steepest; ``below``, the share at or below 0;
    ``stuck``, of ``units`` those all of whose sums lie where it is flat; ``unit``.
    """

    kind: Literal["activation"] = "activation"
    node: str = Field(max_length=40, description="A layer with an activation.")
    unit: int | None = Field(default=None, ge=0, description="One unit or channel; all when left out.")

    @property
    def key(self) -> str:
        """The key names the node."""
        return f"activation:{self.node}"


class Values(View):
    """The numbers at every unit for one example: of a part of the data as it is evaluated, or the one of a sample step.

    Frame tensors, for every node that gives a vector: its id, float32 ``(units,)``, what each unit gives; with an
    activation ``<id>:sum`` float32 ``(units,)``, what each passes to it. ``said`` float32 ``(outputs,)``, what the
    network says of the example (probabilities, or the value), and ``target`` float32 ``(outputs,)``, what it should
    say, encoded as the loss takes it; missing where there is a class for each pixel. Without a part the example is the
    one that the last sample step looked at, as the training sees it, and ``<id>:dropped`` uint8 ``(channels,)`` is 1
    where a layer that drops silences it; there is nothing once the training moved on. Meta: ``part`` (null when there
    is nothing) and ``index``; ``step``, whether it is that of a sample step; ``loss``, null when not finite; ``point``,
    x and y or null.
    """

    kind: Literal["values"] = "values"
    part: Part | None = Field(default=None, description="Left out: the example of the last sample step.")
    index: int = Field(default=0, ge=0, description="Number of the example in its part.")


class Distributions(View):
    """How weights, biases, activations and gradients of every layer are spread in the next batch.

    Frame tensors, a row for each layer and kind: ``counts`` int32 ``(rows, 64)`` in bins of equal width from -reach to
    reach; ``reach`` float32 ``(rows,)``, a power of two, so that the bins of one frame fall exactly into those of
    another with a larger reach; ``zeros`` int32, how many are exactly 0; ``near`` int32, how many are closer to 0 than
    meta ``near``; ``total`` int32; ``rms`` float32, the root of the mean square; each ``(rows,)``. Of a layer with more
    than 65536 activations in a batch some are left out. Meta: ``rows``, for each row its ``node`` and ``what``
    (``weights``, ``biases``, ``activations``, ``gradients``); ``norms``, the norm of the gradient of each layer, -1
    when not finite; ``examples`` of the batch.
    """

    kind: Literal["spread"] = "spread"


class Margin(View):
    """How wide a gap parts the two classes of the training part, and what that promises a perceptron.

    Frame tensor: ``plane`` float32 ``(features,)`` or, with a bias, ``(features + 1,)``: the weights, of length 1 and
    the bias last, of the plane that is farthest from both classes; all 0 when none parts them. Meta: ``separable``;
    ``radius``, the length R of the longest input (with the 1 of the bias); ``margin``, its γ, 0 when not separable;
    ``bound``, the mistakes (R/γ)² that the perceptron rule makes at most, null when not separable or when this is not
    one unit that starts at zero weights; ``single_unit``, whether it is one; ``mistakes`` made so far, null with
    another loss. Of images the inputs are pixels from 0 to 1.
    """

    kind: Literal["margin"] = "margin"


ViewSpec = Annotated[
    Surface
    | Units
    | Unit
    | Weights
    | Data
    | Samples
    | Maps
    | Kernels
    | Confusion
    | Scores
    | Roc
    | Residuals
    | Losses
    | Gallery
    | Augmented
    | Masks
    | Regions
    | Activation
    | Values
    | Distributions
    | Margin,
    Field(discriminator="kind"),
]
