"""What somebody who uploads can choose, and what is asked back when it takes a choice."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from glassnet.catalog.datasets.upload import MOST_CLASSES, MOST_SIDE

Name = Annotated[str, Field(max_length=200)]
Side = Annotated[int, Field(ge=4, le=MOST_SIDE)]


class UploadOptions(BaseModel):
    """How an uploaded file is read. What is left out is found out, or asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(default="", max_length=80, description="What to call it; the name of the file when left out.")
    colours: Literal["auto", "grey", "rgb"] = Field(
        default="auto", description="One channel or three; `auto` keeps colour where there is any."
    )
    size: tuple[Side, Side] | None = Field(
        default=None,
        description="Height and width of all images. Left out: their own size when all agree and neither side is "
        "above 128, otherwise 64 by 64.",
    )
    fit: Literal["crop", "pad", "resize"] = Field(
        default="resize",
        description="How an image of another form is made to fit: its middle is cut out (crop), black is added (pad), "
        "or it is stretched (resize).",
    )
    ask: bool = Field(default=False, description="Ask which arrays or columns to take even where it seems clear.")
    images: Name = Field(
        default="", description="npz: the array of the images. zip with masks: the folder of the images."
    )
    labels: Name = Field(default="", description="npz: the array of the labels. zip: the table of the labels.")
    masks: Name = Field(
        default="",
        description="npz: the array of the masks, a class for each pixel, instead of `labels`. zip: the folder of the "
        "masks.",
    )
    groups: Name = Field(
        default="",
        description="npz: the array that says which images belong together, such as those of a patient: an id for each "
        "image, or the first and the last image of each group `(groups, 2)`.",
    )
    spacing: Name = Field(
        default="",
        description="npz: the array with the size of a pixel and the distance of slices in mm (row, column, slice) "
        "for all `(3,)`, for each group `(groups, 3)` or for each image `(images, 3)`; two numbers without depth.",
    )
    phase: Name = Field(
        default="",
        description="npz: the array that tells end of diastole (0, `ED`) from end of systole (1, `ES`), for each image "
        "or each group; anything else is neither.",
    )
    window: Literal["auto", "set", "group"] = Field(
        default="auto",
        description="What becomes black and white in images of more than 8 bits: the same numbers everywhere (set), or "
        "numbers of each volume or group (group), as suits MR. `auto` means group where there are groups, but not for "
        "CT.",
    )
    channels: Literal["auto", "first", "last"] = Field(
        default="auto", description="npz: whether the channels come before or after height and width."
    )
    classes: list[Annotated[str, Field(min_length=1, max_length=80)]] = Field(
        default=[], max_length=MOST_CLASSES, description="Names of the classes where labels are numbers from 0 on."
    )
    file_column: Name = Field(default="", description="zip with a table: the column with the names of the files.")
    label_column: Name = Field(default="", description="zip with a table: the column with the labels.")
    delimiter: Literal["auto", "comma", "semicolon", "tab", "bar", "space"] = Field(
        default="auto", description="CSV: what separates columns."
    )
    decimal: Literal["auto", ".", ","] = Field(default="auto", description="CSV: the decimal mark.")
    header: Literal["auto", "yes", "no"] = Field(
        default="auto", description="CSV: whether the first row names the columns."
    )
    target: Name = Field(default="", description="CSV: the column to learn; a likely one when left out.")
    task: Literal["auto", "classification", "regression"] = Field(
        default="auto",
        description="CSV: learn classes or values; `auto` takes texts and few whole numbers as classes. A run can "
        "choose otherwise.",
    )
    unreadable: Literal["refuse", "missing"] = Field(
        default="refuse",
        description="CSV: what becomes of a cell that is no number in a column of numbers: the file is refused, saying "
        "where, or the cell counts as missing.",
    )


Role = Literal["images", "labels", "masks", "groups", "spacing", "phase"]
ROLES: tuple[Role, ...] = ("images", "labels", "masks", "groups", "spacing", "phase")


class ArrayFound(BaseModel):
    """An array of an npz file."""

    model_config = ConfigDict(frozen=True)

    name: str
    shape: list[int]
    dtype: str
    suits: list[Role] = Field(
        description="What it could be; nothing where its content is not read, such as Python objects."
    )


class TableFound(BaseModel):
    """A table in a zip archive."""

    model_config = ConfigDict(frozen=True)

    name: str
    columns: list[str]
    rows: list[list[str]] = Field(description="Its first rows.")


class UploadQuestion(BaseModel):
    """What there is to choose from. Nothing is stored yet; send the choice with the same `upload`."""

    model_config = ConfigDict(frozen=True)

    upload: str = Field(default="", description="Names the file that has come, for a while: no need to send it again.")
    detail: str = Field(description="What has to be chosen.")
    arrays: list[ArrayFound] = Field(default=[], description="npz: what is in the file.")
    tables: list[TableFound] = Field(default=[], description="zip: tables in the archive.")
    suggested: UploadOptions = Field(description="What seems to be meant.")
