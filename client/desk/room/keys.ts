// One key for each thing that is done often: to the row that is chosen, or to the page.

import { hasSingleKeys } from "../shortcuts";

const CHOSEN = "data-here";

export function listenForKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || isTyping(event.target)) return;
    if (!hasSingleKeys() || document.querySelector("dialog[open]")) return;
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      move(event.key === "j" ? 1 : -1);
      return;
    }
    const target = control(event.key);
    if (!target) return;
    event.preventDefault();
    target.focus();
    target.click();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (row) choose(row);
  });
}

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-row]")];
}

function move(step: number): void {
  const all = rows();
  const at = all.findIndex((row) => row.hasAttribute(CHOSEN));
  const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!row) return;
  choose(row);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function choose(chosen: HTMLElement): void {
  for (const row of rows()) row.toggleAttribute(CHOSEN, row === chosen);
}

function control(key: string): HTMLElement | null {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const row = document.querySelector(`[${CHOSEN}]`);
  const inRow = row?.querySelector<HTMLElement>(selector);
  if (inRow) return inRow;
  // Without a chosen row a key may only do what stands once on the page, or undo what came last.
  const all = document.querySelectorAll<HTMLElement>(selector);
  return all.length === 1 || key === "u" ? (all[0] ?? null) : null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
