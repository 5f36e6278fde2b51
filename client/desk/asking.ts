// Short questions in a dialog of the page: an address, or a choice. What was decided is answered in the very moment in
// which the dialog closes and gives the focus back: the next key may be the one that publishes.
import { field, h } from "./elements";
import { t } from "./words";

function shown(dialog: HTMLDialogElement): HTMLDialogElement {
  document.body.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); });
  dialog.showModal();
  return dialog;
}

/** The address that was typed, "" to take a link away, null if the question was put aside. */
export function askForUrl(title: string, value = "", removable = false): Promise<string | null> {
  return new Promise((resolve) => {
    const done = (answer: string | null): void => {
      dialog.close();
      resolve(answer);
    };
    const control = h("input", { type: "url", dir: "ltr", value, required: true, placeholder: "https://", autocomplete: "off", name: "url" });
    const form = h(
      "form", { method: "dialog" },
      h("h2", { id: "ask-title" }, title),
      field(t("Address"), control),
      h(
        "div", { class: "actions" },
        h("button", { class: "main" }, t("Insert")),
        removable && h("button", { type: "button", onclick: () => { done(""); } }, t("Remove link")),
        h("button", { type: "button", onclick: () => { done(null); } }, t("Cancel")),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      done(withScheme(control.value));
    });
    control.addEventListener("change", () => { control.value = withScheme(control.value); });
    control.addEventListener("keydown", (event) => { if (event.key === "Enter") control.value = withScheme(control.value); });
    const dialog = shown(h("dialog", { class: "desk-dialog", "aria-labelledby": "ask-title" }, form));
    dialog.addEventListener("close", () => { resolve(null); });
    control.select();
  });
}

/** The choice that was made, null if the question was put aside. The first one has the focus. */
export function choose<T extends string>(title: string, words: string, choices: [T, string, string?][]): Promise<T | null> {
  return new Promise((resolve) => {
    const done = (answer: T): void => {
      dialog.close();
      resolve(answer);
    };
    const dialog = shown(
      h(
        "dialog", { class: "desk-dialog", "aria-labelledby": "ask-title", "aria-describedby": "ask-words" },
        h("h2", { id: "ask-title" }, title),
        h("p", { id: "ask-words" }, words),
        h("div", { class: "actions" }, ...choices.map(([value, label, kind]) => h("button", { type: "button", class: kind, onclick: () => { done(value); } }, label))),
      ),
    );
    dialog.addEventListener("close", () => { resolve(null); });
  });
}

function withScheme(value: string): string {
  const trimmed = value.trim();
  return !trimmed || /^(https?:\/\/|mailto:)/i.test(trimmed) ? trimmed : /^[^\s/@]+@[^\s/@]+$/.test(trimmed) ? `mailto:${trimmed}` : `https://${trimmed}`;
}
