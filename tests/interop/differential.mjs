// Judges with `@sd-jwt/sd-jwt-vc` every presentation of a file.
//
//   node differential.mjs FILE  prints [{"claims": {...}} or {"refused": "why"}, ...]
//
// Nothing is added to what the library checks of itself, but for the keys: those of the issuer
// for credentials, and those of its status lists. Lists come from the file, never from a network,
// and what the library unpacks from one, a million places, it is given again for the same text.
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import { digest, ES256 } from "@sd-jwt/crypto-nodejs";
import { StatusList } from "@sd-jwt/jwt-status-list";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

globalThis.crypto ??= webcrypto;
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));

const unpack = StatusList.decompressStatusList;
const unpacked = new Map();
StatusList.decompressStatusList = (text, bits) => {
  const name = `${bits} ${text}`;
  if (!unpacked.has(name)) unpacked.set(name, unpack(text, bits));
  return unpacked.get(name);
};

function verifierOf(keys) {
  return async (data, signature) => {
    const { kid } = JSON.parse(Buffer.from(data.split(".")[0], "base64url"));
    if (!keys[kid]) throw new Error("the key is not known");
    return (await ES256.getVerifier(keys[kid]))(data, signature);
  };
}

async function judge({ text, lists }) {
  const sdjwt = new SDJwtVcInstance({
    hasher: digest,
    hashAlg: "sha-256",
    verifier: verifierOf(given.keys.credential),
    statusVerifier: verifierOf(given.keys.status),
    statusListFetcher: async (uri) => {
      if (!given.lists[lists][uri]) throw new Error("there is no such status list");
      return given.lists[lists][uri];
    },
  });
  try {
    const { payload } = await sdjwt.verify(text, { currentDate: given.at });
    return { claims: payload };
  } catch (error) {
    return { refused: String(error.message) };
  }
}

const judged = [];
for (const each of given.cases) judged.push(await judge(each));
console.log(JSON.stringify(judged));
