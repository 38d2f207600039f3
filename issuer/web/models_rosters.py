"""What the pages of rosters are sent, and what a page that waits asks for."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from verifier.roster_receipt import MAX_PURPOSE


class RosterForm(BaseModel):
    """A roster with what it is verified for."""

    roster: bytes
    purpose: str = Field(max_length=MAX_PURPOSE)


class RosterNumberForm(BaseModel):
    """Which roster's files are to go."""

    roster: str = Field(max_length=16)


class RosterState(BaseModel):
    """How far a roster is."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["WAITING", "JUDGING", "DONE", "REFUSED"]
    open: bool = Field(description="Whether it is still to be judged.")
    rows: int = Field(description="0 until the file was read.")
    judged: int
    says: str = Field(description="The same in words.")
