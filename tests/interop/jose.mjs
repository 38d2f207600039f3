// Verifies with `jose` every signature of a folder of artefacts: compact JWS, and each
// signature of a general JSON JWS rebuilt as a compact one.
//
//   node jose.mjs FOLDER        prints {"verified": {file: number of signatures}}
//
// The keys come from manifest.json by kid, the algorithm from the key, the type from the
// manifest: nothing is taken from a token but the name of its key.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compactVerify, decodeProtectedHeader, importJWK } from "jose";

const folder = process.argv[2];
const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));

async function verifyCompact(token, typ) {
  const { kid } = decodeProtectedHeader(token);
  const jwk = manifest.keys[kid];
  if (!jwk) throw new Error(`key ${kid} is not known`);
  const key = await importJWK(jwk, "ES256");
  const { protectedHeader } = await compactVerify(token, key, { algorithms: ["ES256"] });
  if (protectedHeader.typ !== typ) throw new Error(`typ is ${protectedHeader.typ}, not ${typ}`);
  const members = Object.keys(protectedHeader).sort().join();
  if (members !== "alg,kid,typ") throw new Error(`the header holds ${members}`);
}

const verified = {};
for (const { file, typ, form } of manifest.signed) {
  const text = readFileSync(join(folder, file), "utf8");
  try {
    if (form === "compact") {
      await verifyCompact(text, typ);
      verified[file] = 1;
    } else {
      const { payload, signatures } = JSON.parse(text);
      for (const { protected: header, signature } of signatures) {
        await verifyCompact(`${header}.${payload}.${signature}`, typ);
      }
      verified[file] = signatures.length;
    }
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exit(1);
  }
}
console.log(JSON.stringify({ verified }));
