// What a crop of a picture must keep: a mark on it, which two sliders move as well as pointing does.
import { field, h } from "./elements";
import { t } from "./words";

export interface FocalPoint {
  x: number;
  y: number;
}

const percent = (part: number, whole: number): number => Math.min(100, Math.max(0, Math.round((part / whole) * 100)));

/** The mark in `shown` follows the sliders, and the sliders follow whoever points at it. */
export function follow(shown: HTMLElement, x: HTMLInputElement, y: HTMLInputElement): void {
  const mark = shown.appendChild(h("span", { class: "focus-mark", "aria-hidden": "true" }));
  const place = (): void => {
    mark.style.left = `${x.value}%`;
    mark.style.top = `${y.value}%`;
  };
  const point = (event: PointerEvent): void => {
    const box = shown.getBoundingClientRect();
    x.value = String(percent(event.clientX - box.left, box.width));
    y.value = String(percent(event.clientY - box.top, box.height));
    for (const each of [x, y]) each.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const each of [x, y]) each.addEventListener("input", place);
  shown.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    shown.setPointerCapture(event.pointerId);
    point(event);
  });
  shown.addEventListener("pointermove", (event) => {
    if (shown.hasPointerCapture(event.pointerId)) point(event);
  });
  place();
}

/** The point that somebody chose, null if none was; `keep` tells why it could not be kept, or nothing. */
export function askFocalPoint(source: string, now: FocalPoint, keep: (point: FocalPoint) => Promise<string>): void {
  const slider = (value: number): HTMLInputElement => h("input", { type: "range", min: 0, max: 100, value, dir: "ltr" });
  const [x, y] = [slider(now.x), slider(now.y)];
  const shown = h("div", { class: "focus-shown" }, h("img", { src: source, alt: "" }));
  const told = h("p", { class: "help", role: "status" });
  const send = async (): Promise<void> => {
    told.textContent = t("Saving…");
    told.textContent = await keep({ x: Number(x.value), y: Number(y.value) });
    if (!told.textContent) dialog.close();
  };
  const dialog = document.body.appendChild(h(
    "dialog", { class: "desk-dialog focus-dialog", "aria-labelledby": "focus-title" },
    h("h2", { id: "focus-title" }, t("What a crop must keep")),
    shown, field(t("From the left, in percent"), x), field(t("From the top, in percent"), y), told,
    h("div", { class: "actions" }, h("button", { type: "button", class: "main", onclick: () => void send() }, t("Keep this point")), h("button", { type: "button", onclick: () => dialog.close() }, t("Cancel"))),
  ));
  dialog.addEventListener("close", () => dialog.remove());
  follow(shown, x, y);
  dialog.showModal();
}
