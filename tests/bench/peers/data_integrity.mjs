// `@digitalbazaar/vc`: W3C Verifiable Credentials 2.0 with a Data Integrity proof, eddsa-rdfc-2022.
// The same facts as JSON-LD, canonicalised as RDF; contexts and keys come from memory.
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import * as Ed25519Multikey from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { serve } from "./line.mjs";

const controller = "https://zc.weihai.example";
const id = `${controller}#key-1`;
const key = await Ed25519Multikey.generate({ id, controller });
const known = new Map([
  [id, await key.export({ publicKey: true, includeContext: true })],
  [
    controller,
    {
      "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
      id: controller,
      assertionMethod: [id],
    },
  ],
]);

async function documentLoader(url) {
  if (known.has(url)) return { contextUrl: null, documentUrl: url, document: known.get(url) };
  return vc.defaultDocumentLoader(url);
}

const signing = new DataIntegrityProof({ signer: key.signer(), cryptosuite });
const verifying = new DataIntegrityProof({ cryptosuite });

await serve({
  issue: ({ plain, selective }) =>
    vc.issue({
      credential: {
        "@context": [
          "https://www.w3.org/ns/credentials/v2",
          { "@vocab": `${controller}/vocabulary#` },
        ],
        type: ["VerifiableCredential"],
        issuer: controller,
        validFrom: "2025-06-27T02:00:00Z",
        credentialSubject: { ...plain, ...selective },
      },
      suite: signing,
      documentLoader,
    }),
  verify: async (credential) => {
    const found = await vc.verifyCredential({ credential, suite: verifying, documentLoader });
    if (!found.verified) throw found.error;
  },
});
