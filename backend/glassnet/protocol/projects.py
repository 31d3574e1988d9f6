"""Projects, their versions and shares, and the history of runs, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, StringConstraints, field_validator

from glassnet.protocol.events import RunStatus
from glassnet.protocol.wire import Asked, Told

Mode = Literal["view", "fork", "embed"]
Control = Literal["data", "network", "training", "transport", "views"]
"""A part of the page that a share can lock or hide."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Notes = Annotated[str, StringConstraints(max_length=20_000)]


class Document(Asked):
    """A set-up as the page keeps it, finished or not."""

    spec: dict[str, JsonValue] = Field(description="A RunSpec, or one that is being built.")
    drawing: JsonValue = Field(default=None, description="Where the diagram's parts are, and what is folded.")

    @field_validator("spec", "drawing")
    @classmethod
    def _has_plain_names(cls, value: JsonValue) -> JsonValue:
        """A field of this name would become something else in a browser that merges two documents."""
        waiting: list[JsonValue] = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, dict):
                if "__proto__" in one:
                    raise ValueError("no field may be called '__proto__'")
                waiting.extend(one.values())
            elif isinstance(one, list):
                waiting.extend(one)
        return value


class RunLine(Told):
    """A run in a list."""

    id: str
    title: str
    status: RunStatus
    step: int
    epoch: float
    updates_per_s: float
    loss: float | None = Field(description="Of the training part.")
    validation_loss: float | None
    score: float | None = Field(description="Mean Dice of masks, or accuracy, of the validation or test part.")
    score_name: Literal["dice", "accuracy", ""] = ""
    project: str | None = None
    created_at: datetime


class RunLinePage(Told):
    """A page of runs, newest first."""

    items: list[RunLine]
    next: str | None = Field(default=None, description="Pass it as `after` for the next page; null on the last one.")


class ProjectLine(Told):
    """A project in a list."""

    id: str
    title: str
    owner: str = Field(description="Id of the account.")
    version: int
    created_at: datetime
    changed_at: datetime
    handed_from: str | None = Field(default=None, description="The project it is a copy of.")
    runs: int = Field(description="How many runs it has.")


class ProjectPage(Told):
    """A page of projects, changed last first."""

    items: list[ProjectLine]
    next: str | None = Field(default=None, description="Pass it as `after` for the next page; null on the last one.")


class Project(ProjectLine):
    """A project, whole."""

    notes: str
    document: Document
    may_write: bool = Field(description="Whether whoever asks may change it; everybody who may read may fork.")


class NewProject(Asked):
    """A project to be."""

    title: Title = "Untitled"
    notes: Notes = ""
    document: Document


class SaveProject(Asked):
    """The document as it is now. Refused with `changed_meanwhile` where the version is not the present one."""

    version: int = Field(ge=1, le=2**31 - 1, description="The version that was edited.")
    document: Document
    keep: bool = Field(
        default=False, description="Keep the version that is replaced, as before an older one is brought back."
    )


class EditProject(Asked):
    """What changes of a project; null leaves it."""

    title: Title | None = None
    notes: Notes | None = None


class ForkProject(Asked):
    """A copy of one's own."""

    title: Title | None = None
    version: int | None = Field(default=None, ge=1, le=2**31 - 1, description="Null: the present one.")


class VersionLine(Told):
    """A version that was kept: one for each stretch of work."""

    version: int
    at: datetime


class ProjectVersion(VersionLine):
    """A version, whole."""

    document: Document


class EditRun(Asked):
    """What changes of a run; null leaves it."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] | None = None
    notes: Notes | None = None
    project: str | None = Field(default=None, max_length=64)


class CheckpointLine(Told):
    """A state of a run that was kept."""

    step: int
    epoch: float
    at: datetime
    loss: float | None = Field(description="Of the validation part, or of the training part where there is none.")
    best: bool


class ForkRun(Asked):
    """A run that begins where another one was."""

    step: int | None = Field(default=None, ge=0, le=2**53, description="Of a checkpoint; null: the newest.")


class Difference(Told):
    """Something in which runs were set up differently."""

    path: str = Field(description="Such as `training.optimiser.learning_rate`.")
    values: list[Any] = Field(description="One for each run; null where it has no such thing.")


class Comparison(Told):
    """Runs side by side; their curves are their metrics."""

    runs: list[RunLine]
    differences: list[Difference]


class NewShare(Asked):
    """A link for others to a project or a run."""

    project: str | None = Field(default=None, max_length=64)
    run: str | None = Field(default=None, max_length=64, description="Live, with all its views.")
    mode: Mode = "view"
    weights: bool = Field(default=False, description="Whether what the run has learned may be downloaded and forked.")
    locked: list[Control] = Field(default=[], max_length=5, description="Seen, but not to be changed.")
    hidden: list[Control] = Field(default=[], max_length=5, description="Not seen.")
    expires_in_days: float | None = Field(default=None, gt=0, le=3660, description="Null: until it is closed.")


class ShareLine(Told):
    """A link for others, without its secret."""

    id: str
    project: str | None
    run: str | None
    mode: Mode
    weights: bool
    locked: list[Control]
    hidden: list[Control]
    created_at: datetime
    expires_at: datetime | None


class MadeShare(Told):
    """A new link."""

    share: ShareLine
    url: str = Field(description="Shown once.")


class Shared(Told):
    """What a link leads to."""

    share: ShareLine
    title: str
    owner: str = Field(description="The name of whoever shared it.")
    project: Project | None
    run: RunLine | None
