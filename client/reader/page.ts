import { Malformed, readElement, type Frame, type Op, type Part, type Put } from "./frames";

export const PARTS = ["coverage-head", "coverage-updated", "key-points", "pinned", "key-events"];

/** What the page asks of those around it. */
export type Surroundings = {
  /** Called with each element before it enters the page. */
  prepare(element: HTMLElement): void;
  /** Carries over what the reader had done within the old element: focus, opened details and embeds. */
  replace(old: HTMLElement, fresh: HTMLElement): void;
  /** Whether the reader has a selection in the element, so that it had better stay for now. */
  isHeld(element: HTMLElement): boolean;
};

export type Changes = { arrived: HTMLElement[]; corrected: number; reload: boolean; malformed: number };

type Home = { parent: HTMLElement; next: Node | null };

/** The page's elements, brought to what frames and fetched pages say: for each id the highest version wins. */
export class Page {
  readonly kind: string;
  applied: number;
  private readonly versions = new Map<string, number>();
  private readonly homes = new Map<string, Home>();
  private readonly postponed = new Map<string, Put>();
  private lowest: number;

  constructor(private readonly around: Surroundings) {
    this.kind = document.body.dataset.page ?? "";
    this.applied = Number(document.body.dataset.head) || 0;
    this.lowest = this.lowestOrder(document);
  }

  /** Whether new updates belong here. */
  private get isNewest(): boolean {
    return this.kind === "front" || this.kind === "embed";
  }

  get list(): HTMLElement | null {
    return document.getElementById("updates");
  }

  /** Applies all frames; when `wait` is true, updates that are new stay hidden, marked `data-waiting`. */
  apply(frames: Frame[], wait: boolean): Changes {
    const changes: Changes = { arrived: [], corrected: 0, reload: false, malformed: 0 };
    const newest = new Map<string, Exclude<Op, { op: "reload" }>>();
    for (const frame of frames) {
      this.applied = Math.max(this.applied, frame.seq);
      for (const op of frame.ops) {
        if (op.op === "reload") changes.reload = true;
        else if (op.version >= (newest.get(op.id)?.version ?? 0)) {
          newest.delete(op.id);
          newest.set(op.id, op);
        }
      }
    }
    for (const op of newest.values()) {
      try {
        if (op.op === "put") this.put(op, wait, changes);
        else if (op.op === "part") this.part(op);
        else this.remove(op.id, op.version);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        changes.malformed += 1;
      }
    }
    return changes;
  }

  /** Applies what was postponed for the reader's selection, all of it or what is no longer held. */
  settle(all: boolean): Changes {
    const changes: Changes = { arrived: [], corrected: 0, reload: false, malformed: 0 };
    for (const [id, op] of this.postponed) {
      const here = document.getElementById(id);
      if (here && !all && this.around.isHeld(here)) continue;
      this.postponed.delete(id);
      if (here) this.swap(here, readElement(op.html, id), changes);
    }
    return changes;
  }

  get hasPostponed(): boolean {
    return this.postponed.size > 0;
  }

  private versionOf(id: string, here: HTMLElement | null): number {
    return this.versions.get(id) ?? (Number(here?.dataset.version) || 0);
  }

  private put(op: Put, wait: boolean, changes: Changes): void {
    const here = document.getElementById(op.id);
    const held = this.versionOf(op.id, here);
    if (op.version < held || (here && op.version === held)) return;
    const fresh = readElement(op.html, op.id);
    if (!here && !this.homes.has(op.id) && !this.belongs(op)) return;
    this.versions.set(op.id, op.version);
    this.postponed.delete(op.id);
    if (!here) {
      this.insert(fresh, op.order, wait);
      changes.arrived.push(fresh);
    } else if (fresh.dataset.standing === "published" && this.around.isHeld(here)) {
      this.postponed.set(op.id, op); // words that are withdrawn go at once, all else can wait for the reader
    } else {
      this.swap(here, fresh, changes);
    }
  }

  private part(op: Part): void {
    const here = document.getElementById(op.id);
    if (!here || op.version <= this.versionOf(op.id, here)) return;
    const fresh = readElement(op.html, op.id);
    this.versions.set(op.id, op.version);
    this.around.prepare(fresh);
    this.around.replace(here, fresh);
  }

  private remove(id: string, version: number): void {
    const here = document.getElementById(id);
    if (version < this.versionOf(id, here)) return;
    this.versions.set(id, version);
    this.postponed.delete(id);
    if (!here?.parentElement) return;
    this.homes.set(id, { parent: here.parentElement, next: here.nextSibling });
    here.remove();
  }

  private swap(here: HTMLElement, fresh: HTMLElement, changes: Changes): void {
    if (here.dataset.waiting !== undefined) hide(fresh);
    else if (Number(fresh.dataset.corrections ?? 0) > Number(here.dataset.corrections ?? 0)) changes.corrected += 1;
    else if (fresh.dataset.standing !== here.dataset.standing) changes.corrected += 1;
    this.around.prepare(fresh);
    this.around.replace(here, fresh);
  }

  private belongs({ id, order }: Put): boolean {
    if (this.kind === "update") return location.pathname.endsWith(`/u/${id.slice(2)}`); // was held when this was loaded
    return this.isNewest && (order >= this.lowest || !document.getElementById("older"));
  }

  private lowestOrder(root: Document): number {
    const list = root.getElementById("updates");
    const orders = [...(list?.children ?? [])].map((child) => Number((child as HTMLElement).dataset.order) || Infinity);
    const lowest = Math.min(...orders, Number(list?.dataset.lowest) || Infinity);
    return lowest === Infinity ? 0 : lowest;
  }

  private insert(fresh: HTMLElement, order: number, wait: boolean): void {
    const home = this.homes.get(fresh.id);
    const parent = home?.parent.isConnected ? home.parent : this.list;
    if (!parent) return;
    if (wait) hide(fresh);
    this.around.prepare(fresh);
    parent.querySelector(":scope > .nothing")?.remove();
    let before = home?.next?.parentNode === parent ? home.next : null;
    let last: Element | undefined;
    for (const child of parent.children) {
      const other = Number((child as HTMLElement).dataset.order);
      if (!other) continue;
      last = child;
      if (other < order) break;
    }
    if (last) before = Number((last as HTMLElement).dataset.order) < order ? last : last.nextSibling;
    parent.insertBefore(fresh, before);
  }

  /** Makes this page say what `next`, the same page fetched later, says; `anew` replaces even what has the same version. */
  takeOver(next: Document, anew: boolean, wait: boolean): Changes {
    const changes: Changes = { arrived: [], corrected: 0, reload: false, malformed: 0 };
    this.versions.clear();
    this.postponed.clear();
    for (const name of ["lang", "dir"]) {
      const value = next.documentElement.getAttribute(name);
      if (value) document.documentElement.setAttribute(name, value);
    }
    Object.assign(document.body.dataset, { ...next.body.dataset });
    const swapIn = (here: HTMLElement, fresh: HTMLElement): void => {
      if (anew || here.dataset.version !== fresh.dataset.version) this.swap(here, document.adoptNode(fresh), changes);
    };
    for (const id of PARTS) {
      const [here, fresh] = [document.getElementById(id), next.getElementById(id)];
      if (here && fresh) swapIn(here, fresh);
    }
    const olderNext = linkToOlder(next);
    const lowest = this.lowestOrder(next);
    const fetched = new Map([...next.querySelectorAll<HTMLElement>(ARTICLES)].map((article) => [article.id, article]));
    for (const here of document.querySelectorAll<HTMLElement>(ARTICLES)) {
      if (!fetched.has(here.id)) {
        this.homes.set(here.id, { parent: here.parentElement as HTMLElement, next: here.nextSibling });
        here.remove();
      }
    }
    for (const [id, fresh] of fetched) {
      const here = document.getElementById(id);
      if (here) swapIn(here, fresh);
      else {
        this.insert(document.adoptNode(fresh), Number(fresh.dataset.order), wait);
        changes.arrived.push(fresh);
      }
    }
    const older = linkToOlder(document);
    if (older && olderNext) older.replaceWith(document.adoptNode(olderNext));
    else if (olderNext) this.list?.after(document.adoptNode(olderNext));
    else older?.remove();
    this.lowest = lowest;
    this.applied = Number(document.body.dataset.head) || 0;
    return changes;
  }
}

const ARTICLES = "article[id^='u-']";

function linkToOlder(root: Document): Element | null {
  const link = root.getElementById("older");
  return link?.closest("nav") ?? link;
}

function hide(element: HTMLElement): void {
  element.hidden = true;
  element.dataset.waiting = "";
}
