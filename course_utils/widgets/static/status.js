// What is going on, in words: progress while it trains, the summary when a run has ended, an error when it failed.
function render({ model, el }) {
  el.classList.add("fit-status");
  const line = document.createElement("div");
  line.className = "fit-status-line";
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", "epochs done");
  const doing = document.createElement("span");
  line.append(bar, doing);
  // These two stay in the page while their text changes: only so does a screen reader speak the change.
  const summary = document.createElement("p");
  summary.setAttribute("role", "status");
  const problem = document.createElement("pre");
  problem.setAttribute("role", "alert");
  problem.className = "fit-status-problem";
  problem.tabIndex = 0;
  el.append(line, summary, problem);

  const update = () => {
    line.hidden = model.get("total") === 0; // nothing to wait for
    bar.max = Math.max(1, model.get("total"));
    bar.value = model.get("done");
    doing.textContent = model.get("doing");
    if (summary.textContent !== model.get("summary")) summary.textContent = model.get("summary");
    if (problem.textContent !== model.get("problem")) problem.textContent = model.get("problem");
    problem.hidden = model.get("problem") === "";
  };
  model.on("change", update);
  update();
  return () => model.off("change", update);
}
export default { render };
