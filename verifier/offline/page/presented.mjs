// Steps 1 to 4: what was presented, who is said to have signed it, whether they did, what it says.
// As verifier/checks/presented.py.

import { hex, unb64 } from "./bytes.mjs";
import { FRESH, short } from "./case.mjs";
import { COUNTRY, issuedBy } from "./cwt.mjs";
import { holds } from "./keys.mjs";
import { STEPS } from "./verdict.mjs";

export function checkRead(judged) {
  const { presented, bundle } = judged;
  const { host } = presented;
  if (!bundle.hosts.has(host)) judged.invalid(STEPS.READ, "read.foreign-host", { host });
  else if (presented.form === "cwt") judged.valid(STEPS.READ, "read.cwt", { host });
  else judged.unknown(STEPS.READ, "read.link-only", { host });
}

/** A CWT names eight bytes of its key, and of its authority only the region. */
export function checkKey(judged) {
  const { carried, bundle } = judged;
  if (!carried) {
    judged.skipped(STEPS.KEY, "key.nothing");
    return;
  }
  const kid = hex(carried.parts.kidPrefix);
  const view = bundle.views.find((each) => withPrefix(each.credentialKeys, kid).length);
  if (view) {
    judged.view = view;
    judged.valid(STEPS.KEY, "key.known", { kid, issuer: view.profile.name });
  } else if (carried.fault) {
    judged.refused(STEPS.KEY, carried.fault);
  } else {
    unknownKey(judged, kid);
  }
}

function unknownKey(judged, kid) {
  const { issuer, issuedAt } = judged.carried.certificate;
  const region = issuer.slice(COUNTRY.length);
  const view = judged.bundle.views.find((each) => short(each.profile.region) === short(region));
  if (!view) {
    judged.invalid(STEPS.KEY, "key.unknown-issuer", { issuer });
    return;
  }
  judged.view = view;
  const [other] = withPrefix(view.otherKeys, kid);
  if (other) {
    judged.invalid(STEPS.KEY, "key.role", { role: other.role, typ: "dc+sd-jwt" });
  } else if (judged.at - view.asOf > FRESH && issuedAt > view.asOf) {
    // What we know is so old that the key may be newer.
    judged.unknown(STEPS.KEY, "key.newer-than-bundle");
  } else {
    judged.invalid(STEPS.KEY, "key.unknown", { kid });
  }
}

function withPrefix(keys, kid) {
  return keys.filter((key) => hex(unb64(key.kid)).startsWith(kid));
}

export async function checkSignature(judged) {
  const { carried, view } = judged;
  const kid = carried && hex(carried.parts.kidPrefix);
  const candidates = carried && view ? withPrefix(view.credentialKeys, kid) : [];
  if (!candidates.length) {
    judged.skipped(STEPS.SIGNATURE, "signature.nothing");
    return;
  }
  const { signature, signedBytes } = carried.parts;
  for (const key of candidates) {
    if (await holds(key, signature, signedBytes)) {
      judged.key = key;
      judged.valid(STEPS.SIGNATURE, "signature.right", { form: carried.form });
      return;
    }
  }
  const { kid: last } = candidates[candidates.length - 1];
  judged.invalid(STEPS.SIGNATURE, "signature.wrong", { kid: last });
}

export function checkDocument(judged) {
  const { carried, view } = judged;
  if (!carried) {
    judged.skipped(STEPS.DOCUMENT, "document.nothing");
    return;
  }
  if (carried.fault) {
    if (carried.fault.code === "cwt.version") judged.unknown(STEPS.DOCUMENT, "document.newer");
    else judged.refused(STEPS.DOCUMENT, carried.fault);
    return;
  }
  judged.claimed = carried.certificate;
  if (!view) {
    judged.skipped(STEPS.DOCUMENT, "document.unclaimed");
    return;
  }
  judged.claimed = issuedBy(carried.certificate, view.entity);
  const wrong = misdirected(judged, carried, view);
  for (const member of wrong) judged.invalid(STEPS.DOCUMENT, "document.misdirected", { member });
  if (!wrong.length) {
    judged.valid(STEPS.DOCUMENT, "document.well-formed", { version: judged.claimed.version });
  }
}

/** Members that point elsewhere than to the authority whose key signed. */
function misdirected(judged, { host, certificate }, { profile }) {
  const found = [];
  if (!certificate.status.uri.startsWith(profile.status_base)) found.push("status");
  if (short(certificate.issuer.slice(COUNTRY.length)) !== short(profile.region)) found.push("region");
  if (judged.bundle.hosts.has(host) && !profile.hosts.includes(host)) found.push("host");
  return found;
}
