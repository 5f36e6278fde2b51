import { focusOn, isWatchingTop, keepPlace } from "./place";
import { phrase, number } from "./times";

/** New updates that wait: counted on the button and in the tab's title, shown when asked for or when nobody is disturbed. */
export class Pending {
  private title = document.title;

  constructor(
    private readonly button: HTMLElement | null,
    private readonly list: HTMLElement | null,
  ) {
    button?.addEventListener("click", () => this.show(true));
    this.retitle();
  }

  private get waiting(): HTMLElement[] {
    return [...(this.list?.querySelectorAll<HTMLElement>(":scope > [data-waiting]") ?? [])];
  }

  /** Whether an update that arrives now has to wait. */
  mustWait(): boolean {
    return !!this.button && !!this.list && !isWatchingTop(this.list);
  }

  /** Brings button and title up to date, or shows what waits if nobody is disturbed. */
  look(): void {
    const count = this.waiting.length;
    if (count > 0 && !this.mustWait()) return this.show(false);
    const { button } = this;
    if (button && (button.hidden !== (count === 0) || count > 0)) {
      const words = phrase(button, count);
      if (button.hidden !== (count === 0) || button.textContent !== words) {
        keepPlace(() => {
          button.textContent = words;
          button.hidden = count === 0;
        });
      }
    }
    const title = count > 0 ? `(${number(count)}) ${this.title}` : this.title;
    if (document.title !== title) document.title = title;
  }

  /** Takes the tab's title from what the page says now, on pages that are titled after the coverage or an update. */
  retitle(): void {
    const title = document.getElementById("coverage-head")?.dataset.title;
    const { page } = document.body.dataset;
    if (!title) return;
    if (page === "front" || page === "embed") this.title = title;
    if (page === "update" && document.body.dataset.applied) {
      const heading = this.list?.querySelector(":scope > article .update-heading")?.textContent?.trim();
      this.title = heading ? `${heading} – ${title}` : title;
    }
  }

  /** Shows all that waits; when the reader asked for it, focus and view go to the newest. */
  show(isAsked: boolean): void {
    const { waiting } = this;
    const reveal = (): void => {
      for (const element of waiting) {
        element.hidden = false;
        delete element.dataset.waiting;
        element.classList.add("is-new");
      }
    };
    if (isAsked) reveal();
    else keepPlace(reveal);
    const first = waiting[0];
    if (isAsked && first) {
      focusOn(first);
      first.scrollIntoView({ block: "start", behavior: "instant" });
    }
    this.look();
  }
}
