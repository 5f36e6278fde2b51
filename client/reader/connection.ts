import { keepPlace } from "./place";
import { Timer } from "./timing";

const PATIENCE = 4_000;
const FAREWELL = 4_000;

/** Says that the connection is lost when it stays so for some seconds, and when it is back. */
export class Connection {
  private isShown = false;
  private readonly timer = new Timer();

  constructor(private readonly element: HTMLElement | null) {
    element?.setAttribute("role", "status");
  }

  lost(): void {
    if (this.isShown || this.timer.isSet) return;
    this.timer.set(PATIENCE, () => {
      this.isShown = true;
      this.say(this.element?.dataset.lost);
    });
  }

  back(): void {
    if (!this.isShown) return this.timer.clear();
    this.isShown = false;
    this.say(this.element?.dataset.back);
    this.timer.set(FAREWELL, () => this.say(""));
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
