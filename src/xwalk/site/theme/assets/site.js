/* On every page: what the live tools share, the key that goes to the search, and links that work from a folder. */
(() => {
  "use strict";
  const root = new URL("../", document.currentScript.src);
  const folder = location.protocol === "file:";

  /** The address of a page: `area/flexible-pacing`. A folder on a laptop opens no index by itself. */
  const page = (place) => new URL(`${place}/${folder ? "index.html" : ""}`, root).href;

  /** An element; every child that is no element is text, whatever it holds. What is empty or false is left out. */
  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.flat(Infinity).filter((child) => child || child === 0));
    return element;
  };

  /** A link to another site, or the words alone where the address is none. */
  const outside = (words, address) =>
    /^https?:\/\//.test(address) ? make("a", { href: address, rel: "noopener" }, words) : make("span", {}, words);

  /** `1 answer`, `2 answers`. */
  const count = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  window.xwalk = { root, folder, page, make, outside, count };

  if (folder) {
    for (const link of document.links) {
      if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }
    for (const form of document.querySelectorAll("form.xw-search")) form.action += "index.html";
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.getElementById("xw-search-words") ?? document.querySelector(".xw-search input");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
