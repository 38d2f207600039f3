// `@sd-jwt/sd-jwt-vc`: SD-JWT VC on Node, with the same facts selectively disclosable.
import { digest, ES256, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { serve } from "./line.mjs";

const { privateKey, publicKey } = await ES256.generateKeyPair();
const sdjwt = new SDJwtVcInstance({
  signer: await ES256.getSigner(privateKey),
  verifier: await ES256.getVerifier(publicKey),
  signAlg: ES256.alg,
  hasher: digest,
  hashAlg: "sha-256",
  saltGenerator: generateSalt,
});

await serve({
  issue: ({ plain, selective }) =>
    sdjwt.issue({ ...plain, ...selective }, { _sd: Object.keys(selective) }),
  verify: async (text) => {
    const { payload } = await sdjwt.verify(text);
    if (payload.name === undefined) throw new Error("a fact was not shown");
  },
});
