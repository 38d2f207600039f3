// The verdict: what the numbered checks found, and the one word that follows from the gravest.
// The same tables as verifier/verdict.py. What could not be checked is never called valid.

export const STEPS = {
  READ: 1, KEY: 2, SIGNATURE: 3, DOCUMENT: 4, DATES: 5,
  LOG: 6, BATCH: 7, RULES: 8, STATUS: 9, SCOPE: 10,
};

// Gravest first.
const PRECEDENCE = [
  "NOT_OFFICIAL_QR",
  "FORGED",
  "WRONG_ISSUER",
  "NO_AUTHORITY",
  "REVOKED",
  "CANCELLED",
  "SUPERSEDED",
  "SUSPENDED",
  "CANNOT_TELL",
  "STALE_OFFLINE",
  "SCOPE_EXPIRED",
  "VALID_AUTH_WITHDRAWN",
  "VALID",
];
const MEANING = {
  "read.foreign-host": "NOT_OFFICIAL_QR",
  "key.unknown-issuer": "WRONG_ISSUER",
  "batch.later-withdrawn": "VALID_AUTH_WITHDRAWN",
  "status.revoked": "REVOKED",
  "status.revoked-undated": "REVOKED",
  "status.cancelled": "CANCELLED",
  "status.superseded": "SUPERSEDED",
  "status.suspended": "SUSPENDED",
  "status.stale": "STALE_OFFLINE",
  "status.expired": "STALE_OFFLINE",
  "scope.expired": "SCOPE_EXPIRED",
};

/** The verdict that a finding alone would lead to. */
export function meaning(finding) {
  if (MEANING[finding.code]) return MEANING[finding.code];
  if (finding.outcome === "invalid") {
    const isAuthority = finding.step === STEPS.BATCH || finding.step === STEPS.RULES;
    return isAuthority ? "NO_AUTHORITY" : "FORGED";
  }
  return finding.outcome === "unknown" ? "CANNOT_TELL" : "VALID";
}

/** The gravest meaning among the findings; CANNOT_TELL when there are none at all. */
export function decide(findings) {
  const meant = findings.map(meaning);
  return PRECEDENCE.find((code) => meant.includes(code)) ?? "CANNOT_TELL";
}

/** The first finding that led to a verdict; null for a plain VALID. */
export function deciding(verdict) {
  if (verdict.code === "VALID") return null;
  return verdict.findings.find((each) => meaning(each) === verdict.code) ?? null;
}
