// The composer: what is on its page, and what becomes of what is written in it.
import { Offline, SignedOut, ask, currentToken } from "./api";
import { choose } from "./asking";
import { askAboutAlt, withoutUpload } from "./bodies";
import { type Body, type Provider, body as makeBody } from "./editor";
import { freshId, h } from "./elements";
import type { Found } from "./library";
import { type Document, type Fields, type Person, fields as makeFields } from "./fields";
import { type Kept, type Waiting, keyOf, queue, recover, texts } from "./kept";
import { Notices, button, clock } from "./notices";
import { deliverAll } from "./outbox";
import { Sending, tellOf, tellOfConflict } from "./outcome";
import { keepKit } from "./offline/device";
import { uploads } from "./pictures";
import { same } from "./same";
import { Saving, type State } from "./saving";
import { chord, showShortcuts } from "./shortcuts";
import { Signing } from "./signing";
import { t } from "./words";

export interface Data {
  slug: string;
  user: string;
  update_id: string;
  base_revision: number | null;
  ordinal: number | null;
  draft: number | null;
  draft_version: number | null;
  draft_at: string | null;
  document: Document;
  standing: Document | null;
  language: string;
  dir: string;
  time_zone: string;
  may_publish: boolean;
  may_submit: boolean;
  may_schedule: boolean;
  may_undo: boolean;
  contributors: Person[];
  labels: string[];
  providers: Provider[];
  urls: Record<"keep" | "discard_own" | "show" | "publish" | "reached" | "picture" | "library" | "session" | "sign_in" | "coverage" | "write" | "device", string>;
}

/** What else can be done: beside the main buttons where there is room, behind one of its own on a phone. */
function others(all: HTMLButtonElement[]): HTMLElement[] {
  if (all.every((each) => each.hidden)) return [];
  const rest = h("span", { class: "other-actions", id: freshId() }, ...all);
  const more = h("button", { type: "button", class: "more-actions", "aria-expanded": "false", "aria-controls": rest.id, "aria-label": t("More actions"), title: t("More actions") }, h("span", { "aria-hidden": "true" }, "⋯"));
  more.addEventListener("click", () => { more.setAttribute("aria-expanded", String(rest.classList.toggle("open"))); });
  return [more, rest];
}

export class Composer {
  private readonly fields: Fields;
  private readonly body: Body;
  private readonly saving: Saving;
  private readonly key: string;
  private readonly notices = new Notices();
  private readonly signing: Signing;
  private readonly sending: Sending;
  private readonly state = h("p", { class: "save-state", role: "status" }, t("Nothing to save yet"));
  private readonly writing = h("div", { class: "writing sheet" });
  private readonly preview = h("section", { class: "preview", hidden: true, "aria-labelledby": "preview-title" });
  private readonly publishButton: HTMLButtonElement;
  private base: number | null;
  private isPublishing = false;
  private withoutAlt = false;

  constructor(private readonly data: Data, private readonly root: HTMLElement, private readonly form: HTMLFormElement | null) {
    this.base = data.base_revision;
    this.key = keyOf(data.user, data.slug, data.update_id);
    const changed = (): void => { this.changed(); };
    this.fields = makeFields({ people: data.contributors, labels: data.labels, zone: data.time_zone, isRevision: data.base_revision !== null, changed });
    this.body = makeBody({ providers: data.providers, dir: data.dir, language: data.language, changed, told: (words) => { this.notices.tell("told", words); }, find: (words) => this.find(words) });
    this.saving = new Saving({
      draft: data.draft_version === null ? null : data.draft,
      kept: { key: this.key, user: data.user, slug: data.slug, update_id: data.update_id, base_revision: data.base_revision, version: data.draft_version ?? 0 },
      urls: data.urls,
      read: () => this.read(),
      told: (state, more) => { this.told(state, more); },
    });
    this.signing = new Signing({
      notices: this.notices,
      urls: data.urls,
      back: () => { void keepKit(data.user, data.slug).catch(() => undefined); void this.saving.toDesk(); uploads.goOn(); void this.sending.sendAgain(); },
    });
    this.sending = new Sending({
      key: this.key, update_id: data.update_id, isRevision: data.base_revision !== null, mayUndo: data.may_undo, urls: data.urls,
      published: () => this.saving.end(),
      refused: (message, body) => { this.refused(message, body); },
      signedOut: () => { this.signing.ask(); },
      takenBack: () => { this.write(); },
    });
    this.publishButton = h("button", { type: "button", class: "main", title: chord("Mod+Enter"), "aria-keyshortcuts": "Control+Enter Meta+Enter", onclick: () => void this.publish() }, t("Publish"), " ", h("kbd", { "aria-hidden": "true" }, chord("Mod+Enter")));
    this.publishButton.hidden = !data.may_publish;
    const submit = button(t("Submit"), () => void this.handOn("submit"));
    submit.className = data.may_publish ? "" : "main";
    submit.hidden = !data.may_submit;
    const schedule = button(t("Schedule…"), () => void this.handOn("schedule"));
    schedule.hidden = !data.may_schedule;
    this.writing.append(
      this.fields.heading, this.body.element, this.fields.byline, this.fields.more, this.fields.kind,
      h(
        "div", { class: "actions sticky composer-actions" },
        data.may_publish ? this.publishButton : submit,
        h("button", { type: "button", onclick: () => void this.show() }, t("Preview")),
        ...others(data.may_publish ? [submit, schedule] : [schedule]),
        h("button", { type: "button", class: "quiet keys-hint", "aria-haspopup": "dialog", onclick: showShortcuts }, t("Keys"), " ", h("kbd", { "aria-hidden": "true" }, chord("Mod+/"))),
        this.state,
      ),
      h("p", { class: "help device-line" }, h("a", { href: data.urls.device }, t("What this device keeps"))),
    );
    root.append(this.notices.element, this.writing, this.sending.element, this.preview);
    uploads.begin(data.urls.picture, data.urls.session);
    uploads.signedOut = () => { this.told("signed-out", {}); };
    document.addEventListener("keydown", (event) => { this.keydown(event); });
  }

  async open(): Promise<void> {
    await recover().catch(() => undefined);
    const kept = await this.own();
    const waiting = await queue.get(this.key).catch(() => undefined);
    this.fill(this.data.document);
    if (waiting) this.fill(waiting.document as unknown as Document);
    else if (kept && !same(kept.document, this.data.document)) this.takeUp(kept);
    else if (kept && !kept.is_saved) this.saving.goOn(kept.version);
    if (this.form) this.form.hidden = true;
    this.root.hidden = false;
    if (this.data.draft_version && !kept) this.setState("desk", t("Saved at the desk, {time}", { time: clock(this.data.draft_at ?? Date.now()) }));
    if (waiting?.refused) this.refused(waiting.refused);
    else if (waiting) this.sendAway(waiting);
    else this.body.focus();
    if (this.data.base_revision === null && !kept && !waiting && this.data.draft_version === null) await this.offerOthers();
    if (!waiting && (this.data.base_revision !== null || this.data.draft_version !== null)) void this.saving.keepUntouched().catch(() => undefined);
    void deliverAll(this.data.user, (result) => { if (result.waiting.key !== this.key) tellOf(result, this.notices); });
  }

  /** What was written here and the desk may not have; its pictures go on to the desk. */
  private async own(): Promise<Kept | undefined> {
    const kept = await texts.get(this.key).catch(() => undefined);
    const isOlder = kept?.is_saved && kept.base_revision === this.data.base_revision && (this.data.draft_version ?? 0) > kept.version;
    if (!kept || kept.is_untouched || isOlder) return undefined;
    for (const [id, { file, name }] of Object.entries(kept.files ?? {})) uploads.add(file, name, id);
    return kept;
  }

  private fill(document: Document): void {
    this.fields.show(document);
    this.body.show(document.content.body);
  }

  /** The text of this device is newer than what the desk has, or both have moved: show ours, offer theirs. */
  private takeUp(kept: Kept): void {
    const theirs = this.data.document;
    const isDeskAhead = kept.version !== (this.data.draft_version ?? 0) || kept.base_revision !== this.data.base_revision;
    const ours = kept.document as unknown as Document;
    this.base = kept.base_revision;
    this.fill(ours);
    const take = (document: Document, other: Document, words: string, label: string): void => {
      this.notices.tell("told", words, button(label, () => {
        this.fill(document);
        this.saving.goOn(this.data.draft_version ?? 0);
        take(other, document, t("This is the other text."), t("Back to the one before"));
      }));
    };
    const at = clock(kept.at);
    if (!isDeskAhead) {
      take(theirs, ours, t("This is your text as this device kept it at {time}; the desk has an older one.", { time: at }), t("Show the desk’s"));
      this.saving.goOn(this.data.draft_version ?? 0);
    } else {
      this.saving.hold();
      this.notices.tell("problem", t("Two texts: this one was kept on this device at {time}, another was saved at the desk since.", { time: at }),
        button(t("Go on with this one"), () => { this.notices.clear(); this.saving.goOn(this.data.draft_version ?? 0); }),
        button(t("Take the desk’s"), () => { this.notices.clear(); this.base = this.data.base_revision; this.fill(theirs); this.saving.goOn(this.data.draft_version ?? 0); }));
    }
  }

  /** Texts that were begun here and never published: after a crash, a closed lid, another day. */
  private async offerOthers(): Promise<void> {
    const { user, slug } = this.data;
    const isSent = new Set((await queue.all().catch(() => [])).map((each) => each.key));
    const others = (await texts.all().catch(() => [] as Kept[]))
      .filter((each) => each.user === user && each.slug === slug && each.base_revision === null && each.key !== this.key && !each.is_untouched && !isSent.has(each.key))
      .sort((one, other) => other.at - one.at).slice(0, 3);
    for (const each of others) {
      const address = `${this.data.urls.write}?id=${encodeURIComponent(each.update_id)}`;
      const line = this.notices.tell("told", t("Not published yet, written here at {time}: “{title}”", { time: clock(each.at), title: each.title || t("Untitled") }),
        h("a", { class: "button", href: address }, t("Go on with it")),
        button(t("Throw away"), () => void this.throwAway(each, line)));
    }
  }

  private async throwAway(kept: Kept, line: HTMLElement): Promise<void> {
    const answer = await choose(t("Throw this text away?"), kept.title || t("Untitled"), [["no", t("Keep it")], ["yes", t("Throw away"), "danger"]]);
    if (answer !== "yes") return;
    await texts.drop(kept.key);
    line.remove();
    const { update_id, base_revision } = kept;
    await ask(this.data.urls.discard_own, { update_id, base_revision }, this.data.urls.session).catch(() => undefined);
  }

  private changed(): void {
    // A page that is opened again, by a reload or after a crash, goes on with the same text.
    if (this.data.base_revision === null && !location.search.includes("id=")) history.replaceState(null, "", `?id=${encodeURIComponent(this.data.update_id)}`);
    this.withoutAlt = false;
    this.saving.changed();
  }

  private read(): { local: Document; sent: Document; title: string } {
    const blocks = this.body.read();
    const local = this.fields.read(blocks);
    const sent = { ...local, content: { ...local.content, body: blocks.flatMap(withoutUpload) } };
    const words = blocks.map((block) => String(block["html"] ?? block["text"] ?? "")).join(" ").replace(/<[^>]+>/g, " ").trim();
    return { local, sent, title: (local.content.heading ?? words).slice(0, 80) };
  }

  private isUploading(): boolean {
    return this.body.read().some((block) => block["upload"] !== undefined);
  }

  private keydown(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || document.querySelector("dialog[open]") || this.writing.hidden) return;
    const key = event.key.toLowerCase();
    if (key === "enter") void this.publish();
    else if (key === "s" && !event.altKey && !event.shiftKey) void this.saving.now();
    else if (event.code === "KeyP" && event.altKey) void this.show();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // What is said of saving

  private told(state: State, more: Record<string, unknown>): void {
    const words: Partial<Record<State, string>> = {
      changed: t("Writing…"),
      device: t("Saved on this device"),
      desk: t("Saved at the desk, {time}", { time: clock(String(more["at"] ?? new Date().toISOString())) }),
      offline: t("Offline: saved on this device"),
      "signed-out": t("Signed out: saved on this device"),
      conflict: t("Saved on this device; the desk has another text"),
      refused: t("Saved on this device only"),
      unsafe: t("This device keeps nothing: do not close this page before it is saved at the desk"),
    };
    const phrase = words[state];
    if (phrase) this.setState(state, phrase);
    if (state === "signed-out") this.signing.ask();
    if (state === "refused") this.notices.problem(String(more["message"] ?? ""));
    if (state === "conflict" && more["draft"]) this.offerDraft(more["draft"] as { version: number; document: Document | null; at: string; author: string });
    if (state === "published") this.notices.tell("problem", String(more["message"] ?? ""), h("a", { class: "button", href: this.data.urls.coverage }, t("To the coverage")));
    if (state === "desk") this.signing.seen();
  }

  private setState(state: string, words: string): void {
    this.state.dataset["state"] = state;
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  private offerDraft(draft: { version: number; document: Document | null; at: string }): void {
    this.notices.tell("problem", t("This draft was saved in another window at {time}.", { time: clock(draft.at) }),
      button(t("Go on with this one"), () => { this.notices.clear(); this.saving.goOn(draft.version); }),
      draft.document ? button(t("Take the other"), () => { this.notices.clear(); this.fill(draft.document as Document); this.saving.goOn(draft.version); }) : "");
  }

  private async find(words: string): Promise<Found[]> {
    const { body } = await ask(`${this.data.urls.library}?q=${encodeURIComponent(words)}`, undefined, this.data.urls.session).catch(() => ({ body: {} as Record<string, unknown> }));
    return (body["pictures"] as Found[] | undefined) ?? [];
  }

  // Preview

  private async show(): Promise<void> {
    const { sent } = this.read();
    try {
      const { status, body } = await ask(this.data.urls.show, { update_id: this.data.update_id, base_revision: this.base, document: sent }, this.data.urls.session);
      if (status !== 200) return this.notices.problem(String(body["message"] ?? t("The desk could not show it.")));
      const frame = h("iframe", { title: t("Preview of the update"), sandbox: "", srcdoc: String(body["html"]) });
      this.preview.replaceChildren(h("div", { class: "head" }, h("h2", { id: "preview-title", tabindex: -1 }, t("Preview")), button(t("Close"), () => { this.preview.hidden = true; this.body.focus(); })), frame);
      this.preview.hidden = false;
      this.preview.querySelector<HTMLElement>("h2")?.focus();
      this.preview.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (error instanceof SignedOut) this.told("signed-out", {});
      else if (error instanceof Offline) this.notices.problem(t("No network: the preview needs the desk."));
      else throw error;
    }
  }

  // Publishing

  async publish(): Promise<void> {
    if (this.isPublishing) return;
    if (!this.data.may_publish) return this.data.may_submit ? this.handOn("submit") : undefined;
    this.isPublishing = true;
    try {
      const { sent, title } = this.read();
      if (this.isUploading()) return this.notices.problem(t("A picture is still on its way to the desk. Publish when it is there, or remove it."));
      if (!this.withoutAlt && !(await this.mayGoWithoutAlt(sent))) return;
      this.saving.pause();
      const { slug, user, update_id } = this.data;
      const { publish, session: sessionUrl, write } = this.data.urls;
      const waiting: Waiting = {
        key: this.key, user, slug, update_id, base_revision: this.base, document: sent as unknown as Record<string, unknown>, without_alt: this.withoutAlt, title, at: Date.now(),
        urls: { publish, session: sessionUrl, edit: this.data.base_revision === null ? `${write}?id=${encodeURIComponent(update_id)}` : location.pathname },
      }; // prettier-ignore
      await queue.put(waiting).catch(() => undefined);
      this.sendAway(waiting, false);
      await this.sending.send(waiting);
    } finally {
      this.isPublishing = false;
    }
  }

  /** To an editor, or to its moment: the desk has the draft first, and then asks or shows what is needed. */
  private async handOn(step: "submit" | "schedule"): Promise<void> {
    if (this.isUploading()) return this.notices.problem(t("A picture is still on its way to the desk. Wait until it is there, or remove it."));
    await this.saving.now();
    if (!this.saving.isAtDesk && this.saving.state === "untouched") this.saving.changed();
    await this.saving.now();
    if (!this.saving.isAtDesk) return this.notices.problem(t("The desk does not have this text yet; it is kept on this device. Try again when it says “Saved at the desk”."));
    await this.saving.end();
    const page = `${this.data.urls.coverage}drafts/${this.saving.draft ?? 0}/`;
    if (step === "schedule") return void location.assign(`${page}#schedule`);
    const token = h("input", { type: "hidden", name: "csrfmiddlewaretoken", value: currentToken() });
    const form = h("form", { method: "post", action: `${page}submit/`, hidden: true }, token);
    document.body.append(form);
    form.submit();
  }

  private async mergeThem(): Promise<void> {
    await this.saving.now();
    if (this.saving.isAtDesk) location.assign(new URL("../merge/", location.href));
    else this.notices.problem(t("The desk does not have this text yet; it is kept on this device. Try again when it says “Saved at the desk”."));
  }

  private async mayGoWithoutAlt(document: Document): Promise<boolean> {
    const answer = await askAboutAlt(document.content.body);
    this.withoutAlt = answer === "publish";
    if (answer === "describe") this.body.describe();
    return answer === "publish" || answer === "described";
  }

  /** The form makes way for what becomes of the update. */
  private sendAway(waiting: Waiting, isOld = true): void {
    this.saving.pause();
    this.writing.hidden = true;
    this.preview.hidden = true;
    this.notices.clear();
    this.sending.show();
    if (isOld) void this.sending.send(waiting);
  }

  private write(): void {
    this.sending.hide();
    this.writing.hidden = false;
    this.saving.resume();
    this.saving.changed();
    this.body.focus();
  }

  /** A picture may not be shown any more: its words stay in the text until whoever writes it takes it out. */
  private offerWithout(message: string, gone: Set<unknown>): void {
    this.notices.tell("problem", message, button(t("Take it out and publish"), () => {
      this.notices.clear();
      this.body.show(this.body.read().filter((block) => block.type !== "image" || !gone.has(block["url"])));
      this.saving.changed();
      void this.publish();
    }));
  }

  private refused(message: string, body: Record<string, unknown> = {}): void {
    void queue.drop(this.key);
    this.write();
    const current = body["current"] as { revision: number; document: Document } | null | undefined;
    if (body["error"] === "conflict" && current) {
      return tellOfConflict(this.notices, message, current.document, {
        merge: this.data.base_revision === null ? null : () => void this.mergeThem(),
        follow: () => { this.base = current.revision; this.notices.clear(); void this.publish(); },
        take: () => { this.base = current.revision; this.notices.clear(); this.fill(current.document); this.saving.changed(); },
      });
    }
    if (body["error"] === "alt-missing") return void this.publish();
    if (body["error"] === "picture-withdrawn") return this.offerWithout(message, new Set(body["pictures"] as (string | null)[]));
    this.notices.problem(message);
  }
}
