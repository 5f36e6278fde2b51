import type { Frame, Op } from "../reader/frames";

type Update = { id: string; order: number; version: number; standing: "published" | "retracted" | "held"; text: string; corrections: number };

/** A coverage as a server would have it: what happened, the page of it, and its frames, which carry what stands now. */
export class Newsroom {
  readonly touched: Op[][] = [];
  readonly updates: Update[] = [];
  headline = { text: "Storm", version: 0 };
  private readonly ids: (string | undefined)[] = [];

  get head(): number {
    return this.ids.length;
  }

  publish(text = "Rain"): Update {
    const order = this.updates.length + 1;
    const update: Update = { id: `u-${order}`, order, version: 0, standing: "published", text, corrections: 0 };
    this.updates.push(update);
    return this.change(update, {});
  }

  change(update: Update, changes: Partial<Update>): Update {
    this.ids.push(update.id);
    return Object.assign(update, changes, { version: this.head });
  }

  rename(text: string): void {
    this.ids.push(undefined);
    this.headline = { text, version: this.head };
  }

  /** Something at random. */
  happen(random: (below: number) => number): void {
    const update = this.updates[random(this.updates.length || 1)];
    const what = random(8);
    if (!update || what < 3) this.publish(`Rain ${random(1_000)}`);
    else if (what === 3) this.rename(`Storm ${random(1_000)}`);
    else if (what === 4) this.change(update, { standing: "held" });
    else if (what === 5) this.change(update, { standing: "retracted" });
    else this.change(update, { standing: "published", text: `Hail ${random(1_000)}`, corrections: update.corrections + random(2) });
  }

  article({ id, order, version, standing, text, corrections }: Update): string {
    const data = `data-order="${order}" data-version="${version}" data-standing="${standing}" data-corrections="${corrections}"`;
    return `<article id="${id}" ${data}><p>${standing === "published" ? text : "Withdrawn"}</p></article>`;
  }

  private headPart(): string {
    const { text, version } = this.headline;
    return `<header id="coverage-head" data-version="${version}" data-lang="en" data-dir="ltr" data-title="${text}"><h1>${text}</h1></header>`;
  }

  frame(seq: number): Frame {
    const id = this.ids[seq - 1];
    const update = this.updates.find((one) => one.id === id);
    const op: Op = !update
      ? { op: "part", id: "coverage-head", version: this.headline.version, html: this.headPart() }
      : update.standing === "held"
        ? { op: "remove", id: update.id, version: update.version }
        : { op: "put", id: update.id, order: update.order, version: update.version, html: this.article(update) };
    return { seq, at: "2026-02-16T14:05:09Z", ops: [op] };
  }

  frames(after = 0): Frame[] {
    return Array.from({ length: this.head - after }, (_, n) => this.frame(after + n + 1));
  }

  page(kind = "front", lowest = 1, highest = Infinity): string {
    const shown = this.updates.filter((one) => one.standing !== "held" && one.order >= lowest && one.order <= highest);
    return `<!doctype html><html lang="en" dir="ltr"><head><title>Storm</title></head>
      <body data-slug="storm" data-head="${this.head}" data-page="${kind}" data-stream="/storm/stream" data-changes="/storm/changes/latest">
      ${this.headPart()}<p id="coverage-updated" data-version="0"></p><section id="key-points" data-version="0" hidden></section>
      <button id="pending" data-one="{n} new update" data-other="{n} new updates" hidden></button>
      <p id="live-status" data-one="{n} new update" data-other="{n} new updates" data-corrected="An update was corrected" hidden></p>
      <p id="connection" data-lost="Lost" data-back="Back" hidden></p>
      <section id="pinned" data-version="0" hidden></section><nav id="key-events" data-version="0" hidden></nav>
      <div id="updates" data-lowest="${lowest}">${shown.reverse().map((one) => this.article(one)).join("\n")}</div>
      ${lowest > 1 ? '<nav><a id="older" href="/storm/page/1">Older</a></nav>' : ""}</body></html>`;
  }
}
