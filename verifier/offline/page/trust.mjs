// The numbered trust lists: which keys speak for whom, from when to when, and where a committee
// stood at a moment. Every statement in a list is opened, former ones included.
// The same rules and codes as keys/trust.py, keys/statement.py and verifier/committee.py.

import { refuse } from "./bytes.mjs";
import { demand, demandNumbers, demandWindow, open, openCompact, peek, revokedAs, trustedKey } from "./keys.mjs";

const STATEMENT = "entity-statement+jwt";
const TRUST_LIST = "zc-trust-list+jwt";
export const LEEWAY = 60;

/** Keys by their thumbprint. */
export function ringOf(keys) {
  return new Map([...keys].map((key) => [key.kid, key]));
}

async function openStatement(token, ring, issuer) {
  const { document, signers } = await openCompact(token, STATEMENT, ring);
  demandNumbers(document, { code: "claims.member", where: "statement" }, "iat");
  demand(signers[0], document.iat);
  if (document.iss !== issuer) refuse("trust.issuer", { wanted: issuer, found: document.iss });
  const jwks = [document.jwks, ...Object.values(document.metadata).map((each) => each.jwks)];
  const listed = jwks.flatMap((each) => each?.keys ?? []);
  return {
    subject: document.sub,
    issuedAt: document.iat,
    expiresAt: document.exp ?? null,
    metadata: document.metadata,
    keys: await Promise.all(listed.map(trustedKey)),
    token,
  };
}

/** A list whose every signature held, and that speaks at the moment `at`. */
export async function openTrustList(token, keys, { issuer, at }) {
  const ring = await withSuccessors(keys, token, issuer);
  const { document, signers } = await open(token, TRUST_LIST, ring);
  const place = { code: "claims.member", where: "trust-list" };
  demandNumbers(document, place, "seq", "iat", "exp");
  if (document.iss !== issuer) refuse("trust.issuer", { wanted: issuer, found: document.iss });
  for (const key of signers) {
    demandWindow(key, document.iat);
    if (key.revokedAt !== null && at >= key.revokedAt) demand(key, at);
  }
  if (document.iat > at + LEEWAY) {
    refuse("trust.future", { issued_at: moment(document.iat), at: moment(at) });
  }
  if (at >= document.exp) {
    refuse("trust.expired", { expired_at: moment(document.exp), seq: document.seq });
  }
  const opened = (each) => openStatement(each, ring, issuer);
  const statements = await Promise.all(document.statements.map(opened));
  const history = await Promise.all(document.history.map(opened));
  demandOrder(statements, history, document.iat);
  return { issuedAt: document.iat, statements, history, known: knowledge([...history, ...statements]) };
}

/** `keys`, and the anchor's next keys that one of them vouches for in a statement about its owner. */
async function withSuccessors(keys, token, issuer) {
  const ring = ringOf(keys.values());
  if (![...ring.values()].some((key) => key.role === "anchor")) return ring;
  const claims = peek(token);
  for (const text of [...(claims.history ?? []), ...(claims.statements ?? [])]) {
    if (peek(text).sub !== issuer) continue;
    const statement = await openStatement(text, ring, issuer);
    for (const key of statement.keys.filter((each) => each.role === "anchor")) {
      ring.set(key.kid, revokedAs(ring.get(key.kid) ?? key, key));
    }
  }
  return ring;
}

/** One statement in force a subject, none from the future, none newer in the history. */
function demandOrder(statements, history, issuedAt) {
  const current = new Map();
  for (const each of statements) {
    if (current.has(each.subject)) refuse("trust.duplicate-subject", { entity: each.subject });
    current.set(each.subject, each);
  }
  for (const each of [...statements, ...history]) {
    const newest = (current.get(each.subject) ?? each).issuedAt;
    if (each.issuedAt > Math.min(newest, issuedAt)) {
      refuse("trust.history-order", { entity: each.subject });
    }
  }
}

/** For each subject, each key as its latest statement has it, revocations never lost. */
function knowledge(statements) {
  const known = new Map();
  for (const each of byTime(statements)) {
    const keys = known.get(each.subject) ?? new Map();
    known.set(each.subject, keys);
    for (const key of each.keys) {
      const before = keys.get(key.kid) ?? key;
      if (before.role !== key.role || before.person !== key.person) {
        refuse("trust.key-changed", { kid: key.kid });
      }
      keys.set(key.kid, revokedAs(key, before));
    }
  }
  return known;
}

function byTime(statements) {
  return [...statements].sort((one, other) => one.issuedAt - other.issuedAt);
}

/** Every key that ever spoke for a subject in a role (or in any), in the order of thumbprints. */
export function ever(trust, subject, role = null) {
  const keys = [...(trust.known.get(subject)?.values() ?? [])];
  return keys
    .filter((key) => role === null || key.role === role)
    .sort((one, other) => (one.kid < other.kid ? -1 : 1));
}

/** The statement about a subject in force at a moment. */
export function statementAbout(trust, subject, at) {
  const about = (each) => each.subject === subject;
  let every = trust.statements.filter(about);
  if (every.length || at < trust.issuedAt) every = [...every, ...trust.history.filter(about)];
  const issued = every.filter((each) => each.issuedAt <= at);
  if (!issued.length) refuse("trust.unknown-entity", { entity: subject });
  const latest = issued.reduce((one, other) => (other.issuedAt > one.issuedAt ? other : one));
  if (latest.expiresAt !== null && at >= latest.expiresAt) {
    refuse("trust.statement-expired", { entity: subject });
  }
  return latest;
}

/** Where a committee stood at a moment, and since when in that state. */
export function standingAt(trust, committee, at) {
  statementAbout(trust, committee, at);
  const said = new Map();
  for (const each of [...trust.history, ...trust.statements]) {
    if (each.subject === committee && each.issuedAt <= at) said.set(each.token, each);
  }
  const ordered = byTime(said.values());
  const filing = (each) => each.metadata.zc_committee;
  const latest = ordered[ordered.length - 1];
  let since = latest.issuedAt;
  for (const each of ordered.reverse()) {
    if (filing(each).state !== filing(latest).state) break;
    since = each.issuedAt;
  }
  const { name, state, state_decision: decision = "" } = filing(latest);
  return { name, state, decision, since, mayReview: state === "ACTIVE" || state === "RECTIFYING" };
}

function moment(seconds) {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "+00:00");
}
