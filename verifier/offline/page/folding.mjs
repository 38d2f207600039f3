// Signed documents come folded, so that they compress: header, payload with the envelopes in it
// taken out, signature. Here they are put together again, byte for byte (verifier/offline/folding.py).

import { b64, utf8 } from "./bytes.mjs";

const MARK = "\u0001";

/** The envelope again. */
export function unfolded(document) {
  if (typeof document === "string") return document;
  const inner = document.i.map(unfolded);
  const payload = document.p.split(MARK).reduce((before, after, at) => before + inner[at - 1] + after);
  return `${b64(utf8(document.h))}.${b64(utf8(payload))}.${document.s}`;
}

/** The bundle as it was published. */
export function unfoldedFile(file) {
  const authorities = file.authorities.map((part) => ({
    ...part,
    trust_list: unfolded(part.trust_list),
    status_lists: part.status_lists.map(unfolded),
    revocations: part.revocations && unfolded(part.revocations),
  }));
  return { ...file, anchor_list: unfolded(file.anchor_list), authorities };
}
