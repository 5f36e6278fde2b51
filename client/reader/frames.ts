export type Put = { op: "put"; id: string; order: number; version: number; html: string };
export type Remove = { op: "remove"; id: string; version: number };
export type Part = { op: "part"; id: string; version: number; html: string };
export type Reload = { op: "reload" };
export type Op = Put | Remove | Part | Reload;
export type Frame = { seq: number; at: string; ops: Op[] };

/** What came is not what docs/protocol.md describes. */
export class Malformed extends Error {}

export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function readOp(value: unknown): Op | undefined {
  const { op, id, order, version, html } = (value ?? {}) as Record<string, unknown>;
  if (op === "reload") return { op };
  if (typeof id !== "string" || !isSeq(version)) throw new Malformed("an op without id or version");
  if (op === "remove") return { op, id, version };
  if (op !== "put" && op !== "part") return undefined; // of a newer server; its frames still count
  if (typeof html !== "string") throw new Malformed("an op without html");
  if (op === "part") return { op, id, version, html };
  if (!isSeq(order)) throw new Malformed("a put without order");
  return { op, id, order, version, html };
}

/** The frame in `value`, every field checked; throws Malformed. */
export function readFrame(value: unknown): Frame {
  const { seq, at, ops } = (value ?? {}) as Record<string, unknown>;
  if (!isSeq(seq) || seq === 0 || !Array.isArray(ops)) throw new Malformed("a frame without seq or ops");
  return { seq, at: String(at), ops: ops.map(readOp).filter((op) => op !== undefined) };
}

/** The one element that `html` holds. Parsed in a template, so that nothing in it runs or loads. */
export function readElement(html: string, id: string): HTMLElement {
  const template = document.createElement("template");
  template.innerHTML = html;
  const element = template.content.firstElementChild as HTMLElement | null;
  if (element?.id !== id) throw new Malformed("html whose element has another id");
  return element;
}
