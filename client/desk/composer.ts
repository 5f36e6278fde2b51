// The composer: takes the place of the plain form, which stays for browsers without scripts.
import { Offline, SignedOut, ask, currentToken, session, useToken } from "./api";
import { reachedReaders, undoButton } from "./after";
import { choose } from "./asking";
import { askAboutAlt, standing, withoutUpload } from "./bodies";
import { type Body, type Provider, body as makeBody } from "./editor";
import { announce, h } from "./elements";
import type { Found } from "./library";
import { type Document, type Fields, type Person, fields as makeFields } from "./fields";
import { type Kept, type Waiting, keyOf, queue, recover, texts } from "./kept";
import { type Outcome, deliver, deliverAll } from "./outbox";
import { uploads } from "./pictures";
import { same } from "./same";
import { Saving, type State } from "./saving";
import { chord, showShortcuts } from "./shortcuts";
import { speak, t } from "./words";

interface Data {
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
  urls: Record<"keep" | "discard_own" | "show" | "publish" | "reached" | "picture" | "library" | "session" | "sign_in" | "coverage" | "write", string>;
}

const RETRY_MS = 3_000;
const clock = (at: number | string | Date): string => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

class Composer {
  private readonly fields: Fields;
  private readonly body: Body;
  private readonly saving: Saving;
  private readonly key: string;
  private readonly notices = h("div", { class: "composer-notices" });
  private readonly state = h("p", { class: "save-state", role: "status" }, t("Nothing to save yet"));
  private readonly writing = h("div", { class: "writing sheet" });
  private readonly outcome = h("section", { class: "outcome sheet", tabindex: -1, hidden: true, "aria-labelledby": "outcome-title" });
  private readonly preview = h("section", { class: "preview", hidden: true, "aria-labelledby": "preview-title" });
  private readonly publishButton: HTMLButtonElement;
  private base: number | null;
  private isPublishing = false;
  private withoutAlt = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private signingIn: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly data: Data, private readonly root: HTMLElement, private readonly form: HTMLFormElement) {
    this.base = data.base_revision;
    this.key = keyOf(data.user, data.slug, data.update_id);
    const changed = (): void => { this.changed(); };
    this.fields = makeFields({ people: data.contributors, labels: data.labels, zone: data.time_zone, isRevision: data.base_revision !== null, changed });
    this.body = makeBody({ providers: data.providers, dir: data.dir, language: data.language, changed, told: (words) => { this.notice("told", words); }, find: (words) => this.find(words) });
    this.saving = new Saving({
      draft: data.draft_version === null ? null : data.draft,
      kept: { key: this.key, user: data.user, slug: data.slug, update_id: data.update_id, base_revision: data.base_revision, version: data.draft_version ?? 0 },
      urls: data.urls,
      read: () => this.read(),
      told: (state, more) => { this.told(state, more); },
    });
    this.publishButton = h("button", { type: "button", class: "main", title: chord("Mod+Enter"), "aria-keyshortcuts": "Control+Enter Meta+Enter", onclick: () => void this.publish() }, t("Publish"), " ", h("kbd", { "aria-hidden": "true" }, chord("Mod+Enter")));
    this.publishButton.hidden = !data.may_publish;
    const submit = this.button(t("Submit"), () => void this.handOn("submit"));
    submit.className = data.may_publish ? "" : "main";
    submit.hidden = !data.may_submit;
    const schedule = this.button(t("Schedule…"), () => void this.handOn("schedule"));
    schedule.hidden = !data.may_schedule;
    this.writing.append(
      this.fields.heading, this.body.element, this.fields.byline, this.fields.more, this.fields.kind,
      h(
        "div", { class: "actions sticky composer-actions" },
        this.publishButton,
        h("button", { type: "button", onclick: () => void this.show() }, t("Preview")),
        submit, schedule,
        h("button", { type: "button", class: "quiet keys-hint", "aria-haspopup": "dialog", onclick: showShortcuts }, t("Keys"), " ", h("kbd", { "aria-hidden": "true" }, chord("Mod+/"))),
        this.state,
      ),
    );
    root.append(this.notices, this.writing, this.outcome, this.preview);
    uploads.begin(data.urls.picture);
    uploads.signedOut = () => { this.told("signed-out", {}); };
    document.addEventListener("keydown", (event) => { this.keydown(event); });
  }

  async open(): Promise<void> {
    await recover().catch(() => undefined);
    const kept = await texts.get(this.key).catch(() => undefined);
    const waiting = await queue.get(this.key).catch(() => undefined);
    this.fill(this.data.document);
    if (waiting) this.fill(waiting.document as unknown as Document);
    else if (kept && !same(kept.document, this.data.document)) this.takeUp(kept);
    this.form.hidden = true;
    this.root.hidden = false;
    if (this.data.draft_version && !kept) this.setState("desk", t("Saved at the desk, {time}", { time: clock(this.data.draft_at ?? Date.now()) }));
    if (waiting?.refused) this.refused(waiting.refused);
    else if (waiting) this.sendAway(waiting);
    else this.body.focus();
    if (this.data.base_revision === null && !kept && !waiting && this.data.draft_version === null) await this.offerOthers();
    void deliverAll(this.data.user, (result) => { if (result.waiting.key !== this.key) this.toldOf(result); });
  }

  private fill(document: Document): void {
    this.fields.show(document);
    this.body.show(document.content.body);
  }

  /** The text of this device is newer than what the desk has, or both have moved: show ours, offer theirs. */
  private takeUp(kept: Kept): void {
    for (const [id, { file, name }] of Object.entries(kept.files ?? {})) uploads.add(file, name, id);
    const theirs = this.data.document;
    const isDeskAhead = kept.version !== (this.data.draft_version ?? 0) || kept.base_revision !== this.data.base_revision;
    const ours = kept.document as unknown as Document;
    this.base = kept.base_revision;
    this.fill(ours);
    const take = (document: Document, other: Document, words: string, label: string): void => {
      this.notice("told", words, this.button(label, () => {
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
      this.notice("problem", t("Two texts: this one was kept on this device at {time}, another was saved at the desk since.", { time: at }),
        this.button(t("Go on with this one"), () => { this.clear(); this.saving.goOn(this.data.draft_version ?? 0); }),
        this.button(t("Take the desk’s"), () => { this.clear(); this.base = this.data.base_revision; this.fill(theirs); this.saving.goOn(this.data.draft_version ?? 0); }));
    }
  }

  /** Texts that were begun here and never published: after a crash, a closed lid, another day. */
  private async offerOthers(): Promise<void> {
    const { user, slug } = this.data;
    const isSent = new Set((await queue.all().catch(() => [])).map((each) => each.key));
    const others = (await texts.all().catch(() => [] as Kept[]))
      .filter((each) => each.user === user && each.slug === slug && each.base_revision === null && each.key !== this.key && !isSent.has(each.key))
      .sort((one, other) => other.at - one.at).slice(0, 3);
    for (const each of others) {
      const address = `${this.data.urls.write}?id=${encodeURIComponent(each.update_id)}`;
      const line = this.notice("told", t("Not published yet, written here at {time}: “{title}”", { time: clock(each.at), title: each.title || t("Untitled") }),
        h("a", { class: "button", href: address }, t("Go on with it")),
        this.button(t("Throw away"), () => void this.throwAway(each, line)));
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
    if (state === "signed-out") this.askToSignIn();
    if (state === "refused") this.problem(String(more["message"] ?? ""));
    if (state === "conflict" && more["draft"]) this.offerDraft(more["draft"] as { version: number; document: Document | null; at: string; author: string });
    if (state === "published") this.notice("problem", String(more["message"] ?? ""), h("a", { class: "button", href: this.data.urls.coverage }, t("To the coverage")));
    if (state === "desk" && this.signingIn !== undefined) this.signedIn();
  }

  private setState(state: string, words: string): void {
    this.state.dataset["state"] = state;
    if (this.state.textContent !== words) this.state.textContent = words;
  }

  private offerDraft(draft: { version: number; document: Document | null; at: string }): void {
    this.notice("problem", t("This draft was saved in another window at {time}.", { time: clock(draft.at) }),
      this.button(t("Go on with this one"), () => { this.clear(); this.saving.goOn(draft.version); }),
      draft.document ? this.button(t("Take the other"), () => { this.clear(); this.fill(draft.document as Document); this.saving.goOn(draft.version); }) : "");
  }

  private askToSignIn(): void {
    if (this.signingIn !== undefined) return;
    this.notice("problem signed-out", t("Your session has ended. Nothing is lost: sign in again, then go on here."),
      h("a", { class: "button main", href: this.data.urls.sign_in, target: "_blank", rel: "opener" }, t("Sign in in a new window")));
    announce(t("Your session has ended. Nothing is lost: sign in again, then go on here."));
    this.signingIn = setInterval(() => void this.lookForSession(), RETRY_MS);
    addEventListener("focus", this.lookSoon);
  }

  private readonly lookSoon = (): void => void this.lookForSession();

  private async lookForSession(): Promise<void> {
    if ((await session(this.data.urls.session).catch(() => null)) === null) return;
    this.signedIn();
    void this.saving.toDesk();
    uploads.goOn();
    const waiting = await queue.get(this.key).catch(() => undefined);
    if (waiting && waiting.refused === undefined) await this.send(waiting);
  }

  private signedIn(): void {
    clearInterval(this.signingIn);
    this.signingIn = undefined;
    removeEventListener("focus", this.lookSoon);
    this.notices.querySelector(".signed-out")?.remove();
    announce(t("Signed in again."));
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
      if (status !== 200) return this.problem(String(body["message"] ?? t("The desk could not show it.")));
      const frame = h("iframe", { title: t("Preview of the update"), sandbox: "", srcdoc: String(body["html"]) });
      this.preview.replaceChildren(h("div", { class: "head" }, h("h2", { id: "preview-title", tabindex: -1 }, t("Preview")), this.button(t("Close"), () => { this.preview.hidden = true; this.body.focus(); })), frame);
      this.preview.hidden = false;
      this.preview.querySelector<HTMLElement>("h2")?.focus();
      this.preview.scrollIntoView({ block: "nearest" });
    } catch (error) {
      if (error instanceof SignedOut) this.told("signed-out", {});
      else if (error instanceof Offline) this.problem(t("No network: the preview needs the desk."));
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
      if (this.isUploading()) return this.problem(t("A picture is still on its way to the desk. Publish when it is there, or remove it."));
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
      await this.send(waiting);
    } finally {
      this.isPublishing = false;
    }
  }

  /** To an editor, or to its moment: the desk has the draft first, and then asks or shows what is needed. */
  private async handOn(step: "submit" | "schedule"): Promise<void> {
    if (this.isUploading()) return this.problem(t("A picture is still on its way to the desk. Wait until it is there, or remove it."));
    await this.saving.now();
    if (!this.saving.isAtDesk && this.saving.state === "untouched") this.saving.changed();
    await this.saving.now();
    if (!this.saving.isAtDesk) return this.problem(t("The desk does not have this text yet; it is kept on this device. Try again when it says “Saved at the desk”."));
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
    else this.problem(t("The desk does not have this text yet; it is kept on this device. Try again when it says “Saved at the desk”."));
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
    this.clear();
    this.outcome.hidden = false;
    this.outcomeIs(t("Publishing…"), "waiting");
    this.outcome.focus();
    if (isOld) void this.send(waiting);
  }

  private async send(waiting: Waiting): Promise<void> {
    clearTimeout(this.timer);
    const outcome = await deliver(waiting);
    switch (outcome.kind) {
      case "published":
        await this.saving.end();
        return this.published(outcome);
      case "refused":
        return this.refused(String(outcome.answer.body["message"] ?? ""), outcome.answer.body);
      case "signed-out":
        this.waits(waiting, t("Your session has ended. This update waits on this device, and is published when you have signed in."));
        return this.askToSignIn();
      case "offline":
        this.waits(waiting, t("No network. This update waits on this device and goes out when the network is back; you may close this page."));
        break;
      case "unavailable":
        this.waits(waiting, t("The desk does not answer. This update waits on this device and is sent again; it is published once."));
    }
    addEventListener("online", () => void this.sendAgain(), { once: true });
    this.timer = setTimeout(() => void this.sendAgain(), RETRY_MS);
  }

  private async sendAgain(): Promise<void> {
    const waiting = await queue.get(this.key).catch(() => undefined);
    if (waiting && waiting.refused === undefined) await this.send(waiting);
  }

  private outcomeIs(title: string, kind: string, ...parts: (Node | string)[]): void {
    if (this.outcome.dataset["kind"] === kind && this.outcome.querySelector("h2")?.textContent === title && kind === "queued") return;
    this.outcome.dataset["kind"] = kind;
    this.outcome.replaceChildren(h("h2", { id: "outcome-title" }, title), ...parts);
  }

  private waits(waiting: Waiting, words: string): void {
    if (this.outcome.dataset["kind"] === "queued" && this.outcome.dataset["words"] === words) return;
    this.outcome.dataset["words"] = words;
    this.outcomeIs(t("Waiting to be published"), "queued", h("p", { role: "status" }, words),
      h("p", { class: "quoted", dir: "auto" }, waiting.title || t("Untitled")),
      h("div", { class: "actions" }, this.button(t("Send now"), () => void this.sendAgain()), this.button(t("Take it back and edit"), () => void this.takeBack())));
  }

  private async takeBack(): Promise<void> {
    clearTimeout(this.timer);
    await queue.drop(this.key);
    this.write();
  }

  private write(): void {
    this.outcome.hidden = true;
    this.outcome.dataset["kind"] = "";
    this.writing.hidden = false;
    this.saving.resume();
    this.saving.changed();
    this.body.focus();
  }

  private refused(message: string, body: Record<string, unknown> = {}): void {
    void queue.drop(this.key);
    this.write();
    const current = body["current"] as { revision: number; document: Document } | null | undefined;
    if (body["error"] === "conflict" && current) return this.conflict(message, current);
    if (body["error"] === "alt-missing") return void this.publish();
    this.problem(message);
  }

  /** Both texts, for whoever was second to decide: nothing is overwritten in silence. */
  private conflict(message: string, current: { revision: number; document: Document }): void {
    const stands = standing(current.document);
    const merge = this.button(t("Put both versions together"), () => void this.mergeThem());
    merge.className = "main";
    this.notice("problem conflict", message, this.data.base_revision === null ? "" : merge,
      this.button(t("Mine shall follow on it"), () => { this.base = current.revision; this.clear(); void this.publish(); }),
      this.button(t("Take theirs into the form"), () => { this.base = current.revision; this.clear(); this.fill(current.document); this.saving.changed(); }), stands);
  }

  private async published(outcome: Extract<Outcome, { kind: "published" }>): Promise<void> {
    const reach = h("p", { class: "reach", role: "status" }, t("Asking when readers had it…"));
    const page = String(outcome.body["page"] ?? "");
    this.outcomeIs(t("Published"), "published",
      h("p", { class: "quoted", dir: "auto" }, outcome.waiting.title),
      h("p", { class: "durable" }, t("In the log since {time}, as number {seq}.", { time: clock(outcome.at), seq: outcome.seq })),
      reach,
      h("div", { class: "actions" },
        h("a", { class: "button main", href: this.data.urls.write, "data-new-update": "" }, t("Write the next"), " ", h("kbd", { "aria-hidden": "true" }, "n")),
        h("a", { class: "button", href: page }, t("As readers see it")),
        h("a", { class: "button", href: this.data.urls.coverage }, t("To the coverage")),
        this.data.may_undo ? undoButton(`${this.data.urls.coverage}u/${this.data.update_id}/undo/`, outcome.at) : ""));
    this.outcome.focus();
    announce(t("Published"));
    history.replaceState(null, "", this.data.base_revision === null ? this.data.urls.write : location.pathname);
    reach.textContent = await reachedReaders(`${this.data.urls.reached}?seq=${outcome.seq}`, this.data.urls.session);
  }

  // Small things

  private toldOf(outcome: Outcome): void {
    const title = outcome.waiting.title || t("Untitled");
    if (outcome.kind === "published") this.notice("told", t("Published: “{title}”, number {seq} in the log.", { title, seq: outcome.seq }));
    if (outcome.kind === "refused") this.notice("problem", t("“{title}” could not be published: {why}", { title, why: String(outcome.answer.body["message"] ?? "") }), h("a", { class: "button", href: outcome.waiting.urls.edit }, t("Open it")));
  }

  private button(label: string, act: () => void): HTMLButtonElement {
    return h("button", { type: "button", onclick: act }, label);
  }

  private notice(kind: string, words: string, ...parts: (Node | string)[]): HTMLElement {
    const line = h("div", { class: `composer-notice ${kind}`, role: kind.startsWith("problem") ? "alert" : "status" }, h("p", {}, words), ...parts.filter(Boolean));
    if (kind.startsWith("problem")) for (const other of this.notices.querySelectorAll(".problem:not(.signed-out)")) other.remove();
    this.notices.append(line);
    return line;
  }

  private problem(words: string): void {
    if (words) this.notice("problem", words).scrollIntoView({ block: "nearest" });
  }

  private clear(): void {
    this.notices.replaceChildren(...this.notices.querySelectorAll(".signed-out"));
  }
}

function begin(): void {
  const data = document.getElementById("composer-data")?.textContent;
  const root = document.getElementById("composer");
  const form = document.getElementById("plain-form");
  if (!data || !root || !(form instanceof HTMLFormElement)) return;
  const words = document.getElementById("desk-words")?.textContent;
  if (words) speak(JSON.parse(words) as Record<string, string>);
  useToken(form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
  const composer = new Composer(JSON.parse(data) as Data, root, form);
  void composer.open().catch((error: unknown) => {
    // Better the plain form than none.
    form.hidden = false;
    root.hidden = true;
    throw error;
  });
}

begin();
