// The keys that the desk knows, and the list of them.
import { h } from "./elements";
import { t } from "./words";

const isMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);
export const chord = (keys: string): string => keys.replace("Mod", isMac() ? "⌘" : "Ctrl").replace("Alt", isMac() ? "⌥" : "Alt");

/** Whether this person wants single letters to do anything; who speaks to a computer may not. */
export const hasSingleKeys = (): boolean => document.documentElement.dataset["singleKeys"] !== "off";

const everywhere = (): [string, string][] => [
  ["n", t("A new update")],
  ["?", t("This list")],
];
const composing = (): [string, string][] => [
  ["Mod+Enter", t("Publish")],
  ["Mod+S", t("Save now")],
  ["Mod+Alt+P", t("Preview")],
  ["Mod+B", t("Bold")],
  ["Mod+I", t("Italic")],
  ["Mod+K", t("Link")],
  ["Mod+Alt+3", t("Subheading")],
  ["Mod+Shift+8", t("List")],
  ["Mod+Shift+7", t("Numbered list")],
  ["Mod+Shift+B", t("Quote")],
  ["Mod+Z", t("Undo")],
  ["Alt+F10", t("To the toolbar")],
  ["Mod+/", t("This list, while writing")],
];

let dialog: HTMLDialogElement | undefined;

export function showShortcuts(): void {
  dialog?.remove();
  const isComposing = document.querySelector("#composer .editor") !== null;
  const rows = [...(isComposing ? composing() : []), ...(hasSingleKeys() ? everywhere() : [])];
  const list = h("dl", { class: "keys" }, ...rows.flatMap(([keys, what]) => [h("dt", {}, h("kbd", {}, chord(keys))), h("dd", {}, what)]));
  const close = h("button", { type: "button", class: "main", onclick: () => dialog?.close() }, t("Close"));
  dialog = document.body.appendChild(h("dialog", { class: "desk-dialog", "aria-labelledby": "keys-title" }, h("h2", { id: "keys-title" }, t("Keyboard shortcuts")), list, h("div", { class: "actions" }, close)));
  dialog.showModal();
}

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function listenForShortcuts(): void {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "/") {
      event.preventDefault();
      return showShortcuts();
    }
    if (!hasSingleKeys() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    // A page with keys of its own lists and follows them itself.
    if (document.querySelector("details.keys")) return;
    if (event.key === "?") {
      event.preventDefault();
      showShortcuts();
    } else if (event.key === "n") {
      const link = document.querySelector<HTMLAnchorElement>("a[data-new-update]");
      const slug = /^\/desk\/c\/([^/]+)\//.exec(location.pathname)?.[1];
      const address = link?.href ?? (slug ? `/desk/c/${slug}/write/` : null);
      if (!address) return;
      event.preventDefault();
      location.assign(address);
    }
  });
}
