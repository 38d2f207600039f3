// What one verification works on: the text, the bundle, the moment, and what was found so far.
// Each check reads what earlier ones established and adds its findings. Nothing here judges.

import { Refusal } from "./bytes.mjs";

export const DAY = 86400;
export const FRESH = DAY; // how old what we know may be and still speak for now
export const CHINA = 8 * 3600;

/** The day of a moment in China. */
export function day(seconds) {
  return new Date((seconds + CHINA) * 1000).toISOString().slice(0, 10);
}

/** A member by a name that anybody may have written: "constructor" is nothing that we know. */
export function own(table, name) {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** A region code without the zeros that only fill it. */
export function short(code) {
  while (code.length > 2 && code.endsWith("00")) code = code.slice(0, -2);
  return code;
}

/** What one verification works on, and what was found so far. */
export class Case {
  constructor(presented, bundle, rules, at) {
    Object.assign(this, { presented, bundle, rules, at });
    this.carried = presented.form === "cwt" ? presented : null;
    this.view = null; // the authority (step 2)
    this.key = null; // the key that signed (step 3)
    this.claimed = null; // what it says (step 4)
    this.statusAsOf = null; // date of the status list that was read (step 9)
    this.findings = [];
  }

  note(outcome, step, code, facts = {}, rule = null) {
    this.findings.push({ step, code, outcome, facts, rule });
  }

  valid(step, code, facts) {
    this.note("valid", step, code, facts);
  }

  invalid(step, code, facts) {
    this.note("invalid", step, code, facts);
  }

  unknown(step, code, facts) {
    this.note("unknown", step, code, facts);
  }

  skipped(step, code, facts) {
    this.note("skipped", step, code, facts);
  }

  /** Write down a refusal with its own code; what is no refusal is a fault of ours, and flies on. */
  refused(step, error) {
    if (!(error instanceof Refusal)) throw error;
    this.invalid(step, error.code, error.facts);
  }
}
