// A native range input over a list of values: it has a name, it speaks the true value, and it obeys the keyboard.
const PAUSE = 150; // milliseconds without movement after which a drag counts, before the pointer is let go

function render({ model, el }) {
  el.classList.add("fit-slider");
  const id = `fit-slider-${Math.random().toString(36).slice(2)}`;
  const label = Object.assign(document.createElement("label"), { htmlFor: id });
  const input = Object.assign(document.createElement("input"), { id, type: "range", min: 0, step: 1 });
  input.dataset.lmSuppressShortcuts = "true"; // the arrow keys are the slider's, not the notebook's
  const value = Object.assign(document.createElement("output"), { htmlFor: id });
  const ends = document.createElement("div");
  ends.className = "fit-slider-ends";
  ends.setAttribute("aria-hidden", "true");
  const low = document.createElement("span");
  const high = document.createElement("span");
  ends.append(low, high);
  el.append(label, value, input, ends);

  let timer = null;
  const say = () => {
    const text = model.get("texts")[input.value];
    value.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  const commit = () => {
    clearTimeout(timer);
    if (Number(input.value) === model.get("index")) return;
    model.set("index", Number(input.value));
    model.save_changes();
  };
  const update = () => {
    const texts = model.get("texts");
    label.textContent = model.get("label");
    input.max = texts.length - 1;
    input.value = model.get("index");
    low.textContent = texts[0];
    high.textContent = texts[texts.length - 1];
    say();
  };
  input.addEventListener("input", () => {
    say();
    clearTimeout(timer);
    timer = setTimeout(commit, PAUSE);
  });
  input.addEventListener("change", commit);
  model.on("change", update);
  update();
  return () => {
    clearTimeout(timer);
    model.off("change", update);
  };
}
export default { render };
