// The page itself: what was handed in is read, verified and shown. It sends nothing and keeps
// nothing; the clock is that of the device.

import { Refusal, fingerprint, inflate, ofUtf8, sha256, b64, unb64Standard, utf8 } from "./bytes.mjs";
import { openBundle } from "./bundle.mjs";
import { unfoldedFile } from "./folding.mjs";
import { textsInFile, watch } from "./reading.mjs";
import { cardsOf, element } from "./showing.mjs";
import { Speaker, inWords } from "./telling.mjs";
import { verify } from "./verify.mjs";
import { foreignHost, read } from "./wire.mjs";

const MOST_FACTS = 2 ** 26;
const TICK = 60_000; // how often the age of the lists is told anew
const byId = (id) => document.getElementById(id);
const now = () => Math.floor(Date.now() / 1000);

let facts = null;
let speaker = null;
let trouble = null; // a Refusal: why the bundle must not be believed now
let opened = null; // the bundle as it was opened last
let shown = null; // what the result region says, told again when the language changes
let watching = null;

async function start() {
  const missing = missingParts();
  if (missing.length) {
    // Words are packed as well; these two stand in the page itself.
    byId("old-browser").hidden = false;
    byId("main").hidden = true;
    return;
  }
  const packed = unb64Standard(byId("facts").textContent);
  facts = JSON.parse(ofUtf8(await inflate("gzip", packed, MOST_FACTS)));
  facts.file = unfoldedFile(facts.file);
  speak(new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh_CN");
  await tellAge();
  await tellRoot();
  byId("language").addEventListener("click", otherLanguage);
  byId("picture").addEventListener("change", fromPicture);
  byId("camera").addEventListener("click", fromCamera);
  byId("stop").addEventListener("click", stopCamera);
  byId("pasted").addEventListener("submit", fromText);
  document.addEventListener("visibilitychange", () => document.hidden && stopCamera());
  byId("camera").hidden = !navigator.mediaDevices?.getUserMedia;
  setInterval(tellAge, TICK);
  install();
  document.documentElement.dataset.ready = "";
}

function missingParts() {
  const parts = {
    subtle: globalThis.crypto?.subtle,
    inflate: globalThis.DecompressionStream,
    wasm: globalThis.WebAssembly,
  };
  return Object.keys(parts).filter((each) => !parts[each]);
}

// --- language -----------------------------------------------------------------------------------

function speak(language) {
  speaker = new Speaker(facts, language);
  document.documentElement.lang = language === "en" ? "en" : "zh-CN";
  for (const element of document.querySelectorAll("[data-say]")) {
    element.dataset.sentence ??= element.textContent.trim();
    element.textContent = speaker.say(element.dataset.sentence, { host: homeHost() });
  }
  byId("language").textContent = language === "en" ? "中文" : "English";
  byId("language").lang = language === "en" ? "zh-CN" : "en";
  document.title = speaker.say("离线核验职称电子证书");
}

function otherLanguage() {
  speak(speaker.language === "en" ? "zh_CN" : "en");
  tellAge();
  tellRoot();
  shown?.();
}

// --- what this page knows, and how old it is ----------------------------------------------------

async function tellAge() {
  const at = now();
  try {
    opened = await openBundle(facts.file, facts.anchor, at);
    trouble = null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    trouble = error;
  }
  const lists = (opened?.views ?? []).flatMap((view) => [...view.lists.values()]);
  const oldest = lists.reduce((one, each) => (one && one.issuedAt <= each.issuedAt ? one : each), null);
  const box = byId("age");
  const told = oldest && speaker.age(oldest.issuedAt, oldest.expiresAt, at);
  byId("age-time").textContent = oldest ? inWords(oldest.issuedAt).slice(0, 16) : "—";
  byId("age-since").textContent = told?.age ?? "";
  const says = trouble && told?.colour !== "grey" ? cannotBelieve() : told?.says;
  byId("age-says").textContent = says ?? cannotBelieve();
  const isCurrent = !trouble && told?.colour === "ok";
  box.className = `age card ${isCurrent ? "ok" : "grey"}`;
  byId("age-where").hidden = isCurrent;
  for (const link of document.querySelectorAll("[data-home]")) {
    link.href = `https://${homeHost()}${link.dataset.home}`;
    link.textContent = link.href;
  }
}

function cannotBelieve() {
  return `${speaker.say("本页的名单现在不能采信，不作结论。")} ${speaker.code(trouble.code, trouble.facts)}`;
}

/** The host of the authority that this page comes from: what the lists say, else what it hopes. */
function homeHost() {
  return opened?.views[0]?.profile.hosts[0] ?? new URL(facts.file.authorities[0].entity).host;
}

/** Whom this page believes: to be compared with what was published elsewhere. */
async function tellRoot() {
  const file = utf8(`${JSON.stringify(facts.anchor)}\n`);
  byId("root").textContent = fingerprint(b64(await sha256(file)));
  byId("root-entity").textContent = facts.anchor.entity;
  const told = (opened?.views ?? []).map((view) => element("li", {}, authorityLine(view)));
  byId("authorities").replaceChildren(...told);
}

function authorityLine({ profile, trust, lists }) {
  const committees = new Set(trust.statements.map((each) => each.subject)).size;
  const count = speaker.say("{n} 个评委会，{m} 份状态名单", { n: committees, m: lists.size });
  return `${profile.name} · ${profile.hosts.join(", ")} · ${count}`;
}

// --- ways in ------------------------------------------------------------------------------------

async function fromPicture(event) {
  const [file] = event.target.files;
  event.target.value = ""; // so that the same picture can be chosen again
  if (!file) return;
  let texts;
  try {
    texts = await textsInFile(file);
  } catch {
    return complain(() => speaker.say("这个文件不是能打开的图片。请选照片或截图（JPG、PNG）。"));
  }
  if (!texts.length) {
    return complain(() =>
      speaker.say("照片里没有找到二维码。请靠近些、避开反光，让二维码占画面三分之一以上。"),
    );
  }
  await choose(texts);
}

async function fromCamera() {
  stopCamera();
  watching = new AbortController();
  byId("finder").hidden = false;
  byId("stop").focus();
  let texts = [];
  try {
    texts = await watch(byId("video"), watching.signal);
  } catch {
    complain(() => speaker.say("打不开相机。请允许使用相机，或者改用“拍照或选图片”。"));
  } finally {
    byId("finder").hidden = true;
  }
  if (texts.length) await choose(texts);
}

function stopCamera() {
  watching?.abort();
  byId("finder").hidden = true;
}

async function fromText(event) {
  event.preventDefault();
  await judge(byId("text").value);
}

/** Of several codes in one picture the offline one is meant; two of those are a question. */
async function choose(texts) {
  const offline = texts.filter(isOffline);
  if (offline.length > 1 || (!offline.length && texts.length > 1)) {
    return complain(() => speaker.say("照片里有 {n} 个二维码，请只拍一个。", { n: texts.length }));
  }
  await judge(offline[0] ?? texts[0]);
}

function isOffline(text) {
  try {
    return read(text).form === "cwt";
  } catch {
    return false;
  }
}

async function judge(text) {
  const at = now();
  let verdict;
  try {
    verdict = await verify(text, facts, at);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await tellAge();
    const host = trouble ? null : foreignHost(text);
    if (!host || opened.hosts.has(host)) return complain(() => refusal(error));
    verdict = leadsElsewhere(host, at);
  }
  show(() => tellVerdict(verdict));
}

/** Text that is no certificate, or lists that cannot be believed: said, and never a verdict. */
function refusal(error) {
  return trouble ? cannotBelieve() : speaker.code(error.code, error.facts);
}

/** The verdict on any other address: a code that leads elsewhere is named, and never opened. */
function leadsElsewhere(host, at) {
  const finding = { step: 1, code: "read.foreign-host", outcome: "invalid", facts: { host } };
  return { code: "NOT_OFFICIAL_QR", findings: [finding], claimed: null, statusAsOf: null, at, form: "" };
}

// --- showing ------------------------------------------------------------------------------------

function show(told) {
  shown = () => byId("result").replaceChildren(...told());
  shown();
  byId("result").hidden = false;
  window.scrollTo(0, 0);
  byId("verdict").focus({ preventScroll: true });
}

function complain(says) {
  show(() => [
    element("div", { class: "card in wrong", "data-verdict": "" }, [
      element("h2", { id: "verdict", tabindex: "-1" }, speaker.say("没有核验")),
      element("p", {}, says()),
    ]),
  ]);
}

function tellVerdict(verdict) {
  const page = speaker.page(verdict, [...(opened?.hosts ?? [])].sort().join(", "));
  return cardsOf(page, (sentence) => speaker.say(sentence));
}

// --- on a phone ---------------------------------------------------------------------------------

/** Where an authority serves this page it can be installed; a saved file asks for nothing. */
function install() {
  if (!location.protocol.startsWith("http") || !location.pathname.endsWith("/offline")) return;
  const icon = byId("icon").getAttribute("href");
  const manifest = {
    name: document.title,
    short_name: speaker.say("离线核验"),
    start_url: location.origin + location.pathname,
    scope: location.origin + location.pathname,
    display: "standalone",
    icons: [{ src: icon, sizes: "any", type: "image/svg+xml" }],
  };
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = `data:application/manifest+json,${encodeURIComponent(JSON.stringify(manifest))}`;
  document.head.append(link);
  navigator.serviceWorker
    ?.register("/offline/worker.js", { scope: "/offline" })
    .catch(() => undefined); // without it the page is as good, only not installed
}

start();
