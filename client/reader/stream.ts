import { Malformed, isSeq, readFrame, type Frame } from "./frames";
import { BackOff, Timer, bounded } from "./timing";

export type StreamEvents = {
  frame(frame: Frame): void;
  beat(head: number): void;
  malformed(): void;
  reset(head: number): void;
  /** Streams do not get through, or the server told us not to; to be tried again after `retry` milliseconds. */
  refused(retry: number, isTold: boolean): void;
  /** The line was cut; it is being opened again. */
  cut(): void;
};

// Twice the beat of the server and some: docs/protocol.md.
const SILENCE = 40_000;
const CHECK = 5_000;
const BARREN = 3;
const REFUSED_RETRY = 60_000;
const LONGEST_RETRY = 600_000;

/** The stream, opened again whenever it is cut or falls silent, until it is closed or found to be impossible. */
export class Stream {
  private source: EventSource | undefined;
  private heard = 0;
  private barren = 0;
  private check: ReturnType<typeof setInterval> | undefined;
  private readonly again = new Timer();
  private readonly backOff = new BackOff(1_000, 30_000);
  private readonly refusals = new BackOff(20_000, LONGEST_RETRY);

  constructor(
    private readonly address: () => string,
    private readonly after: () => number,
    private readonly on: StreamEvents,
  ) {}

  open(): void {
    this.close();
    if (typeof EventSource === "undefined") return this.on.refused(LONGEST_RETRY, true);
    const url = new URL(this.address(), location.href);
    url.searchParams.set("after", String(this.after()));
    const source = new EventSource(url);
    this.source = source;
    this.heard = Date.now();
    let isBarren = true;
    const listen = (name: string, hear: (data: unknown) => void): void =>
      source.addEventListener(name, (event) => {
        if (source !== this.source) return;
        this.heard = Date.now();
        isBarren = false;
        this.barren = 0;
        this.backOff.reset();
        this.refusals.reset();
        try {
          hear(JSON.parse((event as MessageEvent<string>).data));
        } catch (error) {
          if (!(error instanceof Malformed || error instanceof SyntaxError)) throw error;
          this.on.malformed();
        }
      });
    listen("change", (data) => this.on.frame(readFrame(data)));
    listen("beat", (data) => this.on.beat(readHead(data)));
    listen("reset", (data) => {
      this.close();
      this.on.reset(readHead(data));
    });
    listen("poll", (data) => {
      this.close();
      this.on.refused(readRetry(data, REFUSED_RETRY), true);
    });
    listen("drain", (data) => this.reopen(readRetry(data, 2_000)));
    source.addEventListener("error", () => {
      if (source === this.source) this.fail(isBarren, source.readyState === EventSource.CLOSED);
    });
    // A machine that slept runs no timers: what counts is the clock, looked at often.
    this.check = setInterval(() => {
      if (Date.now() - this.heard > SILENCE) this.fail(isBarren, false);
    }, CHECK);
  }

  close(): void {
    this.source?.close();
    this.source = undefined;
    clearInterval(this.check);
    this.again.clear();
  }

  /** Opens the stream at once where it is waiting to, or may be dead: the reader is back. */
  wake(): void {
    const isWaiting = this.again.isSet;
    if (isWaiting || (this.source && Date.now() - this.heard > SILENCE / 2)) this.open();
  }

  private reopen(delay: number): void {
    this.close();
    this.again.set(delay, () => this.open());
  }

  private fail(isBarren: boolean, isFinal: boolean): void {
    this.close();
    this.barren = isBarren ? this.barren + 1 : 0;
    if ((isBarren && isFinal) || this.barren >= BARREN) {
      this.barren = BARREN - 1; // the next try has one chance, not three
      this.on.refused(this.refusals.next(), false);
    } else {
      this.reopen(this.backOff.next());
      this.on.cut();
    }
  }
}

function readHead(data: unknown): number {
  const head = (data as { head?: unknown } | null)?.head;
  if (!isSeq(head)) throw new Malformed("no head");
  return head;
}

function readRetry(data: unknown, otherwise: number): number {
  return bounded((data as { retry_ms?: unknown } | null)?.retry_ms, 0, LONGEST_RETRY, otherwise);
}
