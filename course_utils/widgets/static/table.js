// The runs as a table: each can be shown again, named and dropped. Rows are kept while they live, so that the
// focus stays where it was when another run is added.
function render({ model, el }) {
  el.classList.add("fit-table");
  const table = document.createElement("table");
  const caption = document.createElement("caption");
  caption.textContent = "Runs";
  const head = table.createTHead();
  const body = table.createTBody();
  table.prepend(caption);
  el.append(table);
  const rows = new Map();

  const button = (text, row, action) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", () => model.send({ do: action, id: row }));
    return made;
  };
  const add = (id) => {
    const row = document.createElement("tr");
    const name = document.createElement("input");
    name.type = "text";
    const give = () => model.send({ do: "name", id, name: name.value });
    name.addEventListener("change", give);
    // JupyterLab keeps Enter from a text field within a cell, so that "change" would wait for the focus to leave.
    name.addEventListener("keydown", (event) => event.key === "Enter" && give());
    const actions = document.createElement("td");
    const show = button("Show", id, "show");
    const drop = button("Drop", id, "drop");
    actions.append(show, drop);
    const named = document.createElement("td");
    named.append(name);
    rows.set(id, { row, name, show, drop, named, actions });
  };
  const fill = ({ id, cells, name, label }) => {
    if (!rows.has(id)) add(id);
    const parts = rows.get(id);
    const shown = model.get("shown") === id;
    parts.row.className = shown ? "fit-table-shown" : "";
    const texts = cells.map((text) => Object.assign(document.createElement("td"), { textContent: text }));
    if (shown) parts.show.setAttribute("aria-pressed", "true");
    else parts.show.setAttribute("aria-pressed", "false");
    parts.show.setAttribute("aria-label", `Show ${label}`);
    parts.drop.setAttribute("aria-label", `Drop ${label}`);
    parts.name.setAttribute("aria-label", `Name of ${label}`);
    parts.name.placeholder = "name it";
    if (document.activeElement !== parts.name) parts.name.value = name;
    for (const cell of [...parts.row.children]) {
      if (cell !== parts.named && cell !== parts.actions) cell.remove();
    }
    if (!parts.actions.parentNode) parts.row.append(parts.actions, parts.named);
    parts.actions.after(...texts);
    return parts.row;
  };
  const update = () => {
    head.replaceChildren();
    const titles = document.createElement("tr");
    for (const title of ["actions", ...model.get("columns"), "name"]) {
      titles.append(Object.assign(document.createElement("th"), { textContent: title, scope: "col" }));
    }
    head.append(titles);
    const wanted = model.get("rows");
    for (const [id, parts] of rows) {
      if (!wanted.some((row) => row.id === id)) {
        const next = parts.row.nextElementSibling || parts.row.previousElementSibling;
        if (parts.row.contains(document.activeElement)) next?.querySelector("button")?.focus();
        parts.row.remove();
        rows.delete(id);
      }
    }
    wanted.forEach((row, place) => {
      const made = fill(row);
      if (body.children[place] !== made) body.insertBefore(made, body.children[place] || null);
    });
    el.hidden = wanted.length === 0;
  };
  model.on("change", update);
  update();
  return () => model.off("change", update);
}
export default { render };
