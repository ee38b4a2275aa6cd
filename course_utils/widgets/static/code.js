// The program of a run, to read and to copy.
function render({ model, el }) {
  el.classList.add("fit-code");
  const copy = Object.assign(document.createElement("button"), { type: "button", textContent: "Copy" });
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const text = document.createElement("pre");
  text.tabIndex = 0;
  text.setAttribute("role", "region");
  text.setAttribute("aria-label", "The plain Keras program of this run");
  el.append(copy, told, text);

  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(model.get("code"));
      told.textContent = "Copied. Paste it into a new cell.";
    } catch (error) {
      // Without a secure address the browser keeps the clipboard closed: select the text instead.
      window.getSelection().selectAllChildren(text);
      told.textContent = "Selected. Copy it with Ctrl+C.";
    }
  });
  const update = () => {
    text.textContent = model.get("code");
    told.textContent = "";
    el.hidden = model.get("code") === "";
  };
  model.on("change", update);
  update();
  return () => model.off("change", update);
}
export default { render };
