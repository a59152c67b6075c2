/** Owns light and dark: the system's wish, or the person's own choice kept in localStorage. */

import { h, icon } from "./dom.js";

const KEY = "sandbox.theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

apply(localStorage.getItem(KEY));

function apply(choice) {
  if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
}

/** Tell which theme is on screen now. */
function currentTheme() {
  return document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
}

/** Build the button that switches between light and dark. */
export function themeToggle() {
  const button = h("button", { class: "icon-button", type: "button", data: { testid: "theme-toggle" } });
  const draw = () => {
    const next = currentTheme() === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to ${next} colours`);
    button.title = `Switch to ${next} colours`;
    button.replaceChildren(icon(next === "dark" ? "moon" : "sun"));
  };
  button.addEventListener("click", () => {
    const next = currentTheme() === "dark" ? "light" : "dark";
    localStorage.setItem(KEY, next);
    apply(next);
    draw();
  });
  dark.addEventListener("change", draw);
  draw();
  return button;
}
