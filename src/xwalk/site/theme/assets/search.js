/* The search page: asks the index of the site, narrows by facets, and shows what is found. */
(() => {
  "use strict";
  const { root, folder, page, make, count } = window.xwalk;
  const form = document.getElementById("xw-search");
  const words = form.elements.q;
  const facets = document.getElementById("xw-search-facets");
  const said = document.getElementById("xw-search-said");
  const shown = document.getElementById("xw-search-found");
  const more = document.getElementById("xw-search-more");
  const NAMES = { kind: "Kind", jurisdiction: "Place", status: "Known as", component: "Part of the framework" };
  const STEP = 20;
  // Among so many of the first results, one that is called by the very words comes first; many sections share the
  // words of a citation.
  const named = (words) => (/\d/.test(words) ? 120 : STEP);
  // Long pages count as much as short ones; a word that a page repeats counts little more than one that it says once.
  const RANKING = { pageLength: 0.1, termFrequency: 0.5 };

  if (folder) {
    said.replaceChildren(
      "A page that is opened from a folder cannot search: browsers forbid it. Find a page in the ",
      make("a", { href: page("a-to-z") }, "list from A to Z"),
      ", or type “xwalk site serve” and open the address that it prints.",
    );
    return;
  }

  // The index: loaded with the first words

  let index = null;
  const open = () =>
    (index ??= import(new URL("pagefind/pagefind.js", root).href).then(async (found) => {
      await found.options({ ranking: RANKING });
      await found.init();
      return { found, all: await found.filters() };
    }));

  // What is found

  /** An excerpt: its marks are kept, everything else in it is text. */
  const excerpt = (html) =>
    [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node) =>
      node.nodeName === "MARK" ? make("mark", {}, node.textContent) : node.textContent,
    );

  /** What a page is about, with the words marked that the excerpt marks, and the other name that holds them where what
      it is about does not; the excerpt, where these stand elsewhere. */
  const about = (result) => {
    const said = excerpt(result.excerpt);
    const marked = said
      .filter((each) => each.nodeName === "MARK")
      .map((each) => each.textContent.replace(/[^\p{L}\p{N}]+$/u, ""));
    const words = marked
      .filter(Boolean)
      .map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&"))
      .join("|");
    const text = result.meta.about ?? "";
    const holds = (each) => new RegExp(words, "i").test(each);
    const marks = (each) =>
      each.split(new RegExp(`(${words})`, "i")).map((part, place) => (place % 2 ? make("mark", {}, part) : part));
    if (!text || !words) return said;
    if (holds(`${result.meta.title} ${text}`)) return marks(text);
    const name = (result.meta.names ?? "").split(/ · |; /).find(holds);
    return name ? [text, " (", marks(name), ")"] : said;
  };

  const one = (result) => {
    const address = new URL(result.url.replace(/^\//, ""), root).href;
    const { kind = [], jurisdiction = [], status = [] } = result.filters;
    return make(
      "li",
      {},
      make("a", { href: address }, result.meta.title),
      " ",
      make("span", { class: "xw-found-kind" }, [...kind, ...jurisdiction, ...status].join(" · ")),
      make("p", {}, about(result)),
    );
  };

  /** Words without their marks, and without those that say no more than that a law is meant. */
  const plain = (text) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word && !["esea", "sec", "section"].includes(word))
      .join(" ");

  /** The results; of the first ones, those that are called by the very words come before all others, then those whose
      name begins with them, the shortest name first. */
  const byName = async (found, words) => {
    const asked = plain(words);
    const distance = ({ meta }) =>
      Math.min(
        ...[meta.title, ...(meta.names ?? "").split(/ · |; /)].map((text) => {
          const name = plain(text);
          return name === asked ? 0 : name.startsWith(`${asked} `) ? name.length : Infinity;
        }),
      );
    const first = await Promise.all(found.slice(0, named(words)).map((result) => result.data()));
    const sorted = first
      .map((data) => [distance(data), data])
      .sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
    return [...sorted.map(([, data]) => ({ data: async () => data })), ...found.slice(named(words))];
  };

  let results = [];
  const showMore = async () => {
    const turn = latest;
    const next = results.slice(shown.children.length, shown.children.length + STEP);
    const read = await Promise.all(next.map((result) => result.data()));
    if (turn !== latest) return;
    shown.append(...read.map(one));
    more.hidden = shown.children.length >= results.length;
  };

  // Facets

  const chosen = () => {
    const held = {};
    for (const box of facets.querySelectorAll("input:checked")) (held[box.name] ??= []).push(box.value);
    return held;
  };

  /** A group of boxes for each facet, with the number of pages that have it among what is found. */
  const showFacets = (all, counts, held) => {
    const focused = document.activeElement?.id;
    const opened = new Set([...facets.querySelectorAll("details[open]")].map((each) => each.dataset.name));
    const groups = Object.keys(NAMES)
      .filter((name) => all[name])
      .map((name) => {
        const values = Object.keys(all[name])
          .filter((value) => counts[name]?.[value] || held[name]?.includes(value))
          .sort();
        const boxes = values.map((value) => {
          const id = `xw-facet-${name}-${Object.keys(all[name]).indexOf(value)}`;
          const box = make("input", { type: "checkbox", id, name, value });
          box.checked = held[name]?.includes(value) ?? false;
          return make(
            "li",
            {},
            box,
            " ",
            make("label", { for: id }, `${value} (${(counts[name]?.[value] ?? 0).toLocaleString("en")})`),
          );
        });
        const group = make("details", { "data-name": name }, make("summary", {}, NAMES[name]), make("ul", {}, boxes));
        group.open = opened.has(name) || Boolean(held[name]);
        return boxes.length > 0 && group;
      });
    facets.replaceChildren(...groups.filter(Boolean));
    if (focused?.startsWith("xw-facet-")) document.getElementById(focused)?.focus();
  };

  // Asking

  let latest = 0;
  const search = async (held) => {
    const turn = ++latest;
    const asked = words.value.trim();
    const narrowed = Object.keys(held).length > 0;
    if (!asked && !narrowed) {
      results = [];
      shown.replaceChildren();
      facets.replaceChildren();
      more.hidden = true;
      said.textContent = "";
      return;
    }
    try {
      const { found, all } = await open();
      // A page must have one of the chosen values of each facet.
      const filters = Object.fromEntries(Object.entries(held).map(([name, values]) => [name, { any: values }]));
      const answer = await found.search(asked || null, { filters });
      const sorted = await byName(answer.results, asked);
      if (turn !== latest) return;
      results = sorted;
      shown.replaceChildren();
      showFacets(all, asked ? merge(answer.totalFilters, answer.filters) : all, held);
      said.textContent = results.length
        ? `${count(results.length, "page")} found${asked ? ` for “${asked}”` : ""}.`
        : `Nothing is found${asked ? ` for “${asked}”` : ""}${narrowed ? " with these choices" : ""}. Try other words, or fewer.`;
      await showMore();
    } catch (error) {
      said.textContent = `The index could not be loaded (${error.message}). Load the page again, or use the list from A to Z.`;
    }
  };
  const merge = (total, filters) => (total && Object.keys(total).length ? total : filters);

  const write = (held) => {
    const parts = new URLSearchParams();
    if (words.value.trim()) parts.append("q", words.value.trim());
    for (const [name, values] of Object.entries(held)) for (const value of values) parts.append(name, value);
    history.replaceState(null, "", parts.size ? `?${parts}` : location.pathname);
  };
  const ask = () => {
    const held = chosen();
    write(held);
    search(held);
  };
  const read = () => {
    const parts = new URLSearchParams(location.search);
    words.value = parts.get("q") ?? "";
    const held = {};
    for (const name of Object.keys(NAMES)) if (parts.has(name)) held[name] = parts.getAll(name);
    search(held);
  };

  // The keyboard

  const links = () => [...shown.querySelectorAll("li > a")];
  const move = (step) => {
    const all = links();
    const place = all.indexOf(document.activeElement) + step;
    if (place < 0) words.focus();
    else all[Math.min(place, all.length - 1)]?.focus();
  };
  document.addEventListener("keydown", (event) => {
    const inside = event.target === words || shown.contains(event.target);
    if (!inside || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      words.value = "";
      facets.replaceChildren();
      words.focus();
      ask();
    }
  });

  let waiting = 0;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 200);
  });
  facets.addEventListener("change", ask);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    ask();
  });
  more.addEventListener("click", async () => {
    const first = shown.children.length;
    await showMore();
    links()[first]?.focus();
  });
  form.querySelector("fieldset").disabled = false;
  read();
  if (!words.value) words.focus();
})();
