import type { Frame } from "./frames";
import { Poll } from "./poll";
import { Stream } from "./stream";
import { Timer } from "./timing";

export type State = "streaming" | "polling" | "still" | "lost";

export type SourceEvents = {
  frames(frames: Frame[]): void;
  /** The line is alive. */
  beat(): void;
  malformed(): void;
  /** The server says that the place cannot be honoured: the page has to be taken anew. */
  reset(head: number): void;
  /** The changes cannot lead on from the place: they are too many, or end before it. */
  behind(head: number): void;
  state(state: State): void;
};

/** Where frames come from: the stream, or polling as long as streams do not get through. */
export class Source {
  state: State | undefined;
  private readonly stream: Stream;
  private readonly poll: Poll;
  private readonly retry = new Timer();
  isRunning = false;
  private isTold = false;
  private wasOff = false;

  constructor(after: () => number, private readonly on: SourceEvents) {
    const live = (): void => {
      this.poll.close();
      this.retry.clear();
      this.become("streaming");
    };
    this.stream = new Stream(() => document.body.dataset.stream ?? "", after, {
      frame: (frame) => {
        live();
        on.frames([frame]);
      },
      beat: () => {
        live();
        on.beat();
      },
      malformed: on.malformed,
      reset: on.reset,
      cut: () => {
        if (!this.poll.isOpen) this.become("lost");
      },
      refused: (retry, isTold) => {
        this.isTold = isTold;
        // A cache may have told others the same.
        this.retry.set(retry * (1 + Math.random() / 2), () => this.stream.open());
        this.poll.open();
      },
    });
    this.poll = new Poll(() => document.body.dataset.changes ?? "", after, {
      caught: ({ frames, mode, interval }) => {
        // What answers again after it did not is worth a stream, unless we were told how long to wait.
        if (this.state === "lost" && this.retry.isSet && !this.isTold) this.retry.set(500, () => this.stream.open());
        // Streams are on again: nobody has to wait as long as was said, nor may all come at once.
        if (mode === "live" && this.wasOff) this.retry.set(interval * Math.random() * 2, () => this.stream.open());
        this.wasOff = mode !== "live";
        this.become(mode === "static" ? "still" : "polling");
        on.frames(frames);
        on.beat();
      },
      behind: on.behind,
      malformed: on.malformed,
      failed: () => this.become("lost"),
    });
  }

  start(): void {
    if (this.isRunning) return;
    this.isRunning = true;
    this.stream.open();
  }

  stop(): void {
    this.isRunning = false;
    this.stream.close();
    this.poll.close();
    this.retry.clear();
  }

  wake(): void {
    this.stream.wake();
    this.poll.wake();
  }

  private become(state: State): void {
    this.state = state;
    this.on.state(state);
  }
}
