// The bundle inside this page, opened for a moment: every signature in it is checked against the
// pinned anchor before anything is believed. The same rules and codes as verifier/bundle.py,
// without what only other documents than an offline QR code need (log, batches, rule books).

import { inflate, refuse, unb64 } from "./bytes.mjs";
import { demand, demandNumbers, openCompact, trustedKey } from "./keys.mjs";
import { LEEWAY, ever, openTrustList, ringOf, statementAbout } from "./trust.mjs";

const BITS = 2;
const LIST_BYTES = (2 ** 20 * BITS) / 8;

/** Every authority of a bundle, checked; throws Refusal where the bundle must not be believed. */
export async function openBundle(file, anchor, at) {
  const pinned = ringOf(await Promise.all(anchor.keys.map(trustedKey)));
  const list = await openTrustList(file.anchor_list, pinned, { issuer: anchor.entity, at });
  const views = [];
  for (const part of file.authorities) views.push(await openAuthority(part, list, at));
  return { views, hosts: new Set(views.flatMap((view) => view.profile.hosts)) };
}

async function openAuthority(part, list, at) {
  const { entity } = part;
  const profile = statementAbout(list, entity, at).metadata.zc_title_issuer;
  const own = ringOf(ever(list, entity, "authority"));
  const trust = await openTrustList(part.trust_list, own, { issuer: entity, at });
  const keys = ringOf(ever(list, entity));
  const lists = new Map();
  for (const token of part.status_lists) {
    const found = await openList(token, "statuslist+jwt", { keys, entity, at });
    if (!found.sub.startsWith(profile.status_base)) refuse("bundle.address", { address: found.sub });
    if (found.status_list.bits !== BITS) refuse("status.list");
    const entries = await entriesOf(found.status_list.lst);
    lists.set(found.sub, { issuedAt: found.iat, expiresAt: found.exp, entries });
  }
  const revocations = part.revocations
    ? await openList(part.revocations, "zc-revocations+jwt", { keys, entity, at })
    : null;
  const signed = [trust.issuedAt, ...[...lists.values()].map((each) => each.issuedAt)];
  return {
    entity,
    profile,
    trust,
    lists,
    revocations: revocations?.revocations ?? [],
    credentialKeys: ever(list, entity, "credential"),
    otherKeys: ever(list, entity).filter((key) => key.role !== "credential"),
    asOf: Math.max(...signed, revocations?.iat ?? 0),
  };
}

/** A list that its authority's STATUS key signed, which spoke then and is not revoked now. */
async function openList(token, typ, { keys, entity, at }) {
  const { document, signers } = await openCompact(token, typ, keys);
  demandNumbers(document, { code: "document.member", where: typ }, "iat", "exp");
  if (document.iss !== entity) refuse("bundle.issuer", { wanted: entity, found: document.iss });
  if (document.iat > at + LEEWAY) {
    refuse("bundle.future", { issued_at: new Date(document.iat * 1000).toISOString() });
  }
  const [key] = signers;
  demand(key, document.iat);
  if (key.revokedAt !== null && key.revokedAt <= at) demand(key, at);
  return document;
}

// The entries of a list that was read once; it is read anew with every opening.
const unpacked = new Map();

async function entriesOf(packed) {
  if (!unpacked.has(packed)) {
    let entries;
    try {
      entries = await inflate("deflate", unb64(packed), LIST_BYTES);
    } catch {
      refuse("status.list");
    }
    if (entries.length !== LIST_BYTES) refuse("status.list");
    unpacked.set(packed, entries);
  }
  return unpacked.get(packed);
}

/** The status at an index: 0 valid, 1 revoked or cancelled, 2 suspended, 3 replaced. */
export function statusAt({ entries }, index) {
  const place = index * BITS;
  if (place / 8 >= entries.length) {
    refuse("status.index", { index, size: (entries.length * 8) / BITS });
  }
  return (entries[Math.floor(place / 8)] >> (place % 8)) & 3;
}
