import type { Frame } from "./frames";
import { Source, type SourceEvents, type State } from "./source";
import { Timer } from "./timing";

type Message =
  | { kind: "hello" }
  | { kind: "frames"; frames: Frame[] }
  | { kind: "beat"; head: number; state: State }
  | { kind: "reset"; head: number };

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
    private readonly on: Omit<SourceEvents, "beat"> & {
      /** Another tab, which hears more, stands at `head`. */
      head(head: number): void;
    },
  ) {
    this.source = new Source(after, {
      frames: (frames) => {
        on.frames(frames);
        this.tell({ kind: "frames", frames });
      },
      beat: () => this.tellPlace(),
      reset: (head) => {
        on.reset(head);
        this.tell({ kind: "reset", head });
      },
      behind: on.behind,
      malformed: on.malformed,
      state: (state) => {
        on.state(state);
        if (state === "lost") this.tellPlace();
      },
    });
  }

  start(): void {
    if (typeof BroadcastChannel === "undefined" || !navigator.locks) return this.source.start();
    if (this.channel) return;
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
      .catch(() => {
        if (!release.signal.aborted) this.source.start(); // no locks for this page after all
      });
    this.askLeader();
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
    else this.askLeader();
  }

  wake(): void {
    this.source.wake();
    if (!this.isLeading) this.askLeader();
  }

  private askLeader(): void {
    this.channel?.postMessage({ kind: "hello" } satisfies Message);
    this.silence.set(ANSWER, () => this.source.start());
  }

  private tell(message: Message): void {
    if (this.isLeading) this.channel?.postMessage(message);
  }

  private tellPlace(): void {
    if (this.source.state) this.tell({ kind: "beat", head: this.after(), state: this.source.state });
  }

  private hear(message: Message): void {
    if (this.isLeading) {
      if (message.kind === "hello") this.tellPlace();
      return;
    }
    if (message.kind === "hello") return;
    if (message.kind === "beat" && message.state === "lost") {
      if (!this.source.isRunning) this.on.state("lost");
      return; // and after some silence we try ourselves
    }
    this.source.stop();
    this.silence.set(SILENCE, () => this.source.start());
    if (message.kind === "reset") return this.on.reset(message.head);
    if (message.kind === "frames") return this.on.frames(message.frames);
    this.on.state(message.state);
    this.on.head(message.head);
  }
}
