// What "valid" means: the ten questions of verifier/verify.py, always all of them, in its order
// and with its codes, for the certificate in an offline QR code. No clock and no network: the
// same text, bundle and moment give the same verdict here and there.

import { openBundle } from "./bundle.mjs";
import { Case } from "./case.mjs";
import { checkBatch, checkDates } from "./evidence.mjs";
import { checkDocument, checkKey, checkRead, checkSignature } from "./presented.mjs";
import { checkRules, checkScope, checkStatus } from "./standing.mjs";
import { STEPS, decide } from "./verdict.mjs";
import { read } from "./wire.mjs";

/**
 * Judge a text at a moment (seconds since 1970); throws Refusal where the text is no certificate,
 * or where the bundle must not be believed at that moment.
 */
export async function verify(text, { file, anchor, rules }, at) {
  const presented = read(text);
  const bundle = await openBundle(file, anchor, at);
  const judged = new Case(presented, bundle, rules, at);
  checkRead(judged); // ........... 1  is it a certificate?
  checkKey(judged); // ............ 2  whose key?
  await checkSignature(judged); // . 3  did it sign this?
  checkDocument(judged); // ....... 4  what does it say?
  checkDates(judged); // .......... 5  when was it signed?
  judged.skipped(STEPS.LOG, "log.nothing"); // 6  a QR code has no room for the proof
  checkBatch(judged); // .......... 7  which committee stands behind it?
  checkRules(judged); // .......... 8  does it keep the rules?
  checkStatus(judged); // ......... 9  does it still stand?
  checkScope(judged); // .......... 10 where does it count?
  const { findings, claimed, statusAsOf, view } = judged;
  return { code: decide(findings), findings, claimed, statusAsOf, view, at, form: presented.form };
}
