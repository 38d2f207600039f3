"""What the pages of registered units are sent, and the options that they give their script.

Names of members are those of WebAuthn.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

MAX_ANSWER = 16_000  # characters; a passkey's answer has about one thousand


class JoinForm(BaseModel):
    """An invitation, by whom it was given to."""

    code: str = Field(max_length=40)


class AnswerForm(BaseModel):
    """What a passkey answered, as JSON: RegistrationResponseJSON or AuthenticationResponseJSON."""

    answer: str = Field(max_length=MAX_ANSWER)


class PasskeyForm(BaseModel):
    """Which passkey is to go."""

    passkey: str = Field(max_length=40)


class NothingForm(BaseModel):
    """A button that says all by itself."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class Credential(_Said):
    """A kind of key, and which one or of which algorithm (COSE)."""

    type: Literal["public-key"]
    id: str | None = None
    alg: int | None = None


class Party(_Said):
    """Our host, and what a browser calls it."""

    id: str
    name: str


class Account(_Said):
    """A user handle, and what a browser calls it: the unit."""

    id: str
    name: str
    display_name: str


class Selection(_Said):
    """Which authenticators may."""

    resident_key: Literal["required"]
    require_resident_key: Literal[True]
    user_verification: Literal["required"]


class CreationOptions(_Said):
    """For `navigator.credentials.create`, bytes in base64url (WebAuthn 5.4)."""

    rp: Party
    user: Account
    challenge: str
    pub_key_cred_params: list[Credential]
    exclude_credentials: list[Credential]
    authenticator_selection: Selection
    attestation: Literal["none"]


class RequestOptions(_Said):
    """For `navigator.credentials.get`, bytes in base64url (WebAuthn 5.5)."""

    rp_id: str
    challenge: str
    user_verification: Literal["required"]
