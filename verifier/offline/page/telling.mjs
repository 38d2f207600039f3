// A verdict in words: the same words, colours and shapes as the verify page (verifier/page.py),
// out of the same catalogues. A claim whose signature did not hold is never repeated.

import { CHINA, DAY, own, short } from "./case.mjs";
import { standingAt } from "./trust.mjs";
import { STEPS, deciding } from "./verdict.mjs";

const ONE_LINE = { zh_CN: 6, en: 12 }; // characters of a heading in large type on a phone
const MARKS = { valid: "✓", invalid: "✕", unknown: "?", skipped: "–" };
// Which sentence: some need facts that not every finding brings (verifier/report.py).
const NEEDED = {
  REVOKED: "decision_no",
  CANCELLED: "decision_no",
  NO_AUTHORITY: "registered",
  STALE_OFFLINE: "days",
};

/** A moment as people in China read it, to the second. */
export function inWords(seconds) {
  return new Date((seconds + CHINA) * 1000).toISOString().slice(0, 19).replace("T", " ");
}

/** The speaker of one language over what the page was handed. */
export class Speaker {
  constructor(facts, language) {
    this.facts = facts;
    this.language = language;
    this.words = facts.words[language];
  }

  /** A sentence of the page, by the Chinese it is written in. */
  say(sentence, facts = {}) {
    return told(own(this.words, sentence) ?? sentence, facts);
  }

  /** The sentence of a code; the code itself where nobody knows it. */
  code(code, facts = {}) {
    return told(own(this.words, code) ?? code, facts);
  }

  /** Everything that the page shows of a verdict. */
  page(verdict, official) {
    const look = this.facts.looks[verdict.code];
    const certificate = isShown(verdict, look) ? verdict.claimed : null;
    const isWithdrawn = verdict.code === "VALID_AUTH_WITHDRAWN";
    const line = this.line(verdict, official);
    const heading = isTooOld(verdict)
      ? this.say("不作结论")
      : this.code(`verdict.${name(verdict.code)}.heading`);
    return {
      code: verdict.code,
      colour: look.colour,
      shape: look.shape,
      heading,
      isLong: heading.length > ONE_LINE[this.language],
      line: isWithdrawn ? this.code("verdict.valid.line") : line,
      strip: isWithdrawn ? line : null,
      offline: this.basis(verdict),
      holder: certificate?.name ?? null,
      what: certificate ? `${this.level(certificate.level)} · ${certificate.title}` : null,
      field: certificate ? `${this.series(certificate.series)} · ${certificate.specialty}` : null,
      compare: look.colour === "ok" || verdict.code === "STALE_OFFLINE",
      keyFacts: this.keyFacts(verdict, certificate),
      fields: certificate ? this.fields(verdict, certificate) : [],
      steps: this.steps(verdict, certificate),
      mends: this.mends(verdict),
    };
  }

  line(verdict, official) {
    const finding = deciding(verdict);
    const facts = { official, ...(finding?.facts ?? {}) };
    if (isTooOld(verdict)) {
      return this.say("名单为 {as_of}，已过 7 天。请取新的离线核验页，或者联网核验。", facts);
    }
    return this.code(`verdict.${name(verdict.code)}.${variant(verdict.code, facts)}`, facts);
  }

  /** Beside a green verdict: that it was found offline, and by lists of when. */
  basis(verdict) {
    if (verdict.statusAsOf === null || this.facts.looks[verdict.code].colour !== "ok") return null;
    return this.say("离线核验，名单时间 {as_of}", { as_of: inWords(verdict.statusAsOf) });
  }

  keyFacts(verdict, certificate) {
    const lines = [];
    if (certificate) {
      lines.push([this.say("签发"), verdict.view.profile.name]);
      lines.push([this.say("适用"), this.scope(certificate.scope)]);
    }
    lines.push([this.say("核验于"), inWords(verdict.at)]);
    if (verdict.statusAsOf !== null) {
      lines.push([this.say("名单时间"), inWords(verdict.statusAsOf)]);
    }
    return lines;
  }

  fields(verdict, certificate) {
    return [
      [this.say("姓名"), certificate.name],
      [this.say("职称"), certificate.title],
      [this.say("系列"), this.series(certificate.series)],
      [this.say("专业"), certificate.specialty],
      [this.say("级别"), this.level(certificate.level)],
      [this.say("评委会"), committeeName(verdict, certificate)],
      [this.say("取得时间"), certificate.awardDate],
      [this.say("证书编号"), certificate.certificateNo],
      [this.say("有效范围"), this.scope(certificate.scope)],
      [this.say("发证机关"), verdict.view.profile.name],
      [this.say("本份签发"), inWords(certificate.issuedAt)],
      [this.say("版本"), String(certificate.version)],
    ].filter(([, value]) => value);
  }

  /** All findings, or only those against it while its words are not shown. */
  steps(verdict, certificate) {
    const against = (each) => each.outcome === "invalid" || each.outcome === "unknown";
    const findings = certificate
      ? verdict.findings
      : verdict.findings.filter((each) => against(each) && each.step <= STEPS.SIGNATURE);
    const outcomes = {
      valid: this.say("通过"),
      invalid: this.say("不通过"),
      unknown: this.say("不能确认"),
      skipped: this.say("不适用"),
    };
    return findings.map((each) => ({
      mark: MARKS[each.outcome],
      outcome: outcomes[each.outcome],
      says: this.code(each.code, each.facts),
    }));
  }

  mends(verdict) {
    if (verdict.form === "link" && verdict.code === "CANNOT_TELL") {
      return [
        this.say("这是证书正面的二维码，要联网才能核验。"),
        this.say("离线时请扫描第 2 页的“离线核验码”。"),
      ];
    }
    if (verdict.code === "FORGED") {
      return [
        this.say("请持证人当面出示原始证书，扫描正面的二维码再核验一次。"),
        this.say("二维码核验也不通过的，请保留材料并举报。"),
      ];
    }
    if (verdict.code === "NOT_OFFICIAL_QR") {
      return [this.say("请自己打开官方网址，用证书编号再查一次。")];
    }
    return [];
  }

  level(level) {
    const names = {
      FULL_SENIOR: this.say("正高级"),
      ASSOCIATE_SENIOR: this.say("副高级"),
      INTERMEDIATE: this.say("中级"),
      ASSISTANT: this.say("助理级"),
      TECHNICIAN: this.say("员级"),
    };
    return names[level];
  }

  series(code) {
    const series = own(this.facts.rules.series, code);
    return series ? series[this.language === "en" ? "en" : "zh"] : code;
  }

  scope({ kind, region, target, until }) {
    const names = own(this.facts.rules.regions, short(region));
    const facts = { region: names?.[this.language === "en" ? 1 : 0] ?? region, target: target ?? "" };
    const sentences = {
      NATIONAL: () => this.say("全国有效"),
      PROVINCE: () => this.say("{region}内通用", facts),
      CITY: () => this.say("{region}全市范围有效", facts),
      UNIT: () => this.say("仅限本单位：{target}", facts),
      TARGETED: () => this.say("定向评价、定向使用：{target}（{region}）", facts),
    };
    return until ? this.say("{scope}，可用至 {until}", { scope: sentences[kind](), until }) : sentences[kind]();
  }

  /** How old the lists are, in large words: { colour, age, says }. */
  age(issuedAt, expiresAt, at) {
    const age = at - issuedAt;
    if (age < -60) {
      return { colour: "grey", age: "", says: this.say("本机时钟早于名单时间：请先校准时钟。校准之前，本页不作结论。") };
    }
    if (at >= expiresAt) {
      return { colour: "grey", age: this.since(age), says: this.say("名单已过 7 天：本页不作结论。请取新的离线核验页，或者联网核验。") };
    }
    if (age > DAY) {
      return { colour: "grey", age: this.since(age), says: this.say("名单已过 24 小时：本页只能确认签名，不能确认当前是否有效。请取新的离线核验页。") };
    }
    return { colour: "ok", age: this.since(age), says: this.say("名单在 24 小时之内，可以核验。") };
  }

  since(age) {
    const hours = Math.max(0, Math.floor(age / 3600));
    if (hours < 1) return this.say("不到 1 小时前");
    if (age <= 2 * DAY) return this.say("{n} 小时前", { n: hours });
    return this.say("{n} 天前", { n: Math.floor(age / DAY) });
  }
}

function told(sentence, facts) {
  return sentence.replaceAll(/\{([a-z_]+)\}/g, (gap, fact) => String(own(facts, fact) ?? gap));
}

function name(code) {
  return code.toLowerCase().replaceAll("_", "-");
}

function variant(code, facts) {
  if (NEEDED[code] && !(NEEDED[code] in facts)) return "line-plain";
  if (code === "VALID_AUTH_WITHDRAWN" && facts.state === "SUSPENDED") return "line-suspended";
  return "line";
}

/** Past the life of the list nothing at all is said of the present. */
function isTooOld(verdict) {
  return verdict.code === "STALE_OFFLINE" && deciding(verdict).code === "status.expired";
}

function isShown(verdict, look) {
  const isSigned = verdict.findings.some(
    (each) => each.step === STEPS.SIGNATURE && each.outcome === "valid",
  );
  return isSigned && look.claim;
}

function committeeName(verdict, certificate) {
  try {
    return standingAt(verdict.view.trust, certificate.committeeId, verdict.at).name;
  } catch {
    return null; // no longer listed
  }
}
