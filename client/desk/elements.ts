type Child = Node | string | null | undefined | false;

/** An element with its attributes (`on…` are listeners, `true` is an empty attribute, `false` none) and its children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number | boolean | null | undefined | ((event: Event) => void)> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

let numbers = 0;

/** An id that no other element has. */
export const freshId = (): string => `c-${(numbers += 1)}`;

/** A labelled field; `help` is read out with it. */
export function field(label: string, control: HTMLElement, help?: string): HTMLElement {
  control.id ||= freshId();
  const hint = help ? h("p", { class: "help", id: `${control.id}-help` }, help) : null;
  if (hint) control.setAttribute("aria-describedby", hint.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint);
}

let region: HTMLElement | undefined;

/** Say it to those who listen. */
export function announce(words: string): void {
  region ??= document.body.appendChild(h("p", { class: "unseen", role: "status" }));
  region.textContent = "";
  setTimeout(() => { if (region) region.textContent = words; }, 50);
}

/** As high as what it holds. */
export function grow(area: HTMLTextAreaElement): void {
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
}
