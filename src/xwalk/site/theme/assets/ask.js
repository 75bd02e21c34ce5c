/* The Ask page: reads the question from the form or the address, and shows its answer. */
(() => {
  "use strict";
  const { page, make, outside, count, answers: data } = window.xwalk;
  const form = document.getElementById("xw-ask");
  const { to, topic, state, min } = form.elements;
  const said = document.getElementById("xw-ask-said");
  const shown = document.getElementById("xw-ask-answer");
  const FAINT = 0.3;
  const FAMILIES = { money: "What could pay for it", law: "What law requires or allows here, without paying for it" };
  const OFFICIAL = new Set(["uscode.house.gov", "congress.gov", "govinfo.gov"]);
  const VERIFIED = { machine: "found in the text", read: "read in a copy" };

  // Parts of an answer

  const record = (name, words) => {
    const place = data.place(name);
    return place ? make("a", { href: page(place) }, words) : words;
  };
  const known = (each) => [
    make("span", { class: `xw-status xw-${each.status}` }, each.status),
    ` ${each.confidence.toFixed(2)}`,
  ];
  const items = (held, attributes = {}) =>
    make(
      "ul",
      attributes,
      held.map((each) => make("li", {}, each)),
    );
  const details = (summary, ...inside) => make("details", {}, make("summary", {}, summary), inside);
  const caution = (...words) => make("p", { class: "xw-caution" }, words);
  const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
  const fact = (name, ...words) =>
    words.some((each) => each.length !== 0) ? [make("dt", {}, name), make("dd", {}, words)] : [];

  /** What a link to the text of a source says: only where the law itself stands is it the official text. */
  const textAt = (url) => {
    const host = url.replace(/^[a-z]+:\/\/(www\.)?/, "").split("/")[0];
    return OFFICIAL.has(host) ? "official text" : `text at ${host}`;
  };
  const passage = (each) => [
    record(each.id, each.label),
    each.anchor && `: “${each.anchor}”`,
    ` (${VERIFIED[each.verification] ?? "not verified"}`,
    each.url && ["; ", outside(textAt(each.url), each.url)],
    ")",
  ];

  const step = (each) =>
    make(
      "li",
      { "data-statement": each.id },
      make(
        "p",
        {},
        record(each.subject, each.subject_label),
        ` ${data.relation(each.predicate).phrase} `,
        record(each.object, each.object_label),
        " ",
        known(each),
      ),
      each.comment && make("p", {}, each.comment),
      each.evidence.length > 0 && items(each.evidence.map(passage), { class: "xw-passages" }),
    );

  const condition = (each) => {
    const cited = each.evidence.length
      ? each.evidence.map((one) => record(one.id, one.label))
      : [record(each.id, each.id)];
    return make(
      "li",
      { "data-condition": each.id },
      each.text,
      each.base_reading && ` ${each.base_reading}`,
      " (",
      cited.map((one, place) => [place > 0 && ", ", one]),
      ")",
    );
  };

  const limits = (each) => {
    const held = each.conditions
      .filter((one) => one.type === "limit" && one.value !== null)
      .map((one) => data.label(one.id));
    return held.slice(0, 2).join("; ") + (held.length > 2 ? `; and ${held.length - 2} more below` : "");
  };

  /** One answer; of a record that stands above in full, what is new: the relation and its route. */
  const answer = (each, above) => {
    const cited = each.record.citation.split(";")[0];
    const routes = each.routes === 1 ? "" : ` · best of ${each.routes} routes`;
    const steps = each.route.length === 1 ? "one step" : `${each.route.length} steps`;
    const others = each.disagreement.map((name) => `“${data.relation(name).phrase}”`).join(", ");
    return make(
      "article",
      {
        class: "xw-answer",
        "data-record": each.record.id,
        "data-relation": each.relation,
        "data-status": each.status,
        "data-confidence": each.confidence,
        "data-routes": each.routes,
      },
      make(
        "h4",
        {},
        record(each.record.id, cited),
        " ",
        make("span", { class: "xw-known" }, known(each), routes),
      ),
      cited !== each.record.label && make("p", { class: "xw-called" }, each.record.label),
      make("p", {}, `${each.sentence}.`),
      others && caution(`Routes disagree: another concludes ${others}.`),
      each.cautions.map((one) => caution(make("strong", {}, `${capital(one.type)}: `), one.text)),
      above
        ? make("p", {}, "Who, limits and remarks stand above.")
        : make(
            "dl",
            {},
            fact("Program", each.program ? record(each.program.id, each.program.label) : ""),
            fact("Where", each.record.kind === "provision" ? "" : each.jurisdiction),
            fact("Who", each.recipients.join(", ")),
            fact("Limits", limits(each)),
          ),
      details(
        `How this follows, in ${steps}`,
        make("ol", { class: "xw-route" }, each.route.map(step)),
        each.record.url && make("p", {}, outside(capital(textAt(each.record.url)), each.record.url)),
      ),
      each.conditions.length > 0 &&
        details(`Conditions (${each.conditions.length})`, make("ul", {}, each.conditions.map(condition))),
      each.notes.length > 0 &&
        !above &&
        details(
          `Where the report and the law differ (${each.notes.length})`,
          items(each.notes.map((note) => [note.text, " (", record(note.id, note.label), ")"])),
        ),
    );
  };

  /** The answers of one relation; the faint ones stand behind a summary. */
  const group = (name, held, seen) => {
    const strong = [];
    const faint = [];
    for (const each of held) {
      (each.confidence < FAINT ? faint : strong).push(answer(each, seen.has(each.record.id)));
      seen.add(each.record.id);
    }
    const summary = `${count(faint.length, "faint answer")}, with a score below ${FAINT}`;
    return [make("h3", {}, `${data.relation(name).phrase} …`), strong, faint.length > 0 && details(summary, faint)];
  };

  const groups = (answers) => {
    const seen = new Set();
    const families = new Map();
    for (const name of new Set(answers.map((each) => each.relation))) {
      const family = FAMILIES[data.relation(name).family] ?? "What follows";
      const held = answers.filter((each) => each.relation === name);
      families.set(family, [...(families.get(family) ?? []), group(name, held, seen)]);
    }
    return [...families].map(([family, held]) => [make("h2", {}, family), held]);
  };

  const blocked = (held) => {
    const denials = new Map(held.map((each) => [each.denied_by.id, each.denied_by]));
    const lines = [...denials.values()].map((each) =>
      make(
        "li",
        { "data-statement": each.id },
        record(each.subject, each.subject_label),
        ` does not say that it ${data.relation(each.predicate).phrase} `,
        record(each.object, each.object_label),
        `. ${each.comment}`,
      ),
    );
    return (
      lines.length > 0 && [
        make("h2", {}, "Not so, although it may seem so"),
        make("ul", { class: "xw-blocked" }, lines),
      ]
    );
  };

  // The whole answer

  const words = (select) => select.selectedOptions[0].text;

  const command = (asked) =>
    asked.to
      ? `xwalk cross ${asked.topic} --to ${asked.to}${asked.min ? ` --min-confidence ${asked.min}` : ""}`
      : `xwalk funding ${asked.topic}${asked.state && ` --state ${asked.state}`} --all`;

  /** What a reader must know first: how many answers of each sort, whether there is money, how many are left out. */
  const headline = (asked, found) => {
    const numbers = new Map();
    for (const { relation } of found.answers) numbers.set(relation, (numbers.get(relation) ?? 0) + 1);
    const sorts = [...numbers].map(([name, number]) => `${number} ${data.relation(name).phrase} it`);
    const lines = sorts.length ? [`${count(found.answers.length, "answer")}: ${sorts.join(" · ")}.`] : [];
    const least = asked.min ? ` with a score of ${asked.min} or more` : "";
    if (asked.to && !sorts.length)
      lines.push(`Nothing is recorded that joins it to such a record${least}, by any route.`);
    if (!asked.to && !found.answers.some((each) => data.relation(each.relation).family === "money")) {
      lines.push(`No provision recorded here could pay for it${least}, directly or by any route.`);
    }
    if (found.hidden)
      lines.push(`${count(found.hidden, "answer")} with a lower score ${found.hidden === 1 ? "is" : "are"} left out.`);
    return lines.join(" ");
  };

  const show = (asked, held) => {
    const found = data.answer(held, asked);
    if (!found) {
      shown.replaceChildren();
      said.textContent = `This is answered here for areas and components only. On a computer with xwalk, type: ${command(asked)}`;
      return;
    }
    const inside = make(
      "div",
      {},
      make("h2", { id: "xw-ask-head", tabindex: -1 }, words(topic), asked.state && `, with ${words(state)}`),
      held.definition && make("p", {}, held.definition),
      make(
        "p",
        { class: "xw-links" },
        record(asked.topic, "About this topic"),
        " · ",
        make("a", { href: page(`answer/${topic.selectedOptions[0].dataset.place}`) }, "The same as a plain page"),
        " · ",
        make("a", { href: location.href }, "Link to this answer"),
        " · ",
        make("code", {}, command(asked)),
      ),
      groups(found.answers),
      blocked(found.blocked),
      found.cut && caution(`Not complete: ${found.cut}.`),
      found.unknown.length > 0 && [make("h2", {}, "Not known"), items(found.unknown, { class: "xw-unknown" })],
    );
    shown.replaceChildren(inside);
    said.textContent = headline(asked, found);
    window.xwalk.answer = found;
  };

  // The form and the address

  const asked = () => ({
    to: to.value,
    topic: topic.value,
    state: to.value ? "" : state.value,
    min: Number(min.value),
  });
  let latest = 0;

  const ask = async ({ focus = false } = {}) => {
    const question = asked();
    state.disabled = question.to !== "";
    if (!question.topic) return;
    const turn = ++latest;
    try {
      const held = await data.about(question.topic, topic.selectedOptions[0].dataset.place);
      if (turn !== latest) return;
      show(question, held);
      if (focus) document.getElementById("xw-ask-head")?.focus();
    } catch (error) {
      said.textContent = `The answer could not be loaded: ${error.message}. Load the page again.`;
    }
  };

  /** The address of a question, as `#topic=flexible-pacing&state=VT&min=0.5&to=provision`. */
  const write = () => {
    const question = asked();
    const parts = {
      topic: question.topic.replace(/^area:/, ""),
      state: question.state,
      min: question.min || "",
      to: question.to,
    };
    const said = Object.entries(parts).filter(([, held]) => held !== "");
    history.replaceState(
      null,
      "",
      `#${said.map(([name, held]) => `${name}=${encodeURIComponent(held).replaceAll("%3A", ":")}`).join("&")}`,
    );
  };

  const choose = (select, value) => {
    const held = [...select.options].find((option) => option.value.toLowerCase() === value.toLowerCase());
    if (held) select.value = held.value;
    return held !== undefined;
  };

  const read = () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    const name = parts.get("topic");
    if (!name) return;
    const least = Number(parts.get("min") ?? 0);
    const given = parts.get("min") ?? "0";
    const unfit =
      (!choose(topic, name.includes(":") ? name : `area:${name}`) && `topic “${name}”`) ||
      (!choose(state, parts.get("state") ?? "") && `state “${parts.get("state")}” of which something is recorded`) ||
      (!choose(to, parts.get("to") ?? "") && `kind “${parts.get("to")}” that is joined to a topic`) ||
      (!(least >= 0 && least <= 1) && `score “${given}”`);
    if (unfit) {
      shown.replaceChildren();
      said.textContent = `There is no ${unfit} here. Choose from the lists.`;
      return;
    }
    if (!choose(min, String(least))) {
      min.append(make("option", { value: least }, String(least)));
      min.value = String(least);
    }
    ask();
  };

  form.querySelector("fieldset").disabled = false;
  form.addEventListener("change", () => {
    write();
    ask();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (topic.value) write();
    else said.textContent = "Choose a topic first.";
    ask({ focus: true });
  });
  window.addEventListener("hashchange", read);
  read();
})();
