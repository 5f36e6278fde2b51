// Never lose a word: every change is kept on this device at once, and at the desk as soon as the desk can be reached.
import { Offline, SignedOut, ask } from "./api";
import type { Document } from "./fields";
import { type Kept, leave, pickUp, texts } from "./kept";
import { uploads } from "./pictures";

export type State = "untouched" | "changed" | "device" | "desk" | "offline" | "signed-out" | "conflict" | "published" | "refused" | "unsafe";

export interface Desk {
  keep: string;
  session: string;
}

interface Options {
  draft: number | null;
  kept: Omit<Kept, "document" | "is_saved" | "at" | "title" | "files">;
  urls: Desk;
  read: () => { local: Document; sent: Document; title: string };
  told: (state: State, more: Record<string, unknown>) => void;
}

const LOCAL_MS = 120;
const DESK_MS = 1_000;
const RETRY_MS = 5_000;

export class Saving {
  version: number;
  /** The draft's number at the desk, once it has one. */
  draft: number | null;
  state: State = "untouched";
  private changes = 0;
  private keptChanges = 0;
  private savedChanges = 0;
  private localTimer: ReturnType<typeof setTimeout> | undefined;
  private deskTimer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | undefined;
  private isHeld = false;
  private isOver = false;

  constructor(private readonly options: Options) {
    this.version = options.kept.version;
    this.draft = options.draft;
    const now = (): void => void this.keep();
    addEventListener("pagehide", () => { this.leave(); now(); this.farewell(); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") now(); });
    addEventListener("online", () => void this.toDesk());
    addEventListener("beforeunload", (event) => { if (this.state === "unsafe" && this.savedChanges < this.changes) event.preventDefault(); });
  }

  changed(): void {
    if (this.isOver) return;
    this.changes += 1;
    if (this.state === "untouched" || this.state === "desk" || this.state === "device") this.tell("changed");
    this.localTimer ??= setTimeout(() => void this.keep(), LOCAL_MS);
    clearTimeout(this.deskTimer);
    this.deskTimer = setTimeout(() => void this.toDesk(), DESK_MS);
  }

  /** What was opened, as the desk has it: without a network it can be opened from here. */
  async keepUntouched(): Promise<void> {
    const known = await texts.get(this.options.kept.key);
    if (this.changes || (known && !known.is_untouched && !known.is_saved)) return;
    await texts.put({ ...this.kept(), is_saved: true, is_untouched: known?.is_untouched ?? !known, files: known?.files ?? {} });
  }

  /** Nothing goes to the desk until somebody has chosen between two texts. */
  hold(): void { this.isHeld = true; }

  goOn(version: number = this.version): void {
    this.isHeld = false;
    this.version = version;
    this.changed();
    void this.toDesk();
  }

  /** Everything kept here and, if it can be reached, at the desk. */
  async now(): Promise<void> {
    await this.keep();
    await this.toDesk();
  }

  /** Whether the desk has every word of it. */
  get isAtDesk(): boolean {
    return this.draft !== null && this.savedChanges === this.changes && !this.isHeld;
  }

  /** It is published, or thrown away: nothing is kept any more. */
  async end(): Promise<void> {
    this.isOver = true;
    clearTimeout(this.localTimer);
    clearTimeout(this.deskTimer);
    await this.sending;
    pickUp(this.options.kept.key);
    await texts.drop(this.options.kept.key).catch(() => undefined);
  }

  /** Stop while it is being published; `resume` when it was not. */
  pause(): void { this.isOver = true; clearTimeout(this.localTimer); clearTimeout(this.deskTimer); }
  resume(): void { this.isOver = false; }

  async keep(): Promise<void> {
    clearTimeout(this.localTimer);
    this.localTimer = undefined;
    if (this.isOver || this.keptChanges === this.changes) return;
    const count = this.changes;
    try {
      await texts.put({ ...this.kept(), files: uploads.files() });
      pickUp(this.options.kept.key);
      this.keptChanges = Math.max(this.keptChanges, count);
      if (this.state === "changed" && count === this.changes) this.tell("device");
    } catch {
      // A private window, a full disk: then only the desk has it, and leaving asks first.
      this.tell("unsafe");
    }
  }

  private kept(): Kept {
    const { local, title } = this.options.read();
    return { ...this.options.kept, document: local as unknown as Record<string, unknown>, version: this.version, is_saved: false, at: Date.now(), title, files: {}, draft: this.draft };
  }

  private leave(): void {
    if (!this.isOver && this.keptChanges < this.changes) leave(this.kept());
  }

  async toDesk(): Promise<void> {
    clearTimeout(this.deskTimer);
    if (this.isOver || this.isHeld || this.savedChanges === this.changes) return;
    if (this.sending) return this.sending.then(() => this.toDesk());
    this.sending = this.send().finally(() => { this.sending = undefined; });
    return this.sending;
  }

  private async send(): Promise<void> {
    const count = this.changes;
    const { update_id, base_revision } = this.options.kept;
    const { sent } = this.options.read();
    try {
      const { status, body } = await ask(this.options.urls.keep, { update_id, base_revision, version: this.version, document: sent }, this.options.urls.session);
      if (this.isOver) return;
      if (status === 200) {
        this.version = Number(body["version"]);
        this.draft = Number(body["draft"]);
        this.savedChanges = count;
        if (count === this.changes) {
          await this.markSaved();
          this.tell("desk", body);
        }
      } else if (status === 409) {
        this.isHeld = true;
        this.tell(body["error"] === "published" ? "published" : "conflict", body);
      } else if (status >= 500 || status === 429) {
        this.later();
      } else {
        this.tell("refused", body);
      }
    } catch (error) {
      if (error instanceof SignedOut) this.tell("signed-out");
      else if (error instanceof Offline) this.later();
      else throw error;
    }
  }

  private later(): void {
    this.tell("offline");
    clearTimeout(this.deskTimer);
    this.deskTimer = setTimeout(() => void this.toDesk(), RETRY_MS);
  }

  private async markSaved(): Promise<void> {
    await this.keep();
    const kept = await texts.get(this.options.kept.key).catch(() => undefined);
    if (kept && this.savedChanges === this.changes && !this.isOver) await texts.put({ ...kept, version: this.version, draft: this.draft, is_saved: true }).catch(() => undefined);
  }

  /** The page goes: what the desk does not have yet is sent without waiting; the device has it in any case. */
  private farewell(): void {
    if (this.isOver || this.isHeld || this.savedChanges === this.changes) return;
    void this.send();
  }

  private tell(state: State, more: Record<string, unknown> = {}): void {
    this.state = state;
    this.options.told(state, more);
  }
}
