// Steps 5 and 7: when it was signed, and where its committee stands. As verifier/checks/evidence.py
// for a certificate without log proof and without its batch.

import { Refusal } from "./bytes.mjs";
import { day } from "./case.mjs";
import { demand, demandWindow } from "./keys.mjs";
import { LEEWAY, standingAt } from "./trust.mjs";
import { STEPS } from "./verdict.mjs";

/** Without a log proof it counts only while its key was never revoked: a thief writes any date. */
export function checkDates(judged) {
  const { claimed, key, at } = judged;
  if (!claimed || !key) {
    judged.skipped(STEPS.DATES, "dates.nothing");
    return;
  }
  const issued = day(claimed.issuedAt);
  if (claimed.issuedAt > at + LEEWAY) {
    judged.invalid(STEPS.DATES, "dates.future", { issued });
    return;
  }
  try {
    demandWindow(key, claimed.issuedAt);
    if (key.revokedAt === null) {
      judged.valid(STEPS.DATES, "dates.claimed", { issued });
      return;
    }
    demand(key, claimed.issuedAt);
    judged.unknown(STEPS.DATES, "dates.key-revoked-since", { revoked: day(key.revokedAt) });
  } catch (error) {
    judged.refused(STEPS.DATES, error);
  }
}

/** A QR code has no room for the batch: what is left is where its committee stands, and stood. */
export function checkBatch(judged) {
  const { claimed, view, key, at } = judged;
  if (!claimed || !view || !key) {
    judged.skipped(STEPS.BATCH, "batch.nothing");
    return;
  }
  judged.skipped(STEPS.BATCH, "batch.not-at-hand");
  const now = standing(view, claimed.committeeId, at);
  const then = standing(view, claimed.committeeId, claimed.issuedAt);
  if (!now || !then) return; // no longer listed: its filing ended, which takes nothing back
  if (!now.mayReview && !then.mayReview) {
    judged.unknown(STEPS.BATCH, "batch.receipt-unknown", { since: day(then.since) });
  } else if (!now.mayReview && now.since > claimed.issuedAt) {
    judged.valid(STEPS.BATCH, "batch.later-withdrawn", {
      state: now.state,
      since: day(now.since),
      decision: now.decision,
    });
  }
}

function standing(view, committee, at) {
  try {
    return standingAt(view.trust, committee, at);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}
