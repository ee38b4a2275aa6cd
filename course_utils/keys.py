"""Let the menus and buttons inside a box have their keys, which JupyterLab would take for its shortcuts."""

import anywidget

CLASS = "keeps-keys"

# In command mode JupyterLab takes letters, Enter and arrows for itself: an "r" typed on a menu turns its cell
# into raw text. The attribute on the focused element is JupyterLab's own way to say otherwise.
_SCRIPT = """
const keep = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");

function render({ el }) {
  let box = null;
  const frame = requestAnimationFrame(() => {
    box = el.closest(".keeps-keys");
    box?.addEventListener("focusin", keep);
  });
  return () => {
    cancelAnimationFrame(frame);
    box?.removeEventListener("focusin", keep);
  };
}

export default { render };
"""


class KeepKeys(anywidget.AnyWidget):
    """Invisible: it watches over the box that it stands in, if the box has the class `CLASS`."""

    _esm = _SCRIPT


def keeping_keys(*children):
    """A box of widgets that get the keys pressed on them.

    Args:
        *children: ipywidgets, one below the other.

    Returns:
        A VBox with the children and one invisible widget more.
    """
    from ipywidgets import VBox

    box = VBox([*children, KeepKeys()])
    box.add_class(CLASS)
    return box
