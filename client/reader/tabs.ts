import type { Frame } from "./frames";
import { Source, type SourceEvents, type State } from "./source";
import { Timer } from "./timing";

type Message =
  | { kind: "hello" }
  | { kind: "frames"; frames: Frame[] }
  | { kind: "beat"; head: number; state: State }
  | { kind: "lost"; head: number };

const ANSWER = 2_000;
const SILENCE = 40_000;

/**
 * One stream for all tabs of a reader: browsers allow six connections a host, and open tabs would use them up.
 * The tab that holds the lock leads: it has the source and passes on what it hears; one that hears nothing helps itself.
 */
export class Tabs {
  private readonly source: Source;
  private channel: BroadcastChannel | undefined;
  private release: AbortController | undefined;
  private isLeading = false;
  private readonly silence = new Timer();

  constructor(
    private readonly name: string,
    private readonly after: () => number,
    private readonly on: SourceEvents,
  ) {
    this.source = new Source(after, {
      frames: (frames) => {
        on.frames(frames);
        this.tell({ kind: "frames", frames });
      },
      beat: (head) => {
        on.beat(head);
        this.tell({ kind: "beat", head: this.after(), state: this.source.state ?? "lost" });
      },
      lost: (head) => {
        on.lost(head);
        this.tell({ kind: "lost", head });
      },
      malformed: on.malformed,
      state: on.state,
    });
  }

  start(): void {
    if (typeof BroadcastChannel === "undefined" || !navigator.locks) return this.source.start();
    this.channel = new BroadcastChannel(this.name);
    this.channel.onmessage = (event) => this.hear(event.data as Message);
    const release = new AbortController();
    this.release = release;
    navigator.locks
      .request(this.name, { signal: release.signal }, () => {
        if (release.signal.aborted) return undefined;
        this.isLeading = true;
        this.silence.clear();
        this.source.start();
        return new Promise((resolve) => release.signal.addEventListener("abort", resolve));
      })
      .catch((error: unknown) => {
        if (!release.signal.aborted) this.source.start(); // no locks for this page after all
        else if (!(error instanceof DOMException)) throw error;
      });
    this.channel.postMessage({ kind: "hello" } satisfies Message);
    this.silence.set(ANSWER, () => this.source.start());
  }

  stop(): void {
    this.isLeading = false;
    this.release?.abort();
    this.channel?.close();
    this.channel = undefined;
    this.silence.clear();
    this.source.stop();
  }

  /** Begins again from the page's new place. */
  restart(): void {
    this.source.stop();
    if (this.isLeading || !this.channel) this.source.start();
    else this.silence.set(ANSWER, () => this.source.start());
    this.channel?.postMessage({ kind: "hello" } satisfies Message);
  }

  wake(): void {
    this.source.wake();
    if (!this.isLeading) this.channel?.postMessage({ kind: "hello" } satisfies Message);
  }

  private tell(message: Message): void {
    if (this.isLeading) this.channel?.postMessage(message);
  }

  private hear(message: Message): void {
    if (this.isLeading) {
      if (message.kind === "hello" && this.source.state && this.source.state !== "lost") {
        this.tell({ kind: "beat", head: this.after(), state: this.source.state });
      }
      return;
    }
    if (message.kind === "hello") return;
    this.source.stop();
    this.silence.set(SILENCE, () => this.source.start());
    if (message.kind === "lost") return this.on.lost(message.head);
    if (message.kind === "frames") return this.on.frames(message.frames);
    this.on.state(message.state);
    this.on.beat(message.head);
  }
}
