// Owns light and dark: as the system says, until somebody chooses.

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const KEY = "mockplatform.theme";

/** Make the button that changes over, and put what was chosen before into force. */
export function themeButton() {
  const chosen = localStorage.getItem(KEY);
  if (chosen) document.documentElement.dataset.theme = chosen;
  const props = {
    class: "quiet",
    type: "button",
    "aria-label": "Light or dark",
    title: "Light or dark",
    onclick: change,
  };
  return h("button", props, icon("theme"));
}

function change() {
  const root = document.documentElement;
  const isDark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
  localStorage.setItem(KEY, root.dataset.theme);
}
