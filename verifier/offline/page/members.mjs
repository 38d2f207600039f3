// Reading the claims of a certificate member by member, each with its type and bound, none left
// over. The same rules and codes as verifier/members.py.

import { refuse } from "./bytes.mjs";

const MAX_TEXT = 200;
const LAST_SECOND = 253402300799; // 9999-12-31T23:59:59Z

// Controls, direction marks and zero-width marks: they show a reader another text than was signed.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;
const NAMEABLE = /^[a-z][A-Za-z0-9_#+.-]{0,39}$/;

/** The members of one object: a Map, whose names may be numbers in a CWT. */
export class Members {
  constructor(document, where) {
    if (!(document instanceof Map)) refuse("document.not-an-object", { where });
    this.left = new Map(document);
    this.where = where;
  }

  wrong(member) {
    refuse("document.member", { where: this.where, member });
  }

  has(member) {
    return this.left.has(member);
  }

  value(member) {
    if (!this.left.has(member)) refuse("document.missing", { where: this.where, member });
    const value = this.left.get(member);
    this.left.delete(member);
    return value;
  }

  text(member, limit = MAX_TEXT) {
    const value = this.value(member);
    if (typeof value !== "string" || !value || HIDDEN.test(value)) this.wrong(member);
    if ([...value].length > limit) this.wrong(member);
    return value;
  }

  optionalText(member, limit = MAX_TEXT) {
    return this.has(member) ? this.text(member, limit) : null;
  }

  integer(member, { least = 0, most = Number.MAX_SAFE_INTEGER } = {}) {
    const value = this.value(member);
    if (!Number.isSafeInteger(value) || value < least || value > most) this.wrong(member);
    return value;
  }

  time(member) {
    return this.integer(member, { most: LAST_SECOND });
  }

  object(member) {
    return new Members(this.value(member), `${this.where}.${member}`);
  }

  done() {
    if (this.left.size === 0) return;
    const first = [...this.left.keys()].map(String).sort()[0];
    refuse("document.unknown-member", { where: this.where, member: memberTold(first) });
  }
}

function memberTold(name) {
  return NAMEABLE.test(name) ? name : "…";
}
