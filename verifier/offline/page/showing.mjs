// The result of a verification as elements of the page, in the order in which it is read.
// Texts are set as texts, whatever is in them; nothing here is parsed as HTML.

/** The cards of a verdict; `say` gives the sentences around it. */
export function cardsOf(page, say) {
  const heading = { id: "verdict", tabindex: "-1", class: page.isLong && "long" };
  const top = element("section", { class: "card top", "data-verdict": page.code }, [
    element("div", { class: `verdict ${page.colour}` }, [
      shape(page.shape),
      element("div", {}, [
        element("h1", heading, page.heading),
        element("p", {}, page.line),
        page.offline && element("p", { class: "basis" }, page.offline),
      ]),
    ]),
    page.strip && element("p", { class: "strip" }, page.strip),
    element("div", { class: "in" }, [
      page.holder && element("h2", { class: "name" }, page.holder),
      page.what && element("p", { class: "what" }, page.what),
      page.field && element("p", { class: "soft" }, page.field),
      list(page.keyFacts, "facts"),
    ]),
  ]);
  return [top, ...beside(page, say)];
}

function beside(page, say) {
  const compare = element("section", { class: "card compare" }, [
    element("b", {}, say("请核对本人身份证姓名")),
    element(
      "span",
      { class: "small soft" },
      say("姓名、职称须与持证人出示的材料逐项一致；有一处不同，请勿采信。"),
    ),
  ]);
  const mends = element("section", { class: "card in" }, [
    element("h2", {}, say("可以这样做")),
    element("ol", {}, page.mends.map((each) => element("li", {}, each))),
  ]);
  const steps = page.steps.map((each) =>
    element("li", {}, [
      element("b", { "aria-hidden": "true" }, each.mark),
      element("span", {}, `${each.outcome} · ${each.says}`),
    ]),
  );
  const more = element("section", { class: "card" }, [
    page.fields.length > 0 && fold(say("查看全部信息"), list(page.fields, "facts all")),
    steps.length > 0 && fold(say("逐项核验结果"), element("ul", { class: "steps" }, steps)),
  ]);
  return [
    page.compare && compare,
    page.mends.length > 0 && mends,
    (page.fields.length > 0 || steps.length > 0) && more,
  ].filter(Boolean);
}

function fold(title, inside) {
  return element("details", {}, [
    element("summary", {}, title),
    element("div", { class: "in" }, [inside]),
  ]);
}

function list(rows, kind) {
  const cells = rows.flatMap(([label, value]) => [
    element("dt", {}, label),
    element("dd", { class: "num" }, value),
  ]);
  return element("dl", { class: kind }, cells);
}

/** An element with attributes and children; texts are texts, whatever is in them. */
export function element(name, attributes, inside = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
  if ("data-verdict" in attributes) made.dataset.verdict = attributes["data-verdict"];
  made.append(...(Array.isArray(inside) ? inside.filter(Boolean) : [inside]));
  return made;
}

function shape(kind) {
  return document.getElementById(`shape-${kind}`).content.firstElementChild.cloneNode(true);
}
