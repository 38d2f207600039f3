// Keys, signatures and envelopes: who signed exactly these bytes, as what, and may they.
// JSON Web Signature with the freedom taken out, checked by the browser's own WebCrypto.
// The same rules and codes as keys/public_key.py and keys/envelope.py.

import { b64, ofUtf8, refuse, sha256, unb64, utf8 } from "./bytes.mjs";

const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ECDSA = { name: "ECDSA", hash: "SHA-256" };
const SIGNATURE_BYTES = 64;

const MAY_SIGN = {
  "entity-statement+jwt": ["anchor", "authority"],
  "zc-trust-list+jwt": ["anchor", "authority"],
  "statuslist+jwt": ["status"],
  "zc-revocations+jwt": ["status"],
};
const COMPACT = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** A key as a statement or the anchor names it; times in seconds since 1970. */
export async function trustedKey(jwk) {
  const isEc = jwk.kty === "EC" && jwk.crv === "P-256";
  const form = isEc
    ? { crv: jwk.crv, kty: jwk.kty, x: jwk.x, y: jwk.y }
    : { crv: jwk.crv, kty: jwk.kty, x: jwk.x };
  // Members in this order and nothing else: the thumbprint of RFC 7638.
  const kid = b64(await sha256(utf8(JSON.stringify(form))));
  if (jwk.kid !== kid) refuse("key.kid", { kid });
  if (typeof jwk.nbf !== "number" || "d" in jwk) refuse("key.form", { member: "nbf" });
  return {
    kid,
    jwk: isEc ? { ...form, ext: true } : null, // Ed25519 signs the log alone, which is not read here
    role: jwk.zc_role,
    person: jwk.zc_person ?? null,
    notBefore: jwk.nbf,
    notAfter: jwk.exp ?? null,
    revokedAt: jwk.revoked?.revoked_at ?? null,
  };
}

/** `key`, revoked as early as either says. */
export function revokedAs(key, other) {
  if (other.revokedAt === null) return key;
  if (key.revokedAt !== null && key.revokedAt <= other.revokedAt) return key;
  return { ...key, revokedAt: other.revokedAt };
}

/** Refuse a moment at which the key did not speak. */
export function demand(key, at) {
  if (key.revokedAt !== null && at >= key.revokedAt) {
    refuse("key.revoked", { kid: key.kid, revoked_at: utcDay(key.revokedAt) });
  }
  demandWindow(key, at);
}

export function demandWindow(key, at) {
  if (at < key.notBefore || (key.notAfter !== null && at >= key.notAfter)) {
    const until = key.notAfter === null ? "" : utcDay(key.notAfter);
    refuse("key.window", { kid: key.kid, since: utcDay(key.notBefore), until });
  }
}

function utcDay(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** Whether the key made this raw signature over the data. */
export async function holds(key, signature, data) {
  if (!key.jwk || signature.length !== SIGNATURE_BYTES) return false;
  const material = await crypto.subtle.importKey("jwk", key.jwk, P256, false, ["verify"]);
  return crypto.subtle.verify(ECDSA, material, signature, data);
}

// The same few documents are opened anew for each moment that is asked about; a signature that
// held once holds for ever, only its window and revocation are judged again.
const held = new Set();

function headerOf(segment) {
  try {
    return JSON.parse(ofUtf8(unb64(segment)));
  } catch {
    return refuse("envelope.header");
  }
}

function bytesOf(segment) {
  try {
    return unb64(segment);
  } catch {
    return refuse("envelope.form");
  }
}

function documentOf(segment) {
  return JSON.parse(ofUtf8(bytesOf(segment)));
}

async function check(segments, typ, ring) {
  const [protectedHeader, body, signature] = segments;
  const header = headerOf(protectedHeader);
  if (Object.keys(header).sort().join() !== "alg,kid,typ") refuse("envelope.header");
  if (header.typ !== typ) refuse("envelope.typ", { wanted: typ, found: "…" });
  const key = ring.get(header.kid) ?? refuse("key.unknown", { kid: "…" });
  if (header.alg !== "ES256" || !key.jwk) refuse("envelope.algorithm", { kid: key.kid });
  if (!MAY_SIGN[typ].includes(key.role)) refuse("key.role", { role: key.role, typ });
  const known = `${key.kid} ${segments.join(".")}`;
  if (!held.has(known)) {
    const data = utf8(`${protectedHeader}.${body}`);
    if (!(await holds(key, bytesOf(signature), data))) refuse("signature.wrong", { kid: key.kid });
    held.add(known);
  }
  return key;
}

/** A compact envelope: { document, signers }; windows are for the caller, who knows the time. */
export async function openCompact(token, typ, ring) {
  const segments = COMPACT.exec(token)?.slice(1) ?? refuse("envelope.form");
  const key = await check(segments, typ, ring);
  return { document: documentOf(segments[1]), signers: [key] };
}

/** Either form; in general JSON every signature must hold. */
export async function open(token, typ, ring) {
  if (!token.startsWith("{")) return openCompact(token, typ, ring);
  const outer = JSON.parse(token);
  if (!outer.signatures?.length) refuse("envelope.form");
  const signers = [];
  for (const each of outer.signatures) {
    signers.push(await check([each.protected, outer.payload, each.signature], typ, ring));
  }
  return { document: documentOf(outer.payload), signers };
}

/** Refuse a document whose numbers are not: what is compared with nothing is never too old. */
export function demandNumbers(document, { code, where }, ...members) {
  for (const member of members) {
    if (!Number.isSafeInteger(document[member])) refuse(code, { where, member });
  }
}

/** What an envelope CLAIMS, UNVERIFIED: only to find out whose keys to hold it against. */
export function peek(token) {
  const body = token.startsWith("{") ? JSON.parse(token).payload : token.split(".")[1];
  return JSON.parse(ofUtf8(unb64(body)));
}
