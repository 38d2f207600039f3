// Text in, a link or a link with a certificate out. Limits and form come first; nothing here
// judges. The same rules and codes as verifier/wire.py, for links alone: this page does not read
// credentials (SD-JWT VC), and says so.

import { Refusal, ofDigits, refuse } from "./bytes.mjs";
import { readCertificate, takeApart } from "./cwt.mjs";

const MAX_PRESENTED = (32 + 192) * 1024;
const MAX_LINK_CHARACTERS = 3072;
const CODE_CHARACTERS = 26;
const SCHEME = "https://";
const LINK_PATH = "/v/";
const QR_VERSION = "1";
const CODE = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^${LABEL}(?:\\.${LABEL})*(?::[1-9][0-9]{0,4})?$`);
const MAX_HOST = 253;

/** What a text presents: { form: "link" | "cwt", host, code, parts, certificate | fault }. */
export function read(text) {
  if (text.length > MAX_PRESENTED) refuse("wire.too-large", { limit: MAX_PRESENTED });
  text = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  if (text.slice(0, SCHEME.length).toLowerCase() === SCHEME) return readLink(text);
  return refuse(text.includes("~") ? "offline.credential" : "wire.form");
}

function readLink(text) {
  if (text.length > MAX_LINK_CHARACTERS) refuse("wire.too-large", { limit: MAX_LINK_CHARACTERS });
  const [address, hashSign, fragment] = partition(text.slice(SCHEME.length), "#");
  const [name, path, rest] = partition(address, LINK_PATH);
  const code = normaliseCode(partition(rest, "?")[0]);
  const host = name.toLowerCase();
  if (host.length > MAX_HOST || !HOST.test(host)) refuse("wire.host");
  if (!path) refuse("wire.form");
  if (!hashSign || !fragment) return { form: "link", host, code };
  if (!fragment.startsWith(QR_VERSION)) refuse("wire.version", { known: QR_VERSION });
  const parts = takeApart(ofDigits(fragment.slice(QR_VERSION.length)));
  return { form: "cwt", host, code, parts, ...claimed(parts.payload) };
}

/** A document that is not well-formed is no error yet: a forged certificate is not no certificate. */
function claimed(payload) {
  try {
    return { certificate: readCertificate(payload), fault: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { certificate: null, fault: error };
  }
}

function partition(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) return [text, "", ""];
  return [text.slice(0, at), mark, text.slice(at + mark.length)];
}

function normaliseCode(text) {
  const code = [...text]
    .slice(0, 2 * CODE_CHARACTERS)
    .join("")
    .toUpperCase()
    .replaceAll(/[ -]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  if ([...text].length > 2 * CODE_CHARACTERS || !CODE.test(code)) refuse("wire.code");
  return code;
}

/** The host of any other address, as browsers understand it; null where the text is none. */
export function foreignHost(text) {
  try {
    const address = new URL(text.trim());
    return /^https?:$/.test(address.protocol) && address.host ? address.host : null;
  } catch {
    return null;
  }
}
