import { Malformed, isSeq, readFrame, type Frame } from "./frames";
import { BackOff, Timer, bounded } from "./timing";

/** The changes cannot bring this page to the head: it has to be taken anew, at `head` or later. */
export class PlaceLost extends Error {
  constructor(readonly head: number) {
    super();
  }
}

export type Caught = { head: number; interval: number; mode: string; frames: Frame[] };

const MOST_SEGMENTS = 20;
const PATIENCE = 15_000;

async function fetchJson(url: URL): Promise<Record<string, unknown> | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout?.(PATIENCE) ?? null });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`${url.pathname}: ${response.status}`);
  const text = await response.text();
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw new Malformed("changes that are not JSON");
  }
}

function readFrames(value: unknown): Frame[] {
  if (!Array.isArray(value)) throw new Malformed("changes without frames");
  return value.map(readFrame);
}

/** Every frame after `after` up to the head; fails with PlaceLost, Malformed, or whatever the network says. */
export async function changesAfter(address: string, after: number): Promise<Caught> {
  const url = new URL(address, location.href);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const latest = await fetchJson(url);
    if (!latest) throw new Error("no changes here");
    const { head, generation, segment, segment_size: size } = latest;
    if (!isSeq(head) || !isSeq(generation) || !isSeq(segment) || !isSeq(size) || size === 0) throw new Malformed("latest");
    if (head < after) throw new PlaceLost(head);
    const first = Math.floor(after / size);
    if (segment - first > MOST_SEGMENTS) throw new PlaceLost(head);
    const numbers = Array.from({ length: Math.max(0, segment - first) }, (_, n) => first + n);
    const closed = await Promise.all(numbers.map((n) => fetchJson(new URL(`${generation}/${n}`, url))));
    if (closed.includes(undefined)) continue; // another generation since: ask again
    const frames = [...closed, latest].flatMap((part) => readFrames(part?.frames)).filter((frame) => frame.seq > after);
    frames.sort((a, b) => a.seq - b.seq);
    if (frames.length !== head - after || frames.some((frame, n) => frame.seq !== after + 1 + n)) {
      throw new Malformed("changes with a gap");
    }
    const mode = typeof latest.mode === "string" ? latest.mode : "live";
    return { head, frames, mode, interval: bounded(latest.interval_ms, 500, 300_000, 5_000) };
  }
  throw new PlaceLost(after);
}

export type PollEvents = {
  caught(caught: Caught): void;
  behind(head: number): void;
  malformed(): void;
  failed(): void;
};

/** Asks for the changes again and again, at the pace that the server sets. */
export class Poll {
  private round = 0;
  private readonly again = new Timer();
  private readonly backOff = new BackOff(2_000, 20_000);

  constructor(
    private readonly address: () => string,
    private readonly after: () => number,
    private readonly on: PollEvents,
  ) {}

  get isOpen(): boolean {
    return this.round % 2 === 1;
  }

  open(): void {
    if (this.isOpen) return;
    this.round += 1;
    this.again.set(Math.random() * 500, () => void this.ask(this.round));
  }

  close(): void {
    if (this.isOpen) this.round += 1;
    this.again.clear();
  }

  wake(): void {
    if (this.isOpen && this.again.isSet) this.again.set(0, () => void this.ask(this.round));
  }

  private async ask(round: number): Promise<void> {
    let wait: number;
    let tell: () => void;
    try {
      const caught = await changesAfter(this.address(), this.after());
      this.backOff.reset();
      wait = caught.interval * (1 + Math.random() * 0.25);
      tell = () => this.on.caught(caught);
    } catch (error) {
      wait = this.backOff.next();
      if (error instanceof PlaceLost) tell = () => this.on.behind(error.head);
      else if (error instanceof Malformed) tell = () => this.on.malformed();
      else tell = () => this.on.failed();
    }
    if (round !== this.round) return;
    this.again.set(wait, () => void this.ask(round));
    tell();
  }
}
