/* The query page: the named questions and free SPARQL, asked of everything that the site's data says. */
(() => {
  "use strict";
  const { root, folder, page, make, count } = window.xwalk;
  const form = document.getElementById("xw-query");
  const data = window.xwalkQueries;
  const [named, text, stop, download] = ["named", "text", "stop", "download"].map((name) => form.elements[name]);
  const said = document.getElementById("xw-query-said");
  const shown = document.getElementById("xw-query-rows");
  const LIMIT = 30;
  const MANY = 1000;
  let worker = null;
  let timer = 0;
  let rows = null;

  if (folder) {
    said.textContent =
      "A page that is opened from a folder cannot run queries: browsers forbid it. Type “xwalk site serve” " +
      "and open this page at the address that it prints, or type “xwalk query”.";
    return;
  }
  form.querySelector("fieldset").disabled = false;
  named.append(
    ...data.questions.map(({ number, name, title }) => make("option", { value: name }, `${number}. ${title}`)),
  );

  // Variables: those that the header of a query names, as “# parameters: area (as area:flexible-pacing)”

  const fields = document.getElementById("xw-query-values");
  const variables = (query) =>
    [...(query.match(/^#\s*parameters:\s*(.+)$/m)?.[1] ?? "").matchAll(/(\w+) \(as ([^)]+)\)/g)].map((found) => ({
      name: found[1],
      example: found[2],
    }));
  const inputs = () => [...fields.querySelectorAll("input")];
  const values = () => inputs().flatMap(({ name, value }) => (value.trim() ? [[name, value.trim()]] : []));

  /** A field for each variable; what was typed stays where the next query has the same one. */
  const offer = (given = values()) => {
    const typed = Object.fromEntries(given);
    const wanted = variables(text.value);
    if (JSON.stringify(wanted.map(({ name }) => name)) !== JSON.stringify(inputs().map(({ name }) => name))) {
      fields.replaceChildren(
        ...wanted.map(({ name, example }) => {
          const id = `xw-query-value-${name}`;
          const field = make("input", { id, name, type: "text", autocomplete: "off", spellcheck: "false" });
          const label = make("label", { for: id }, `Only where “${name.replaceAll("_", " ")}” is`);
          field.setAttribute("aria-describedby", `${id}-as`);
          return make("p", {}, label, " ", field, " ", make("span", { id: `${id}-as`, class: "xw-hint" }, `as ${example}`));
        }),
      );
    }
    for (const field of inputs()) field.value = typed[field.name] ?? "";
  };

  /** A value as the command takes it: an identifier or address names a thing, all else is words. */
  const term = (value) => {
    const [, prefix, local] = value.match(/^([^:]*):(?!\/\/)(.*)$/s) ?? [];
    const iri = Object.hasOwn(data.prefixes, prefix ?? "") ? data.prefixes[prefix] + local : value;
    if (iri === value && !value.includes("://")) return JSON.stringify(value);
    if (/[\u0000-\u0020<>"{}|^`\\]/.test(iri)) throw new Error(`“${value}” is no identifier`);
    return `<${iri}>`;
  };
  const given = (held) =>
    held.length
      ? `\nVALUES (${held.map(([name]) => `?${name}`).join(" ")}) { (${held.map(([, value]) => term(value)).join(" ")}) }`
      : "";

  // Names

  const namespaces = Object.entries(data.prefixes).sort((a, b) => b[1].length - a[1].length);
  const short = (iri) => {
    const held = namespaces.find(([, namespace]) => iri.startsWith(namespace));
    return held ? `${held[0]}:${iri.slice(held[1].length)}` : iri;
  };
  const cell = (term) => {
    if (!term) return "";
    if (term.type !== "uri") return term.value;
    const name = short(term.value);
    const [prefix, local] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
    if (data.paged.includes(prefix) && /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(local)) {
      return make("a", { href: page(`${prefix}/${local}`) }, name);
    }
    return window.xwalk.outside(name, term.value);
  };

  /** Whether a query asks another service: its comments, texts and names of things are no part of the question. */
  const asksService = (query) =>
    /(?<![\w:?$.-])SERVICE(?![\w:.-])/i.test(
      query.replace(/"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\n]*/g, " "),
    );

  // Running

  const say = (words, wrong = false) => {
    said.textContent = words;
    said.classList.toggle("xw-wrong", wrong);
  };
  const end = () => {
    clearTimeout(timer);
    stop.disabled = true;
  };
  const abandon = (words) => {
    worker?.terminate();
    worker = null;
    end();
    say(words, true);
  };
  const run = () => {
    const query = text.value;
    shown.replaceChildren();
    rows = null;
    download.disabled = true;
    if (!query.trim()) return say("Choose a question or write one first.", true);
    if (asksService(query))
      return say("SERVICE is refused: a query reads the data of this site only. Take SERVICE out.", true);
    const held = values();
    let restricted;
    try {
      restricted = query + given(held);
    } catch (error) {
      return say(`Not answered: ${error.message}. Write it as the example beside the field.`, true);
    }
    const same = data.questions.find((each) => each.text === query);
    const asked = new URLSearchParams(same ? { name: same.name } : { q: query });
    for (const [name, value] of held) asked.append("set", `${name}=${value}`);
    history.replaceState(null, "", `#${asked}`);
    if (stop.disabled === false) abandon("");
    say(worker ? "Running …" : "Loading the engine and the data (about 6 MB, the first time only) …");
    stop.disabled = false;
    if (!worker) {
      worker = new Worker(new URL("assets/query-worker.js", root), { type: "module" });
      worker.onerror = () =>
        abandon("The query engine could not be loaded; load the page again, or use “xwalk query”.");
      worker.onmessage = ({ data: reply }) => {
        if (reply.ready) {
          say("Running …");
          clearTimeout(timer);
          timer = setTimeout(
            () => abandon(`The query was ended after ${LIMIT} seconds. Add a LIMIT, or ask for less.`),
            LIMIT * 1000,
          );
        } else {
          end();
          show(reply);
        }
      };
    }
    worker.postMessage(
      Object.entries(data.prefixes)
        .map(([name, iri]) => `PREFIX ${name}: <${iri}> `)
        .join("") + restricted,
    );
  };

  const show = (reply) => {
    if (reply.error) return say(`Not answered: ${reply.error}`, true);
    if (reply.turtle !== undefined) {
      say("A graph, as Turtle.");
      return shown.replaceChildren(make("pre", { tabindex: 0 }, make("code", {}, reply.turtle)));
    }
    const answer = JSON.parse(reply.json);
    if (answer.boolean !== undefined) return say(answer.boolean ? "Yes." : "No.");
    const columns = answer.head.vars;
    rows = [
      columns,
      ...answer.results.bindings.map((row) =>
        columns.map((name) => {
          const term = row[name];
          return !term ? "" : term.type === "uri" ? short(term.value) : term.value;
        }),
      ),
    ];
    download.disabled = false;
    window.xwalk.answer = answer;
    const held = answer.results.bindings;
    const cut =
      held.length > MANY ? ` The table shows the first ${MANY.toLocaleString("en")}; the download holds all.` : "";
    const whole =
      !held.length && values().length ? " Name a record by its whole identifier, as the example beside the field." : "";
    say(`${count(held.length, "row")}.${cut}${whole}`);
    const head = make(
      "tr",
      {},
      columns.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " "))),
    );
    const body = held.slice(0, MANY).map((row) =>
      make(
        "tr",
        {},
        columns.map((name) => make("td", {}, cell(row[name]))),
      ),
    );
    shown.replaceChildren(
      make(
        "div",
        { class: "xw-rows", tabindex: 0, role: "region", "aria-label": "Rows that answer the query" },
        make("table", {}, make("thead", {}, head), make("tbody", {}, body)),
      ),
    );
  };

  const save = () => {
    // A cell that begins a formula is text for a spreadsheet too.
    const safe = (cell) => (/^[=+\-@\t\r]/.test(cell) && !/^[+-]?\d/.test(cell) ? `'${cell}` : cell);
    const line = (row) => row.map((cell) => `"${safe(cell).replaceAll('"', '""')}"`).join(",");
    const address = URL.createObjectURL(new Blob([rows.map(line).join("\r\n"), "\r\n"], { type: "text/csv" }));
    make("a", { href: address, download: `${named.value || "query"}.csv` }).click();
    URL.revokeObjectURL(address);
  };

  // The form

  const take = () => {
    const question = data.questions.find((each) => each.name === named.value);
    if (question) text.value = question.text;
    document.getElementById("xw-query-question").textContent = question ? question.question : "";
    offer();
  };
  const open = () => {
    const asked = new URLSearchParams(location.hash.slice(1));
    // who comes without a question sees the first one, as an example to run
    const question =
      data.questions.find((each) => each.name === asked.get("name")) ?? (asked.has("q") ? undefined : data.questions[0]);
    named.value = question ? question.name : "";
    take();
    if (asked.has("q")) text.value = asked.get("q");
    offer(asked.getAll("set").map((each) => [each.split("=", 1)[0], each.slice(each.indexOf("=") + 1)]));
  };
  named.addEventListener("change", take);
  text.addEventListener("input", () => {
    named.value = "";
    offer();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  stop.addEventListener("click", () => abandon("Stopped."));
  download.addEventListener("click", save);
  window.addEventListener("hashchange", open);
  open();
})();
