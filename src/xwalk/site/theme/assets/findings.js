// Filters of the findings explorer. Without this script every finding is shown.
(() => {
  const place = document.getElementById("xw-filters");
  const rows = [...document.querySelectorAll("tr[data-type]")];
  if (!place || !rows.length) return;

  const filters = [
    ["respondent", "Who answered"],
    ["grades", "Grade band"],
    ["areas", "Topic"],
    ["type", "Type"],
  ];
  const values = (row, name) => (row.dataset[name] || "").split("|").filter(Boolean);
  const asked = new URLSearchParams(location.search);
  const form = document.createElement("form");
  form.className = "xw-filters";
  form.setAttribute("role", "search");
  form.setAttribute("aria-label", "Filter the findings");

  const selects = filters.map(([name, words]) => {
    const label = document.createElement("label");
    const select = document.createElement("select");
    select.name = name;
    select.add(new Option("any", ""));
    const held = new Set(rows.flatMap((row) => values(row, name)));
    [...held].sort().forEach((value) => select.add(new Option(value, value)));
    if (held.has(asked.get(name))) select.value = asked.get(name);
    label.append(words, select);
    form.append(label);
    return select;
  });
  const all = document.createElement("button");
  all.type = "button";
  all.textContent = "Show all";
  const count = document.createElement("output");
  count.setAttribute("aria-live", "polite");
  form.append(all, count);
  place.replaceChildren(form);

  const show = () => {
    const wanted = selects.filter((select) => select.value);
    let shown = 0;
    rows.forEach((row) => {
      row.hidden = !wanted.every((select) => values(row, select.name).includes(select.value));
      shown += row.hidden ? 0 : 1;
    });
    document.querySelectorAll("table.xw-shares").forEach((table) => {
      const held = [...table.querySelectorAll("tr[data-type]")];
      if (!held.length) return;
      table.hidden = held.every((row) => row.hidden);
      table.querySelectorAll("tbody").forEach((body) => {
        body.hidden = [...body.querySelectorAll("tr[data-type]")].every((row) => row.hidden);
      });
    });
    count.textContent = `${shown} of ${rows.length} findings shown`;
    const query = new URLSearchParams(wanted.map((select) => [select.name, select.value])).toString();
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  all.addEventListener("click", () => {
    selects.forEach((select) => { select.value = ""; });
    show();
  });
  show();
})();
