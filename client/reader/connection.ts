import { keepPlace } from "./place";
import { Timer } from "./timing";

const PATIENCE = 4_000;
const FAREWELL = 4_000;

/** Says that the connection is lost when it stays so for some seconds, and when it is back; and that a page stands still. */
export class Connection {
  private isShown = false;
  private isStill = false;
  private readonly patience = new Timer();
  private readonly farewell = new Timer();

  constructor(private readonly element: HTMLElement | null) {
    element?.setAttribute("role", "status");
  }

  /** The server gives nobody more than what caches hold: not lost, and not live either. */
  still(isStill: boolean): void {
    if (isStill === this.isStill) return;
    this.isStill = isStill;
    if (!this.isShown) this.say(this.rest);
  }

  private get rest(): string {
    return this.isStill ? (this.element?.dataset.static ?? "") : "";
  }

  lost(): void {
    if (this.isShown || this.patience.isSet) return;
    this.patience.set(PATIENCE, () => {
      this.farewell.clear();
      this.isShown = true;
      this.say(this.element?.dataset.lost);
    });
  }

  /** May be called more than once: polling is back before the stream is. */
  back(): void {
    this.patience.clear();
    if (!this.isShown) return;
    this.isShown = false;
    this.say(this.element?.dataset.back);
    this.farewell.set(FAREWELL, () => this.say(this.rest));
  }

  private say(words = ""): void {
    const { element } = this;
    if (!element) return;
    keepPlace(() => {
      element.hidden = !words;
      element.textContent = words;
      element.classList.toggle("is-lost", this.isShown);
    });
  }
}
