// Bytes and their spellings: base64url, hexadecimal, UTF-8, zlib, SHA-256, decimal digits.
// Every sequence of bytes has one spelling here; whatever we would not have written is refused.
// The same rules as keys/encoding.py and verifier/digits.py.

/** A refusal with a stable code and facts, as keys.errors has them; words are chosen at the rim. */
export class Refusal extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

export function refuse(code, facts) {
  throw new Refusal(code, facts);
}

const BASE64URL = /^[A-Za-z0-9_-]*$/;

export function unb64(text) {
  if (typeof text !== "string" || !BASE64URL.test(text)) refuse("encoding.base64");
  let bytes;
  try {
    bytes = unb64Standard(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    refuse("encoding.base64");
  }
  // Bits behind the last byte would be a second spelling of the same bytes.
  if (b64(bytes) !== text) refuse("encoding.base64");
  return bytes;
}

export function unb64Standard(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

export function b64(bytes) {
  let text = "";
  for (const each of bytes) text += String.fromCharCode(each);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function hex(bytes) {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}

export function equal(one, other) {
  return one.length === other.length && one.every((each, at) => each === other[at]);
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of parts) {
    whole.set(each, at);
    at += each.length;
  }
  return whole;
}

export const utf8 = (text) => new TextEncoder().encode(text);

/** The text of strict UTF-8; throws TypeError. */
export function ofUtf8(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** At most `limit` bytes of a compressed stream ("gzip", "deflate" for zlib); else throws. */
export async function inflate(format, bytes, limit) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format));
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    size += value.length;
    if (size > limit) {
      await reader.cancel();
      throw new RangeError("inflates beyond its limit");
    }
    parts.push(value);
  }
}

/** A digest to be compared by eye: its first 128 bits, eight groups of four. */
export function fingerprint(digest) {
  return hex(unb64(digest).slice(0, 16)).toUpperCase().match(/.{4}/g).join(" ");
}

const GROUP_BYTES = 7;
const GROUP_DIGITS = 17;
const TAIL_BYTES = { 3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6 };

/** The bytes of decimal digits: groups of 17 stand for 7 bytes, little-endian. */
export function ofDigits(digits) {
  if (!/^[0-9]*$/.test(digits)) refuse("wire.digits");
  const whole = digits.length - (digits.length % GROUP_DIGITS);
  const parts = [];
  for (let at = 0; at < whole; at += GROUP_DIGITS) {
    parts.push(littleEndian(digits.slice(at, at + GROUP_DIGITS), GROUP_BYTES));
  }
  const tail = digits.slice(whole);
  if (tail) parts.push(littleEndian(tail, TAIL_BYTES[tail.length] ?? refuse("wire.digits")));
  return joined(...parts);
}

function littleEndian(digits, size) {
  let number = BigInt(digits);
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 1) {
    bytes[at] = Number(number & 255n);
    number >>= 8n;
  }
  if (number) refuse("wire.digits");
  return bytes;
}
