// Steps 8 to 10: whether the rules hold, where it stands now, and where it counts.
// As verifier/checks/standing.py. A status that is not known to be fresh is never shown as valid.

import { DAY, FRESH, day, own, short } from "./case.mjs";
import { statusAt } from "./bundle.mjs";
import { STEPS } from "./verdict.mjs";

export function checkRules(judged) {
  const { claimed, key } = judged;
  if (!claimed || !key) {
    judged.skipped(STEPS.RULES, "rules.nothing");
    return;
  }
  const before = judged.findings.length;
  checkTitle(judged, claimed);
  if (claimed.mapping !== null) checkMapping(judged, claimed);
  if (judged.findings.length === before) judged.valid(STEPS.RULES, "rules.kept");
}

function checkTitle(judged, claimed) {
  const series = own(judged.rules.series, claimed.series);
  if (!series) {
    judged.unknown(STEPS.RULES, "rules.unknown-series", { series: claimed.series });
  } else if (!(series.titles[claimed.level] ?? []).includes(claimed.title)) {
    const facts = { series: series.zh, title: claimed.title };
    if (series.decides) judged.invalid(STEPS.RULES, "rules.title", facts);
    else judged.skipped(STEPS.RULES, "rules.names-unconfirmed", { series: series.zh });
  }
}

function checkMapping(judged, claimed) {
  const rule = own(judged.rules.rules, claimed.mapping);
  if (!rule) {
    judged.unknown(STEPS.RULES, "rules.unknown-rule", { rule: claimed.mapping });
    return;
  }
  const { document, clause, grants } = rule;
  const isRight =
    grants &&
    (!grants.series.length || grants.series.includes(claimed.series)) &&
    (!grants.levels.length || grants.levels.includes(claimed.level)) &&
    grants.from <= claimed.awardDate &&
    (grants.until === null || claimed.awardDate <= grants.until);
  const [outcome, code] = isRight ? ["valid", "rules.mapping"] : ["invalid", "rules.mapping-wrong"];
  judged.note(outcome, STEPS.RULES, code, { document, clause }, claimed.mapping);
}

export function checkStatus(judged) {
  const { claimed, view, key } = judged;
  if (!claimed || !view || !key) {
    judged.skipped(STEPS.STATUS, "status.nothing");
    return;
  }
  const list = view.lists.get(claimed.status.uri);
  if (!list) {
    judged.unknown(STEPS.STATUS, "status.no-list");
    return;
  }
  judged.statusAsOf = list.issuedAt;
  let value;
  try {
    value = statusAt(list, claimed.status.index);
  } catch (error) {
    judged.refused(STEPS.STATUS, error);
    return;
  }
  if (value === 1) takenBack(judged, view, claimed);
  else if (value === 2) judged.invalid(STEPS.STATUS, "status.suspended");
  else if (value === 3) judged.invalid(STEPS.STATUS, "status.superseded");
  else fresh(judged, list);
}

function takenBack(judged, view, claimed) {
  const about = view.revocations.filter((each) => each.certificate_no === claimed.certificateNo);
  const found = about[about.length - 1];
  if (!found) {
    judged.invalid(STEPS.STATUS, "status.revoked-undated");
    return;
  }
  const code = found.status === "CANCELLED" ? "status.cancelled" : "status.revoked";
  const { on, authority, decision_no } = found;
  judged.invalid(STEPS.STATUS, code, { on, authority, decision_no });
}

function fresh(judged, list) {
  const age = judged.at - list.issuedAt;
  const facts = { as_of: day(list.issuedAt), days: Math.floor(age / DAY) };
  if (judged.at >= list.expiresAt) judged.unknown(STEPS.STATUS, "status.expired", facts);
  else if (age > FRESH) judged.unknown(STEPS.STATUS, "status.stale", facts);
  else judged.valid(STEPS.STATUS, "status.current", { as_of: facts.as_of });
}

export function checkScope(judged) {
  const { claimed, key, rules } = judged;
  if (!claimed || !key) {
    judged.skipped(STEPS.SCOPE, "scope.nothing");
    return;
  }
  const { kind, region, target, until } = claimed.scope;
  const name = own(rules.regions, short(region))?.[0] ?? region;
  if (kind === "NATIONAL") judged.valid(STEPS.SCOPE, "scope.national");
  else if (kind === "PROVINCE") judged.valid(STEPS.SCOPE, "scope.province", { region: name });
  else if (kind === "CITY") judged.valid(STEPS.SCOPE, "scope.city", { region: name });
  else if (kind === "UNIT") judged.valid(STEPS.SCOPE, "scope.unit", { target: target ?? "" });
  else judged.valid(STEPS.SCOPE, "scope.targeted", { region: name, target: target ?? "" });
  if (until !== null && day(judged.at) > until) judged.invalid(STEPS.SCOPE, "scope.expired", { until });
}
