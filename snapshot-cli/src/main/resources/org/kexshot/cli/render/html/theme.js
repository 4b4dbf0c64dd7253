"use strict";

/** The switch between light and dark. The browser's preference holds until it is used. */
class Theme {
  constructor(button) {
    this.button = button;
    this.preference = matchMedia("(prefers-color-scheme: dark)");
    this.listeners = [];
    button.addEventListener("click", () => {
      document.documentElement.dataset.theme = this.isDark() ? "light" : "dark";
      this.changed();
    });
    this.preference.addEventListener("change", () => this.changed());
    this.changed();
  }

  isDark() {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : this.preference.matches;
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  changed() {
    this.button.setAttribute("aria-pressed", String(this.isDark()));
    this.listeners.forEach((listener) => listener());
  }
}
