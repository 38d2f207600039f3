// Verifies with `@sd-jwt/sd-jwt-vc` a credential, a selective presentation and its status.
//
//   node sd_jwt.mjs FOLDER      prints {"credential": claims, "presentation": claims,
//                                       "own": claims, "status": number}
//
// `own` is a presentation that this library made itself out of the whole credential. The
// status list comes from the folder, never from a network.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { webcrypto } from "node:crypto";
import { digest, generateSalt, ES256 } from "@sd-jwt/crypto-nodejs";
import { getListFromStatusListJWT } from "@sd-jwt/jwt-status-list";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const folder = process.argv[2];
const read = (name) => readFileSync(join(folder, name), "utf8");
const manifest = JSON.parse(read("manifest.json"));

function keyOf(signed) {
  const { kid } = JSON.parse(Buffer.from(signed.split(".")[0], "base64url"));
  const jwk = manifest.keys[kid];
  if (!jwk) throw new Error(`key ${kid} is not known`);
  return jwk;
}

async function verifier(data, signature) {
  return (await ES256.getVerifier(keyOf(data)))(data, signature);
}

const statuses = [];
const sdjwt = new SDJwtVcInstance({
  hasher: digest,
  hashAlg: "sha-256",
  saltGenerator: generateSalt,
  verifier,
  statusVerifier: verifier,
  statusListFetcher: async (uri) => {
    const file = manifest.status_lists[uri];
    if (!file) throw new Error(`no status list at ${uri}`);
    return read(file);
  },
  statusValidator: async (status) => {
    statuses.push(status);
    if (status !== 0) throw new Error(`status is ${status}`);
  },
});

async function claimsOf(text) {
  const { payload, header } = await sdjwt.verify(text, { currentDate: manifest.at });
  if (header.typ !== "dc+sd-jwt") throw new Error(`typ is ${header.typ}`);
  return payload;
}

try {
  globalThis.crypto ??= webcrypto;
  const whole = read(manifest.credential).trim();
  const credential = await claimsOf(whole);
  const presentation = await claimsOf(read(manifest.presentation).trim());
  const frame = Object.fromEntries(manifest.disclosed.map((name) => [name, true]));
  const own = await claimsOf(await sdjwt.present(whole, frame));
  const { idx, uri } = credential.status.status_list;
  const status = getListFromStatusListJWT(read(manifest.status_lists[uri])).getStatus(idx);
  if (statuses.length !== 3) throw new Error("the status was not looked at");
  console.log(JSON.stringify({ credential, presentation, own, status }));
} catch (error) {
  console.error(error.message, error.cause ?? "");
  process.exit(1);
}
