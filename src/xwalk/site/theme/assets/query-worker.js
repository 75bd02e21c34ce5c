/* Runs queries apart from the page, so that a long one can be ended. Loads the engine and the data once, then reaches
   nothing else. */
import init, { Store } from "./vendor/oxigraph/web.js";

const beside = (path) => new URL(path, import.meta.url);

const load = async () => {
  const [answer] = await Promise.all([
    fetch(beside("../data/xwalk.trig")),
    init({ module_or_path: beside("vendor/oxigraph/web_bg.wasm") }),
  ]);
  if (!answer.ok) throw new Error(`the data is not there (${answer.status})`);
  const store = new Store();
  store.load(await answer.text(), { format: "application/trig", no_transaction: true });
  self.fetch = self.XMLHttpRequest = self.WebSocket = self.EventSource = undefined;
  return store;
};

const loaded = load();

self.onmessage = async ({ data: query }) => {
  try {
    const store = await loaded;
    self.postMessage({ ready: true });
    const options = { use_default_graph_as_union: true };
    const json = store.query(query, { ...options, results_format: "json" });
    if (json.startsWith("[")) self.postMessage({ turtle: store.query(query, { ...options, results_format: "ttl" }) });
    else self.postMessage({ json });
  } catch (error) {
    self.postMessage({ error: String(error?.message ?? error) });
  }
};
