/* The answers that the engine gave when the site was built: loads them, puts them together again, leaves out what the
   reader does not ask for. It works nothing out. */
(() => {
  "use strict";
  const { root, make } = window.xwalk;
  const loaded = {};

  // Scripts, because a page that is opened from a folder may load scripts and nothing else.
  window.xwalkAnswers = (name, data) => (loaded[name] = data);
  const load = (name, place) =>
    loaded[name] ??
    new Promise((resolve, reject) => {
      const script = make("script", { src: new URL(`data/answers/${place}.js`, root).href });
      script.onload = () => resolve(loaded[name]);
      script.onerror = () => reject(new Error(`data/answers/${place}.js`));
      document.head.append(script);
    });

  /** What was folded, whole again: a part stands as its name in a table of what the answers share. */
  const unfold = (value) => {
    if (Array.isArray(value)) return value.map(unfold);
    if (value === null || typeof value !== "object") return value;
    const { of, ...rest } = value;
    const whole = of === undefined ? {} : unfold(loaded.shared.records[of]);
    for (const [name, held] of Object.entries(rest)) {
      const table = loaded.shared[loaded.shared.tables[name]];
      if (!table) whole[name] = unfold(held);
      else whole[name] = Array.isArray(held) ? held.map((each) => unfold(table[each])) : unfold(table[held]);
    }
    return whole;
  };

  /** All that is answered about a topic, and what the answers share. */
  const about = async (topic, place) => {
    const [held] = await Promise.all([load(topic, place), load("shared", "shared")]);
    return { ...held, ...unfold({ unknown: held.unknown }) };
  };

  /** The answer to a question as the command line gives it, but for the answers below a confidence and for what is not
      known of them alone; null where the question was not asked. */
  const answer = (held, { to, state, min }) => {
    const stored = to ? held.cross[to] : held.funding[state];
    if (!stored) return null;
    const all = unfold({
      blocked: [],
      cut: null,
      unknown: [],
      ...stored,
      answers: stored.answers.map((each) => held.answers[each]),
    });
    const answers = all.answers.filter((each) => each.confidence >= min);
    const hidden = all.answers.filter((each) => each.confidence < min);
    const kept = new Set([...held.unknown, ...answers.flatMap((each) => each.unknown)]);
    const left = new Set(hidden.flatMap((each) => each.unknown).filter((text) => !kept.has(text)));
    return { ...all, answers, hidden: hidden.length, unknown: all.unknown.filter((text) => !left.has(text)) };
  };

  /** How a sentence reads a relation, and the group in which answers show it; by its name with or without a prefix. */
  const relation = (name) => {
    const held = loaded.shared.relations;
    return (
      held[name] ?? held[Object.keys(held).find((each) => each.endsWith(`:${name}`))] ?? { phrase: name, family: "" }
    );
  };

  /** The place of the page of a record; nothing where it has none. */
  const place = (name) => loaded.shared.places[name] ?? name.replace(":", "/");
  const label = (condition) => loaded.shared.labels[condition] ?? condition;

  window.xwalk.answers = { about, answer, relation, place, label };
})();
