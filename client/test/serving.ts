import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Newsroom } from "./newsroom";

/** A server of `changes` over a newsroom, on a real socket. */
export class Serving {
  readonly asked: string[] = [];
  generation = 0;
  /** What to answer instead, by path. */
  readonly instead = new Map<string, [number, string]>();
  /** Called before each answer. */
  before: (path: string) => void = () => undefined;
  /** Called when an answer is made and not yet sent. */
  after: (path: string) => void = () => undefined;
  private server: Server | undefined;

  constructor(
    readonly room: Newsroom,
    private readonly size = 32,
  ) {}

  async open(): Promise<string> {
    this.server = createServer((request, response) => {
      const path = request.url ?? "";
      this.asked.push(path);
      this.before(path);
      const [status, body] = this.instead.get(path) ?? this.answer(path);
      this.after(path);
      response.writeHead(status, { "content-type": path === "/storm" ? "text/html" : "application/json" });
      response.end(body);
    });
    const { server } = this;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  private answer(path: string): [number, string] {
    const { room, size, generation } = this;
    const open = Math.floor(Math.max(0, room.head - 1) / size);
    const segment = (n: number): unknown[] => room.frames(n * size).slice(0, size);
    if (path === "/storm") return [200, room.page()];
    if (path === "/storm/changes/latest") {
      const latest = { head: room.head, generation, segment_size: size, segment: open, interval_ms: 1_000, frames: segment(open) };
      return [200, JSON.stringify(latest)];
    }
    const found = /^\/storm\/changes\/(\d+)\/(\d+)$/.exec(path);
    if (!found || Number(found[1]) !== generation || Number(found[2]) >= open) return [404, ""];
    return [200, JSON.stringify({ segment: Number(found[2]), generation, frames: segment(Number(found[2])) })];
  }
}
