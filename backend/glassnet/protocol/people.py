"""Who uses a server: accounts, classes, tokens, and what each may use, as they go over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from glassnet.protocol.projects import ProjectLine, RunLine, Title
from glassnet.protocol.wire import Asked, Told

Role = Literal["owner", "admin", "teacher", "student"]
"""``owner`` is the one person at a laptop, who may do everything."""
Scope = Literal["read", "write"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Password = Annotated[str, StringConstraints(min_length=8, max_length=200)]


class Account(Told):
    """Somebody."""

    id: str
    role: Role
    name: str
    has_password: bool = Field(description="A guest has none and comes back with a resume code.")


class ClassLine(Told):
    """A class by its name."""

    id: str
    title: str


class Amounts(Told):
    """How much of the host: what an account may use, or uses. Null: as much as it wants."""

    runs: int | None = Field(description="Runs kept.")
    live_runs: int | None = Field(description="Runs held by workers at once.")
    parameters: int | None = Field(description="Parameters of one network.")
    flops_per_update: float | None
    activation_bytes: int | None
    storage_bytes: int | None = Field(description="Of uploads and checkpoints.")
    upload_bytes: int | None = Field(description="One uploaded file.")
    training_s: float | None = Field(description="Seconds of training a day.")


class Me(Told):
    """Who asks, and what this server is to them."""

    mode: Literal["laptop", "hosted"]
    account: Account | None = Field(description="Null: nobody is signed in.")
    class_: ClassLine | None = Field(default=None, alias="class", description="The class a student is in.")
    limits: Amounts | None = None
    used: Amounts | None = None


class SignIn(Asked):
    """A name and its password."""

    name: Name
    password: Annotated[str, StringConstraints(max_length=200)]


class Join(Asked):
    """A class by its code, under a nickname."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=4, max_length=40)]
    nickname: Name


class JoinInfo(Told):
    """The class that a code leads to."""

    title: str
    teacher: str
    expires_at: datetime


class Resume(Asked):
    """A guest comes back."""

    code: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=60)]


class Joined(Told):
    """A guest who has just joined."""

    me: Me
    resume_code: str = Field(description="Shown once: with it the guest comes back on any device.")


class NewPassword(Asked):
    """A password from now on."""

    password: Password
    present: str | None = Field(default=None, max_length=200, description="The present one, where there is one.")
    name: Name | None = Field(default=None, description="A guest's, to sign in with; the nickname when null.")


class ResumeCode(Told):
    """A guest's way back, in place of one that was lost."""

    code: str


class NewToken(Asked):
    """A key for programs."""

    title: Title
    scopes: list[Scope] = Field(default=["read", "write"], min_length=1, max_length=2)
    expires_in_days: float = Field(default=30, gt=0, le=366)


class TokenLine(Told):
    """A key for programs, without the key."""

    id: str
    title: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


class MadeToken(Told):
    """A new key."""

    token: TokenLine
    secret: str = Field(description="Shown once: `Authorization: Bearer …`.")


class JoinCode(Told):
    """How students get in."""

    code: str
    url: str
    expires_at: datetime
    qr: str = Field(description="The URL as a QR code: an SVG document.")


class NewClass(Asked):
    """A class to be."""

    title: Title


class EditClass(Asked):
    """What changes of a class; null leaves it."""

    title: Title | None = None
    weight: float | None = Field(default=None, ge=0.1, le=10, description="Share of the host, 1 is usual.")
    closed: bool | None = Field(default=None, description="Nobody joins or works in a closed class.")


class NewCode(Asked):
    """A new join code; the one before is worth nothing any more."""

    expires_in_s: float = Field(default=8 * 3600, ge=60, le=366 * 86400)


class ClassView(ClassLine):
    """A class, for its teacher."""

    weight: float
    created_at: datetime
    closed_at: datetime | None
    members: int
    code: JoinCode | None = Field(description="Null: nobody can join.")


class Member(Told):
    """A student of a class, for its teacher."""

    account: str
    nickname: str
    joined_at: datetime
    seen_at: datetime | None
    online: bool
    has_password: bool
    projects: list[ProjectLine]
    runs: list[RunLine] = Field(description="Newest first.")


class HandOut(Asked):
    """A project of the teacher's for everybody in a class."""

    project: str = Field(max_length=64)


class HandedOut(Told):
    """What a hand-out did."""

    copies: int


class NewTeacher(Asked):
    """A teacher to be."""

    name: Name
    password: Password


class TeacherLine(Told):
    """A teacher or an administrator."""

    account: Account
    created_at: datetime
    seen_at: datetime | None
    classes: int
