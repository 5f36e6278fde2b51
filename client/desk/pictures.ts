// Pictures on their way to the desk. The file is kept with the text on this device until it has arrived.
import { Offline, SignedOut, upload } from "./api";
import type { Block } from "./blocks";
import { t } from "./words";

export interface Upload {
  file: Blob;
  name: string;
  state: "sending" | "waiting" | "failed";
  progress: number;
  told: string;
  shown: string;
}

class Uploads {
  private readonly all = new Map<string, Upload>();
  private readonly watchers = new Set<() => void>();
  private url = "";
  private sessionUrl = "";
  /** Called with the block that the desk made of a file. */
  arrived: (id: string, block: Block) => void = () => undefined;
  signedOut: () => void = () => undefined;

  begin(url: string, sessionUrl: string): void {
    this.url = url;
    this.sessionUrl = sessionUrl;
    addEventListener("online", () => { this.goOn(); });
  }

  add(file: Blob, name: string, id: string = crypto.randomUUID()): string {
    this.all.set(id, { file, name, state: "waiting", progress: 0, told: "", shown: URL.createObjectURL(file) });
    void this.send(id);
    return id;
  }

  of(id: string): Upload | undefined {
    return this.all.get(id);
  }

  files(): Record<string, { file: Blob; name: string }> {
    return Object.fromEntries([...this.all].map(([id, { file, name }]) => [id, { file, name }]));
  }

  drop(id: string): void {
    const gone = this.all.get(id);
    if (gone) URL.revokeObjectURL(gone.shown);
    this.all.delete(id);
  }

  /** Send what waits, such as when the network is back or somebody has signed in again. */
  goOn(): void {
    for (const [id, each] of this.all) if (each.state === "waiting") void this.send(id);
  }

  retry(id: string): void {
    void this.send(id);
  }

  watch(told: () => void): () => void {
    this.watchers.add(told);
    return () => this.watchers.delete(told);
  }

  private tell(): void {
    for (const told of this.watchers) told();
  }

  private async send(id: string): Promise<void> {
    const each = this.all.get(id);
    if (!each || each.state === "sending") return;
    Object.assign(each, { state: "sending", progress: 0, told: t("Uploading") });
    this.tell();
    try {
      const { status, body } = await upload(this.url, each.file, each.name, this.sessionUrl, (progress) => {
        each.progress = progress;
        each.told = progress < 1 ? t("Uploading: {percent}%", { percent: Math.round(progress * 100) }) : t("Making it ready");
        this.tell();
      });
      if (status === 200) {
        this.arrived(id, body["block"] as Block);
        this.drop(id);
      } else {
        Object.assign(each, { state: "failed", told: String(body["message"] ?? t("The desk could not take this picture.")) });
      }
    } catch (error) {
      if (error instanceof SignedOut) this.signedOut();
      const why = error instanceof Offline ? t("No network: it is sent when it is back.") : t("Sent when you have signed in.");
      Object.assign(each, { state: "waiting", told: why });
    }
    this.tell();
  }
}

export const uploads = new Uploads();
