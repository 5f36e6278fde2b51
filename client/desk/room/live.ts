// Keeps the parts of a page that others change as they are on the server: asks every few seconds, and shows the answer
// where it differs. What the server says of a part is an entity tag, kept here, for nothing of the desk is ever cached.
import { morph } from "./morph";

const HIDDEN_EVERY = 10_000;
const LONGEST_WAIT = 6_000;
const LONGEST_ANSWER = 15_000;
// As the desk's own sessions know it: a page that asks by itself is nobody at work.
const HEADERS = { "X-Onrecord-Background": "1", "X-Requested-With": "fetch" };

export class Live {
  private tag: string;
  private readonly every: number;
  private failures = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly changed: () => void = () => undefined,
    private readonly lost: (isLost: boolean) => void = () => undefined,
  ) {
    this.tag = element.dataset["tag"] ?? "";
    this.every = Number(element.dataset["every"] ?? 2000);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.ask();
    });
  }

  begin(): void {
    if (this.tag) this.start();
    else this.ask();
  }

  private start(): void {
    this.timer = setTimeout(() => this.ask(), this.wait());
  }

  ask(): void {
    clearTimeout(this.timer);
    void this.once().then(
      () => {
        if (this.failures) this.lost(false);
        this.failures = 0;
      },
      () => {
        this.failures += 1;
        if (this.failures > 1) this.lost(true);
      },
    ).finally(() => this.start());
  }

  private wait(): number {
    const every = document.visibilityState === "visible" ? this.every : Math.max(this.every, HIDDEN_EVERY);
    return Math.min(every * 2 ** this.failures, Math.max(every, LONGEST_WAIT)) * (0.9 + Math.random() * 0.2);
  }

  private async once(): Promise<void> {
    const address = this.element.dataset["live"] ?? "";
    const answer = await fetch(address, {
      headers: { ...HEADERS, "If-None-Match": this.tag },
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(LONGEST_ANSWER),
    });
    if (answer.status === 304) return;
    if (!answer.ok || answer.redirected) throw new Error(`${address} answered ${answer.status}`);
    const html = await answer.text();
    this.tag = answer.headers.get("ETag") ?? "";
    const wanted = this.element.cloneNode(false) as HTMLElement;
    wanted.innerHTML = html;
    keepingPlace(() => keepingFocus(this.element, () => morph(this.element, wanted)));
    this.changed();
  }
}

// Who stands on something that a colleague has just done away with goes on where it was, not at the top of the page.
export function keepingFocus(root: HTMLElement, change: () => void): void {
  const focused = document.activeElement;
  const row = focused && root.contains(focused) ? focused.closest("[data-row]") : null;
  const at = row ? rows(root).indexOf(row as HTMLElement) : -1;
  change();
  if (!focused || focused.isConnected || at < 0) return;
  const next = row?.isConnected ? (row as HTMLElement) : rows(root)[Math.min(at, rows(root).length - 1)];
  next?.focus({ preventScroll: true });
}

function rows(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[data-row]")];
}

// What is being read stays where it is, also in browsers that do not see to that themselves.
function keepingPlace(change: () => void): void {
  const row = [...document.querySelectorAll<HTMLElement>("[data-row]")].find((each) => each.getBoundingClientRect().bottom > 0);
  const before = row?.getBoundingClientRect().top;
  change();
  if (!row?.isConnected || before === undefined || scrollY === 0) return;
  const moved = row.getBoundingClientRect().top - before;
  if (Math.abs(moved) > 1) scrollBy(0, moved);
}
