"""What can be chosen of a network for masks before it is built."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.activations import ActivationName


class MaskOptions(BaseModel):
    """How a network that says a class for each pixel is built."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    channels: int = Field(
        default=8, ge=2, le=64, description="Feature maps at full resolution; each level doubles them."
    )
    convolutions: int = Field(default=2, ge=1, le=3, description="Convolutions at each level.")
    norm: Literal["none", "batch", "instance", "group"] = Field(
        default="instance", description="What brings feature maps to one size after each convolution."
    )
    dropout: float = Field(
        default=0.0, ge=0.0, le=0.9, description="Share of feature maps that are dropped at the bottom."
    )
    activation: ActivationName = Field(default="relu", description="What each filter makes of its sums.")


class UNetOptions(MaskOptions):
    """A network that goes down to a coarse, wide view and up again, with skip connections between equal levels."""

    depth: int = Field(default=3, ge=1, le=5, description="How many times the image is halved on the way down.")
    down: Literal["max_pool", "strided"] = Field(
        default="max_pool", description="Halve by keeping the strongest answers, or by convolutions of stride 2."
    )
    up: Literal["transposed", "upsample"] = Field(
        default="transposed", description="Double by transposed convolutions, or by copying pixels and a convolution."
    )
    skips: Literal["concat", "add", "none"] = Field(
        default="concat",
        description="What the way up does with the maps of the way down: beside its own, added, nothing.",
    )


class EncoderDecoderOptions(UNetOptions):
    """The lecture's network: convolutions of stride 2 down, transposed convolutions of stride 2 up."""

    channels: int = Field(
        default=4, ge=2, le=64, description="Feature maps at full resolution; each level doubles them."
    )
    convolutions: int = Field(default=1, ge=1, le=3, description="Convolutions at each level.")
    depth: int = Field(default=4, ge=1, le=5, description="How many times the image is halved on the way down.")
    down: Literal["max_pool", "strided"] = Field(
        default="strided", description="Halve by keeping the strongest answers, or by convolutions of stride 2."
    )


class PlainOptions(MaskOptions):
    """Convolutions at full resolution, one after the other."""

    channels: int = Field(default=8, ge=2, le=64, description="Feature maps of each layer.")
    convolutions: int = Field(default=5, ge=1, le=20, description="Convolutions, one after the other.")
    dilated: bool = Field(
        default=False, description="Spread the kernels 1, 2, 4, … pixels apart, so that each layer sees twice as far."
    )
