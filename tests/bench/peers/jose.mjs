// `jose`: a plain JWT with the same facts, nothing selective: a signature around JSON.
import { CompactSign, compactVerify, generateKeyPair } from "jose";
import { serve } from "./line.mjs";

const { privateKey, publicKey } = await generateKeyPair("ES256");
const encoder = new TextEncoder();
const decoder = new TextDecoder();

await serve({
  issue: ({ plain, selective }) =>
    new CompactSign(encoder.encode(JSON.stringify({ ...plain, ...selective })))
      .setProtectedHeader({ alg: "ES256", typ: "JWT" })
      .sign(privateKey),
  verify: async (token) => {
    const { payload } = await compactVerify(token, publicKey, { algorithms: ["ES256"] });
    if (JSON.parse(decoder.decode(payload)).name === undefined) throw new Error("no facts");
  },
});
