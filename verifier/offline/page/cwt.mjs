// The certificate as a CWT inside a COSE_Sign1: taken apart, and its claims read.
// Every certificate has one spelling: bytes that no office of ours would have written for the
// claims they hold are refused. Follows RFC 8392, RFC 9052 and RFC 8949 4.2.1, and does what
// verifier/cwt.py and verifier/cwt_claims.py do, with the same codes. Nothing here is verified.

import { equal, joined, ofUtf8, refuse, utf8 } from "./bytes.mjs";
import { Members } from "./members.mjs";

const MAX_CWT_BYTES = 1024;
const KID_PREFIX_BYTES = 8;
const COSE_SIGNATURE_BYTES = 64;
const KID_AT = 8;
const PAYLOAD_AT = KID_AT + KID_PREFIX_BYTES + 1;
const SIGNATURE_FROM_END = COSE_SIGNATURE_BYTES + 2;
const MAX_DEPTH = 4;
const SIGN1 = Uint8Array.of(0xc0 | 18, 0x84);
const SIGNATURE1 = joined(Uint8Array.of(0x84, 0x6a), utf8("Signature1"));
const EMPTY_BYTES = Uint8Array.of(0x40);
const EMPTY_MAP = Uint8Array.of(0xa0);
// {1: -9 (ESP256), 4: h'…'}: the algorithm, and the first bytes of the key's thumbprint.
const PROTECTED = Uint8Array.of(0xa2, 1, 0x28, 4, 0x40 | KID_PREFIX_BYTES);

/** The parts of a CWT; put together again they must be the same bytes. */
export function takeApart(data) {
  if (data.length > MAX_CWT_BYTES) refuse("cwt.too-large", { limit: MAX_CWT_BYTES });
  if (data.length <= PAYLOAD_AT + SIGNATURE_FROM_END) refuse("cwt.form");
  const width = { 24: 2, 25: 3 }[data[PAYLOAD_AT] & 31] ?? 1;
  const kidPrefix = data.slice(KID_AT, KID_AT + KID_PREFIX_BYTES);
  const payload = data.slice(PAYLOAD_AT + width, data.length - SIGNATURE_FROM_END);
  const signature = data.slice(data.length - COSE_SIGNATURE_BYTES);
  const prefix = byteString(joined(PROTECTED, kidPrefix));
  const body = byteString(payload);
  const rebuilt = joined(SIGN1, prefix, EMPTY_MAP, body, byteString(signature));
  if (!equal(rebuilt, data)) refuse("cwt.form");
  const signedBytes = joined(SIGNATURE1, prefix, EMPTY_BYTES, body);
  return { kidPrefix, payload, signature, signedBytes };
}

function byteString(data) {
  const size = data.length;
  if (size < 24) return joined(Uint8Array.of(0x40 | size), data);
  if (size < 256) return joined(Uint8Array.of(0x58, size), data);
  return joined(Uint8Array.of(0x59, size >> 8, size & 255), data);
}

/** What a payload CLAIMS; `issuer` is "CN-" and the region. */
export function readCertificate(payload) {
  const reader = new Reader(payload);
  const [claims, end] = reader.item(0, MAX_DEPTH);
  const certificate = readClaims(claims);
  if (reader.isOdd || end !== payload.length) refuse("cwt.canonical");
  return certificate;
}

/** Whole numbers, texts and maps out of bytes that nobody has vouched for yet; nothing else. */
class Reader {
  constructor(data) {
    this.data = data;
    this.isOdd = false; // whether an item was not spelled in the one shortest way
  }

  item(at, depth) {
    if (at >= this.data.length) refuse("cwt.cbor");
    const head = this.data[at];
    let argument = head & 31;
    at += 1;
    if (argument > 23) [argument, at] = this.longArgument(at, argument);
    if (head < 0x20) return [argument, at];
    if (head < 0x40) return [typeof argument === "bigint" ? -1n - argument : -1 - argument, at];
    if (head >= 0x60 && head < 0x80) return this.text(at, at + Number(argument));
    if (head < 0xa0 || head >= 0xc0 || depth === 0) refuse("cwt.cbor");
    return this.members(at, argument, depth);
  }

  text(at, end) {
    if (end > this.data.length) refuse("cwt.cbor");
    try {
      return [ofUtf8(this.data.slice(at, end)), end];
    } catch {
      return refuse("cwt.cbor");
    }
  }

  members(at, pairs, depth) {
    const members = new Map();
    let before = new Uint8Array();
    for (let count = 0; count < pairs; count += 1) {
      const [key, end] = this.item(at, 0);
      const spelled = this.data.slice(at, end);
      if (members.has(key)) refuse("cwt.cbor");
      if (isLess(spelled, before)) this.isOdd = true;
      before = spelled;
      const [value, next] = this.item(end, depth - 1);
      members.set(key, value);
      at = next;
    }
    return [members, at];
  }

  longArgument(at, info) {
    const size = 1 << (info - 24);
    if (info > 27 || at + size > this.data.length) refuse("cwt.cbor");
    let argument = 0n;
    for (const each of this.data.slice(at, at + size)) argument = (argument << 8n) | BigInt(each);
    // Half as many bytes would have held it: in the first byte, up to 23.
    if (argument < (size === 1 ? 24n : 1n << BigInt(size * 4))) this.isOdd = true;
    const isSafe = argument <= BigInt(Number.MAX_SAFE_INTEGER);
    return [isSafe ? Number(argument) : argument, at + size];
  }
}

function isLess(one, other) {
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    if (one[at] !== other[at]) return one[at] < other[at];
  }
  return one.length < other.length;
}

export const COUNTRY = "CN-";
const COMMITTEE_PATH = "/committees/";
const FORMAT = 1;
const MAX_ENTITY = 200;
const LEVELS = ["FULL_SENIOR", "ASSOCIATE_SENIOR", "INTERMEDIATE", "ASSISTANT", "TECHNICIAN"];
const SCOPE_KINDS = ["NATIONAL", "PROVINCE", "CITY", "UNIT", "TARGETED"];
const TOP_NAMES = new Map([
  [1, "iss"],
  [6, "iat"],
  [65535, "status"],
  [-65537, "title"],
]);
const NAMES = new Map(
  [
    "certificate_no",
    "name",
    "title",
    "series",
    "specialty",
    "level",
    "committee",
    "award_date",
    "region",
    "mapping",
    "scope_kind",
    "scope_region",
    "scope_target",
    "version",
    "format",
    "scope_until",
  ].map((name, at) => [at + 1, name]),
);
const REGION = /^[1-9][0-9](?:[0-9]{2}){0,2}$/;
const SLUG = /^[A-Za-z0-9._-]{1,80}$/;

function readClaims(claims) {
  const members = named(claims, TOP_NAMES);
  const issuedAt = members.time("iat");
  const status = statusReference(members.object("status"));
  const issuer = members.text("iss", COUNTRY.length + 6);
  const inner = named(members.value("title"), NAMES);
  members.done();
  if (inner.integer("format") !== FORMAT) refuse("cwt.version", { known: String(FORMAT) });
  const region = String(inner.integer("region"));
  if (!REGION.test(region) || issuer !== COUNTRY + region) refuse("credential.region");
  const certificate = titleOf(inner, { issuer, issuedAt, status });
  inner.done();
  return certificate;
}

function named(claims, names) {
  if (!(claims instanceof Map)) refuse("document.not-an-object", { where: "cwt" });
  const found = new Map();
  for (const [key, value] of claims) {
    const name = names.get(key);
    if (name === undefined) {
      refuse("document.unknown-member", { where: "cwt", member: String(key).slice(0, 40) });
    }
    if (typeof value === "string" && value.normalize("NFC") !== value) refuse("encoding.nfc");
    found.set(name, value);
  }
  return new Members(found, "cwt");
}

function statusReference(members) {
  const inner = members.object("status_list");
  const reference = { uri: inner.text("uri", MAX_ENTITY), index: inner.integer("idx") };
  inner.done();
  members.done();
  return reference;
}

function titleOf(inner, frame) {
  // In the order of verifier/cwt_claims.py, so that the first fault is the same one.
  const kind = inner.integer("scope_kind", { least: 1, most: SCOPE_KINDS.length });
  const level = inner.integer("level", { least: 1, most: LEVELS.length });
  return {
    ...frame,
    title: inner.text("title", 40),
    series: inner.text("series", 40),
    level: LEVELS[level - 1],
    scope: {
      kind: SCOPE_KINDS[kind - 1],
      region: inner.text("scope_region", 6),
      target: inner.optionalText("scope_target"),
      until: inner.has("scope_until") ? dayOf(inner, "scope_until") : null,
    },
    version: inner.integer("version", { least: 1, most: 999 }),
    name: inner.text("name", 60),
    certificateNo: inner.text("certificate_no", 40),
    specialty: inner.text("specialty", 60),
    committeeId: inner.text("committee", MAX_ENTITY),
    awardDate: dayOf(inner, "award_date"),
    mapping: inner.optionalText("mapping", 80),
  };
}

function dayOf(inner, member) {
  const number = inner.integer(member);
  const [year, month, day] = [Math.floor(number / 10000), Math.floor(number / 100) % 100, number % 100];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  if (year < 1 || year > 9999 || !(day >= 1 && day <= (days[month - 1] ?? 0))) {
    refuse("document.member", { where: "cwt", member });
  }
  const padded = (value, width) => String(value).padStart(width, "0");
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The same certificate with the entity ids that the key that signed it stands for. */
export function issuedBy(certificate, entity) {
  const { committeeId } = certificate;
  const full = SLUG.test(committeeId) ? entity + COMMITTEE_PATH + committeeId : committeeId;
  return { ...certificate, issuer: entity, committeeId: full };
}
