// Runs the offline page's own verifier over cases: node judge.mjs <page folder> < cases.json
// Cases: { books: { name: {file, anchor, rules} }, cases: [{ book, text, at }] }.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const page = pathToFileURL(`${process.argv[2]}/`);
const { verify } = await import(new URL("verify.mjs", page));
const { unfoldedFile } = await import(new URL("folding.mjs", page));
const { Refusal } = await import(new URL("bytes.mjs", page));
const { books, cases } = JSON.parse(readFileSync(0, "utf-8"));

for (const book of Object.values(books)) book.file = unfoldedFile(book.file);

async function judged({ book, text, at }) {
  try {
    const { code, findings, statusAsOf, claimed } = await verify(text, books[book], at);
    return { verdict: code, findings, statusAsOf, name: claimed?.name ?? null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { error: error.code };
  }
}

const found = [];
for (const each of cases) found.push(await judged(each));
console.log(JSON.stringify(found));
