"""The press: from a certificate's number to the file that its holder keeps.

It asks first whether the title stands, each time; then a file that was kept is handed out again,
and another is drawn, sealed and kept. The file carries the credential and its log proof, and a
seal over all of it, so that it proves itself without this office. A press holds no key that
could make a title: it can only show what was signed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from sqlalchemy import Engine

import issuer.render
from issuer.config import Config, InstanceIdentity
from issuer.drawing_room import DrawingRoom
from issuer.keep import Keep
from issuer.lifecycle import Standing
from issuer.office import Office, open_data_key, open_seal_key, pinned_anchor, rules_of
from issuer.originals import Original, Originals
from issuer.render.glyphs import NO_GLYPHS, Glyphs
from issuer.render.look import DEFAULT_LOOK, Look, check_required, load_look
from issuer.render.pdf import render_pdf
from issuer.render.picture import render_png
from issuer.sealing import Sealer, open_sealer
from issuer.store import awards, copies, session
from issuer.store.copies import CopyState
from issuer.store.schema import require_current
from issuer.store.session import open_engine
from issuer.store.vault import Safe
from keys.encoding import Sha256, sha256
from keys.errors import Refused
from keys.roles import Role
from verifier.certificate import Certificate
from verifier.china_time import china_day
from verifier.rules import Rules

PNG_DPI: Final = 180  # the main code is read from it at 5 dots a module, in at most 400 kB
LOOK_FILE: Final = "look.toml"
"""How an instance's certificates look; without one, as the package has it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A certificate's file.

    Attributes:
        pdf: Two pages, PDF/A-3b, sealed.
        code: What its QR code opens.
        credential, proof: The attachments, as text.
    """

    pdf: bytes
    certificate: Certificate
    code: str
    check_code: str
    link: str
    offline_link: str
    credential: str
    proof: str


@dataclass(frozen=True)
class Press:
    """Prints certificates; may be shared by threads.

    Attributes:
        clock: Gives the moment of a seal.
        glyphs_of: Gives what can be printed beside the package's fonts; asked each time, so that
            what an office lays down counts at once.
        keep: Finished files; None keeps none.
        room: Where drawing waits its turn; None draws at once, in the thread that asks.
    """

    engine: Engine
    originals: Originals
    sealer: Sealer
    clock: Callable[[], datetime]
    glyphs_of: Callable[[], Glyphs] = lambda: NO_GLYPHS
    keep: Keep | None = None
    room: DrawingRoom | None = None

    @property
    def identity(self) -> InstanceIdentity:
        """The authority."""
        return self.originals.identity

    @property
    def vault(self) -> Safe:
        """Opens what was sealed in the database."""
        return self.originals.vault

    def pdf(self, number: str, *, specimen: bool = False) -> Printed:
        """Print the latest copy of a certificate.

        The same copy gives the same pages, byte for byte before the seal.

        Args:
            specimen: Stamp the pages as a sample with fictitious people.

        Raises:
            Refused: "print.not-minted" when the number has no signed copy; "print.taken-back"
                when the title does not stand (a specimen may show that); "render.*" when a
                character or a text does not fit the face.
            Unavailable: "render.busy".
        """
        return self.printed(self.original(number, specimen=specimen))

    def png(self, number: str) -> bytes:
        """The first page as a picture, drawn from the sealed file; raises as `pdf`."""
        original = self.original(number)
        sealed = self.printed(original).pdf
        draw = partial(render_png, sealed, page=1, dpi=PNG_DPI, credential=original.text.credential)
        return self._kept_or_made(self.name(original), "png", draw)

    def original(self, number: str, *, specimen: bool = False) -> Original:
        """What the file of a certificate is drawn from; raises as `pdf`."""
        with session.read(self.engine) as connection:
            found = copies.of_award(connection, number)
            minted = [copy for copy in found if copy.state is CopyState.MINTED]
            if not minted:
                raise Refused("print.not-minted", number=number)
            award = awards.get(connection, number, vault=self.vault)
            if not specimen and award.state != Standing.VALID:
                raise Refused("print.taken-back", number=number, standing=award.state)
            return self.originals.of(connection, minted[-1], specimen=specimen)

    def printed(self, original: Original) -> Printed:
        """The file of an original; raises as `pdf`."""
        return Printed(
            pdf=self._kept_or_made(self.name(original), "pdf", partial(self._drawn, original)),
            certificate=original.certificate,
            code=original.text.code,
            check_code=original.text.check_code,
            link=original.face.link,
            offline_link=original.face.offline_link,
            credential=original.text.credential,
            proof=original.proof,
        )

    def name(self, original: Original) -> Sha256:
        """Under which the files of an original are kept: another one for whatever changes."""
        return original.digest(drawn_by(), self._sealed_by, self.glyphs_of().digest())

    @cached_property
    def _sealed_by(self) -> str:
        return sha256(self.sealer.certificate.to_pem())

    def _drawn(self, original: Original) -> bytes:
        pages = render_pdf(
            original.face,
            at=original.at,
            attachments=original.attachments,
            glyphs=self.glyphs_of(),
        )
        return self.sealer.seal(pages, at=self.clock())

    def _kept_or_made(self, name: Sha256, kind: str, make: Callable[[], bytes]) -> bytes:
        kept = None if self.keep is None else self.keep.get(name, kind)
        if kept is not None:
            return kept

        def make_and_keep() -> bytes:
            made = make()
            if self.keep is not None:
                self.keep.put(name, kind, made)
            return made

        return make_and_keep() if self.room is None else self.room.run(make_and_keep)


def press_of(
    office: Office,
    config: Config,
    *,
    clock: Callable[[], datetime],
    room: DrawingRoom | None = None,
) -> Press:
    """The press of an office that is open; raises as `open_press`."""
    originals = Originals(
        identity=config.identity(),
        anchor=office.anchor,
        vault=office.vault,
        rules=office.rules,
        look=look_of(config, office.rules, at=clock()),
    )
    sealer = open_sealer(config, office.signers[Role.SEAL])
    return _furnished(originals, sealer, config, office.engine, clock=clock, room=room)


def open_press(
    config: Config,
    *,
    passphrase: bytes,
    clock: Callable[[], datetime],
    room: DrawingRoom | None = None,
) -> Press:
    """The press alone, as the holder's surface has it: with the data key and the seal's.

    Raises:
        KeyFileError, Refused: As `issuer.office.open_office`, of these two keys.
        Malformed, Refused: The seal's certificate or the look cannot be used.
    """
    sealer = open_sealer(config, open_seal_key(config, passphrase=passphrase))
    rules = rules_of(config)
    originals = Originals(
        identity=config.identity(),
        anchor=pinned_anchor(config),
        vault=Safe(open_data_key(config, passphrase=passphrase)),
        rules=rules,
        look=look_of(config, rules, at=clock()),
    )
    engine = open_engine(config.database_url)
    require_current(engine)
    return _furnished(originals, sealer, config, engine, clock=clock, room=room)


def _furnished(
    originals: Originals,
    sealer: Sealer,
    config: Config,
    engine: Engine,
    *,
    clock: Callable[[], datetime],
    room: DrawingRoom | None,
) -> Press:
    return Press(
        engine=engine,
        originals=originals,
        sealer=sealer,
        clock=clock,
        glyphs_of=partial(Glyphs.read, config.instance),
        keep=Keep(config.keep_dir, originals.vault, most=config.keep_mib * 2**20),
        room=room,
    )


def look_of(config: Config, rules: Rules, *, at: datetime) -> Look:
    """How the certificates of an instance look.

    Raises:
        Malformed, Refused: As `load_look` and `check_required`: the rules of its region are asked.
    """
    path = config.instance / LOOK_FILE
    look = load_look(path) if path.exists() else DEFAULT_LOOK
    check_required(look, rules, region=config.identity().region, on=china_day(at))
    return look


@lru_cache(maxsize=1)
def drawn_by() -> Sha256:
    """Names everything in this package and beside it that takes part in a drawing."""
    folder = Path(issuer.render.__file__).parent
    parts = sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".typ", ".svg"})
    files = "".join(sha256(path.read_bytes()) for path in parts)
    libraries = [version(name) for name in ("typst", "pyHanko", "qrcode", "Pillow", "pypdfium2")]
    return sha256(" ".join([files, *libraries]).encode())
