import { Malformed, type Frame } from "./frames";
import type { Changes, Page } from "./page";
import { keepPlace } from "./place";
import { PlaceLost, changesAfter } from "./poll";
import { fetchPageAt } from "./refresh";
import { BackOff, Timer } from "./timing";

export type FeedEvents = {
  /** Whether new updates have to wait. */
  mustWait(): boolean;
  changed(changes: Changes): void;
  /** The page was taken anew; frames come from a new place. */
  refreshed(): void;
};

// So much is applied at a time that a phone stays responsive.
const BATCH = 200;
const PATIENCE_WITH_SELECTION = 10_000;

/** Brings frames to the page in order, each once, without gap; where that cannot be, it takes the page anew. */
export class Feed {
  received: number;
  malformed = 0;
  private queue: Frame[] = [];
  private isScheduled = false;
  private isCatchingUp = false;
  private isRefreshing = false;
  private behindSince = 0;
  private readonly refreshLater = new Timer();
  private readonly catchUpLater = new Timer();
  private readonly settleLater = new Timer();
  private readonly afterBroken = new BackOff(1_000, 300_000);
  private readonly afterTold = new BackOff(1_000, 30_000);
  private readonly catches = new BackOff(2_500, 30_000); // half of it outlasts the second that caches keep the changes
  private wanted = 0;
  private fruitless = 0;
  private lastRefresh = 0;
  private mustReplace = false;

  constructor(
    private readonly page: Page,
    private readonly on: FeedEvents,
  ) {
    this.received = page.applied;
  }

  receive(frames: Frame[]): void {
    if (this.isRefreshing) return;
    for (const frame of frames) {
      if (frame.seq <= this.received) continue;
      if (frame.seq > this.received + 1) {
        this.head(frame.seq);
        break;
      }
      this.received = frame.seq;
      this.queue.push(frame);
    }
    this.schedule();
  }

  /** Tells that others stand at `head`; what is missing up to there is fetched. */
  head(head: number): void {
    if (head < this.received) return this.behind(head);
    this.behindSince = 0;
    this.wanted = Math.max(this.wanted, head);
    if (head > this.received) void this.catchUp();
  }

  /** What came was not understood: the page is taken anew, after a pause that grows when it happens again. */
  broken(): void {
    this.malformed += 1;
    if (Date.now() - this.lastRefresh > 600_000) this.afterBroken.reset();
    this.refreshIn(this.afterBroken, this.received, false);
  }

  /** The coverage seems to stand before this page. A cache may be to blame once; twice means that it is so. */
  behind(head: number): void {
    const now = Date.now();
    if (head >= this.received || (this.behindSince && now - this.behindSince > 2_000)) this.refresh(head, false);
    else this.behindSince ||= now;
  }

  /** Takes the page anew, at `least` or later. */
  refresh(least: number, anew: boolean): void {
    if (Date.now() - this.lastRefresh > 60_000) this.afterTold.reset();
    this.refreshIn(this.afterTold, least, anew);
  }

  private refreshIn(backOff: BackOff, least: number, anew: boolean): void {
    this.mustReplace ||= anew;
    if (!this.isRefreshing && !this.refreshLater.isSet) {
      this.refreshLater.set(backOff.next(), () => void this.takeAnew(least));
    }
  }

  private async takeAnew(least: number): Promise<void> {
    this.isRefreshing = true;
    const next = await fetchPageAt(least);
    this.lastRefresh = Date.now();
    const isOlder = Number(next.body.dataset.head) < this.page.applied;
    this.queue = [];
    const wait = this.on.mustWait();
    const changes = keepPlace(() => this.page.takeOver(next, this.mustReplace || isOlder, wait));
    this.mustReplace = false;
    this.received = this.page.applied;
    this.wanted = this.behindSince = 0;
    this.isRefreshing = false;
    this.on.changed(changes);
    this.on.refreshed();
  }

  private async catchUp(): Promise<void> {
    if (this.isCatchingUp || this.isRefreshing || this.catchUpLater.isSet) return;
    this.isCatchingUp = true;
    const after = this.received;
    try {
      const { frames } = await changesAfter(document.body.dataset.changes ?? "", after);
      this.isCatchingUp = false;
      this.receive(frames);
      this.fruitless = frames.length > 0 ? 0 : this.fruitless + 1;
      if (this.fruitless === 0) this.catches.reset();
      // More may have come meanwhile, or a cache answered; but a head that was never there is not asked for again.
      if (this.fruitless > 2) this.wanted = this.fruitless = 0;
      else if (this.received < this.wanted) this.catchUpIn();
    } catch (error) {
      this.isCatchingUp = false;
      if (error instanceof PlaceLost) this.behind(error.head);
      else if (error instanceof Malformed) this.broken();
      else this.catchUpIn();
    }
  }

  private catchUpIn(): void {
    this.catchUpLater.set(this.catches.next(), () => void this.catchUp());
  }

  private schedule(): void {
    if (this.isScheduled || this.queue.length === 0) return;
    this.isScheduled = true;
    const timer = new Timer();
    const run = (): void => {
      if (!this.isScheduled) return;
      timer.clear();
      this.isScheduled = false;
      this.flush();
      this.schedule();
    };
    // Animation frames do not come in a hidden tab, nor always in a covered one.
    const isVisible = document.visibilityState === "visible";
    timer.set(isVisible ? 250 : 0, run);
    if (isVisible) requestAnimationFrame(() => this.isScheduled && timer.isSet && run());
  }

  private flush(): void {
    const frames = this.queue.splice(0, BATCH);
    const wait = this.on.mustWait();
    const changes = keepPlace(() => this.page.apply(frames, wait));
    this.finish(changes);
  }

  /** Applies what waited for the reader's selection to go. */
  settle(all = false): void {
    if (this.page.hasPostponed) this.finish(keepPlace(() => this.page.settle(all)));
  }

  private finish(changes: Changes): void {
    if (!this.page.hasPostponed) this.settleLater.clear();
    else if (!this.settleLater.isSet) this.settleLater.set(PATIENCE_WITH_SELECTION, () => this.settle(true));
    this.on.changed(changes);
    if (changes.malformed > 0) this.broken();
    if (changes.reload) this.refresh(this.page.applied, true);
  }
}
