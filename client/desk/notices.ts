// What the composer tells above the form, and asks with buttons.
import { h } from "./elements";

export const clock = (at: number | string | Date): string => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

export function button(label: string, act: () => void): HTMLButtonElement {
  return h("button", { type: "button", onclick: act }, label);
}

export class Notices {
  readonly element = h("div", { class: "composer-notices" });

  /** One more line; a problem takes the place of the one before. */
  tell(kind: string, words: string, ...parts: (Node | string)[]): HTMLElement {
    const line = h("div", { class: `composer-notice ${kind}`, role: kind.startsWith("problem") ? "alert" : "status" }, h("p", {}, words), ...parts.filter(Boolean));
    if (kind.startsWith("problem")) for (const other of this.element.querySelectorAll(".problem:not(.signed-out)")) other.remove();
    this.element.append(line);
    return line;
  }

  problem(words: string): void {
    if (words) this.tell("problem", words).scrollIntoView({ block: "nearest" });
  }

  /** All go but the one that asks to sign in, which stays true. */
  clear(): void {
    this.element.replaceChildren(...this.element.querySelectorAll(".signed-out"));
  }
}
