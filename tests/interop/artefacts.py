"""A folder of everything we sign, once each, for strangers' programs to read.

    manifest.json        keys by kid; which file is signed how; what the readers should find
    anchor-list.jwt      trust lists, each with its statements in statement-*.jwt
    authority-list.jwt
    rollover-list.json   an anchor's list signed by an old and a new key
    batch.json           a committee's header, signed by two people
    status.jwt           a status list; status-revoked.jwt is the next one, with the title revoked
    credential.sd-jwt    a certificate with all disclosures; presentation.sd-jwt with two
    credential.cwt       the same certificate as it travels in the offline QR
    log.json             two checkpoints, and the proofs for one entry

Signed with keys made for the occasion, by the functions that the desk and the office use.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from keys.encoding import Json, Sha256, b64, sha256, unb64
from keys.envelope import peek, seal_together
from keys.public_key import TrustedKey
from keys.roles import Role, Typ
from keys.signer import MemorySigner
from keys.trust import issue_statement, issue_trust_list
from verifier import cwt, sd_jwt
from verifier.batch import BatchHeader, Counts, Meeting, batch_digest
from verifier.certificate import Certificate, Evidence, StatusReference
from verifier.checkpoint import Checkpoint, sign_checkpoint, std_b64, vkey
from verifier.log_entry import CertificateEntry, DigestEntry, EntryKind
from verifier.merkle import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
)
from verifier.profile import REVOKED
from verifier.status import issue_status_list, token_digest
from verifier.titles import Correspondence, Level, Method, Scope, ScopeKind

AT: Final = datetime(2024, 6, 3, 1, 0, tzinfo=UTC)
ANCHOR: Final = "https://anchor.example"
AUTHORITY: Final = "https://zc.weihai.example"
COMMITTEE: Final = "https://zc.weihai.example/committees/composites"
STATUS_URI: Final = f"{AUTHORITY}/status/1"
ORIGIN: Final = "zc.weihai.example/log"
STATUS_INDEX: Final = 90_210
DISCLOSED: Final = ("name", "certificate_no")
ENTRIES, ENTRIES_BEFORE, ENTRY = 300, 117, 41


def write(folder: Path) -> None:
    """Sign one of each into `folder`, which is there and empty."""
    _Writer(folder).write()


class _Writer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signed: list[dict[str, str]] = []
        self.keys = {
            "anchor": MemorySigner.generate(Role.ANCHOR),
            "next-anchor": MemorySigner.generate(Role.ANCHOR),
            "authority": MemorySigner.generate(Role.AUTHORITY),
            "credential": MemorySigner.generate(Role.CREDENTIAL),
            "status": MemorySigner.generate(Role.STATUS),
            "log": MemorySigner.generate(Role.LOG),
            "chair": MemorySigner.generate(Role.COMMITTEE, "zhou-heng"),
            "clerk": MemorySigner.generate(Role.COMMITTEE, "qin-lan"),
        }

    def write(self) -> None:
        self._trust()
        batch = self._batch()
        certificate = self._certificate(batch)
        self._status()
        credential = sd_jwt.encode(certificate, self.keys["credential"])
        compact = cwt.encode(certificate, self.keys["credential"], region="371000")
        self._put("credential.sd-jwt", credential)
        self._put("presentation.sd-jwt", sd_jwt.present(credential, DISCLOSED))
        (self.folder / "credential.cwt").write_bytes(compact)
        self._log(sha256(sd_jwt.issuer_jwt(credential).encode()), sha256(compact), batch)
        self._manifest(credential)

    def _put(self, name: str, text: str, typ: Typ | None = None) -> None:
        (self.folder / name).write_text(text, "utf-8")
        if typ is not None:
            form = "together" if text.startswith("{") else "compact"
            self.signed.append({"file": name, "typ": typ.value, "form": form})

    def _trusted(self, *names: str) -> list[TrustedKey]:
        since = AT - timedelta(days=30)
        signers = [self.keys[name] for name in names]
        return [TrustedKey(each.public, each.role, each.person, since) for each in signers]

    def _trust(self) -> None:
        about_authority = issue_statement(
            issuer=ANCHOR,
            subject=AUTHORITY,
            keys=self._trusted("authority", "credential", "status", "log"),
            metadata={"zc_title_issuer": {"region": "371000"}},
            signer=self.keys["anchor"],
            at=AT,
        )
        about_committee = issue_statement(
            issuer=AUTHORITY,
            subject=COMMITTEE,
            keys=self._trusted("chair", "clerk"),
            metadata={"zc_committee": {"name": "复合材料专业工程技术职务资格评审委员会"}},
            signer=self.keys["authority"],
            at=AT,
        )
        self._put("statement-authority.jwt", about_authority, Typ.STATEMENT)
        self._put("statement-committee.jwt", about_committee, Typ.STATEMENT)
        for name, issuer, statement, signers in (
            ("anchor-list.jwt", ANCHOR, about_authority, ("anchor",)),
            ("authority-list.jwt", AUTHORITY, about_committee, ("authority",)),
            ("rollover-list.json", ANCHOR, about_authority, ("anchor", "next-anchor")),
        ):
            token = issue_trust_list(
                issuer=issuer,
                seq=1,
                prev=None,
                statements=[statement],
                history=[],
                signer=[self.keys[each] for each in signers],
                at=AT,
                expires_at=AT + timedelta(days=90),
            )
            self._put(name, token, Typ.TRUST_LIST)

    def _batch(self) -> Sha256:
        header = BatchHeader(
            issuer=COMMITTEE,
            audience=AUTHORITY,
            issued_at=AT,
            expires_at=AT + timedelta(days=30),
            number="2024-01",
            filing_no="威人社备〔2023〕9号",
            method=Method.REVIEW,
            meeting=Meeting(held_on=date(2024, 5, 18), rounds=1, tally=sha256(b"tally")),
            decided_on=date(2024, 5, 18),
            counts=Counts(applied=3, reviewed=2, passed=1),
            standards=("鲁人社字〔2019〕208号",),
            undertakings=("applicant/1", "employer/1"),
            row_count=1,
            rows_root=Sha256(b64(leaf_hash(b"row"))),
            book=sha256(b"book"),
        )
        payload = header.to_bytes()
        sealed = seal_together(payload, Typ.BATCH, [self.keys["chair"], self.keys["clerk"]])
        self._put("batch.json", sealed.decode(), Typ.BATCH)
        return batch_digest(payload)

    def _certificate(self, batch: Sha256) -> Certificate:
        row = Sha256(b64(leaf_hash(b"row")))
        return Certificate(
            issuer=AUTHORITY,
            issued_at=AT,
            title="工程师",
            series="ENGINEERING",
            level=Level.INTERMEDIATE,
            scope=Scope(ScopeKind.PROVINCE, "37"),
            version=1,
            evidence=Evidence(batch=batch, row=row, log=ORIGIN, book=sha256(b"book")),
            status=StatusReference(uri=STATUS_URI, index=STATUS_INDEX),
            name="㛃䶮·阿依古丽",
            certificate_no="ZC37100020240130000017",
            specialty="复合材料",
            committee="复合材料专业工程技术职务资格评审委员会",
            committee_id=COMMITTEE,
            method=Method.RECOGNITION,
            award_date=date(2024, 5, 18),
            approval_doc_no="威人社字〔2024〕50号",
            employer="威海虚构复合材料有限公司",
            mapping=Correspondence(
                rule="recognition.digital-engineer.intermediate",
                source="人工智能工程技术人员（中级）",
                document="威人社字〔2022〕32号",
                clause="六",
            ),
        )

    def _status(self) -> None:
        before: str | None = None
        lists = {
            "status.jwt": {4: REVOKED},
            "status-revoked.jwt": {4: REVOKED, STATUS_INDEX: REVOKED},
        }
        for seq, (name, statuses) in enumerate(lists.items(), 1):
            before = issue_status_list(
                STATUS_URI,
                seq,
                prev=token_digest(before) if before else None,
                statuses={index: int(status) for index, status in statuses.items()},
                issuer=AUTHORITY,
                at=AT + timedelta(minutes=seq),
                signer=self.keys["status"],
            )
            self._put(name, before, Typ.STATUS_LIST)

    def _log(self, jwt: Sha256, token: Sha256, batch: Sha256) -> None:
        entries = [
            DigestEntry(EntryKind.BATCH, AT, sha256(str(number).encode())).to_bytes()
            for number in range(ENTRIES)
        ]
        row = Sha256(b64(leaf_hash(b"row")))
        entries[ENTRY] = CertificateEntry(AT, jwt, token, batch, row, 0, 1, ()).to_bytes()
        leaves = [leaf_hash(entry) for entry in entries]
        older = Checkpoint(ORIGIN, ENTRIES_BEFORE, root_of(leaves[:ENTRIES_BEFORE]))
        given: dict[str, Json] = {
            "vkey": vkey(ORIGIN, self.keys["log"].public),
            "older": sign_checkpoint(older, self.keys["log"]),
            "entry": std_b64(entries[ENTRY]),
            "index": ENTRY,
            **self._proved(leaves),
            # The office has taken the first entry behind ours away, and signed what is left.
            "deleted": self._proved([*leaves[: ENTRY + 1], *leaves[ENTRY + 2 :], leaves[0]]),
        }
        self._put("log.json", json.dumps(given, indent=1))

    def _proved(self, leaves: Sequence[bytes]) -> dict[str, Json]:
        """A head over these leaves, and the proofs that lead to it."""
        head, perfect = Checkpoint(ORIGIN, ENTRIES, root_of(leaves)), _Perfect(leaves)
        consistency = consistency_path(ENTRIES_BEFORE, ENTRIES, perfect)
        return {
            "checkpoint": sign_checkpoint(head, self.keys["log"]),
            "inclusion": [std_b64(each) for each in inclusion_path(ENTRY, ENTRIES, perfect)],
            "consistency": [std_b64(each) for each in consistency],
        }

    def _manifest(self, credential: str) -> None:
        # Read here by hand, so that reader and writer of the project are both held against it.
        disclosures = [json.loads(unb64(each)) for each in credential.split("~")[1:-1]]
        selective = {name: value for _, name, value in disclosures}
        shown = peek(sd_jwt.issuer_jwt(credential))
        manifest = {
            "at": int((AT + timedelta(minutes=5)).timestamp()),
            "keys": {each.kid: each.public.to_jwk() for each in self.keys.values()},
            "signed": self.signed,
            "credential": "credential.sd-jwt",
            "credential_kid": self.keys["credential"].kid,
            "presentation": "presentation.sd-jwt",
            "disclosed": DISCLOSED,
            "selective": sorted(selective),
            "claims": {
                **{name: value for name, value in shown.items() if not name.startswith("_sd")},
                **selective,
            },
            "status_lists": {STATUS_URI: "status.jwt"},
            "cwt_status": {"idx": STATUS_INDEX, "uri": STATUS_URI},
        }
        self._put("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))


class _Perfect:
    """Hashes of perfect subtrees over leaves in memory: what the office reads from its tiles."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves

    def __call__(self, level: int, index: int) -> bytes:
        if level == 0:
            return self.leaves[index]
        return node_hash(self(level - 1, 2 * index), self(level - 1, 2 * index + 1))
