// What becomes of an update that was sent: it takes the form's place until the update is published, refused or taken back.
import { reachedReaders, undoButton } from "./after";
import { standing } from "./bodies";
import { announce, h } from "./elements";
import type { Document } from "./fields";
import { type Waiting, queue } from "./kept";
import { type Notices, button, clock } from "./notices";
import { type Outcome, deliver } from "./outbox";
import { t } from "./words";

interface Options {
  key: string;
  update_id: string;
  isRevision: boolean;
  mayUndo: boolean;
  urls: Record<"coverage" | "reached" | "session" | "write", string>;
  /** It is in the log; awaited before that is shown. */
  published: () => Promise<void>;
  refused: (message: string, body: Record<string, unknown>) => void;
  signedOut: () => void;
  takenBack: () => void;
}

const RETRY_MS = 3_000;

export class Sending {
  readonly element = h("section", { class: "outcome sheet", tabindex: -1, hidden: true, "aria-labelledby": "outcome-title" });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isSending = false;

  constructor(private readonly options: Options) {
    addEventListener("online", () => { if (this.element.dataset["kind"] === "queued") void this.sendAgain(); });
  }

  show(): void {
    this.element.hidden = false;
    this.become(t("Publishing…"), "waiting");
    this.element.focus();
  }

  hide(): void {
    this.element.hidden = true;
    this.element.dataset["kind"] = "";
  }

  async send(waiting: Waiting): Promise<void> {
    clearTimeout(this.timer);
    if (this.isSending) return;
    this.isSending = true;
    const outcome = await deliver(waiting).finally(() => { this.isSending = false; });
    switch (outcome.kind) {
      case "published":
        await this.options.published();
        return this.published(outcome);
      case "refused":
        return this.options.refused(String(outcome.answer.body["message"] ?? ""), outcome.answer.body);
      case "signed-out":
        this.waits(waiting, t("Your session has ended. This update waits on this device, and is published when you have signed in."));
        return this.options.signedOut();
      case "offline":
        this.waits(waiting, t("No network. This update waits on this device and goes out when the network is back; you may close this page."));
        break;
      case "unavailable":
        this.waits(waiting, t("The desk does not answer. This update waits on this device and is sent again; it is published once."));
    }
    this.timer = setTimeout(() => void this.sendAgain(), RETRY_MS);
  }

  /** Send what waits here, unless the desk has refused it or it was taken back. */
  async sendAgain(): Promise<void> {
    const waiting = await queue.get(this.options.key).catch(() => undefined);
    if (waiting && waiting.refused === undefined) await this.send(waiting);
  }

  private become(title: string, kind: string, ...parts: (Node | string)[]): void {
    if (this.element.dataset["kind"] === kind && this.element.querySelector("h2")?.textContent === title && kind === "queued") return;
    this.element.dataset["kind"] = kind;
    this.element.replaceChildren(h("h2", { id: "outcome-title" }, title), ...parts);
  }

  private waits(waiting: Waiting, words: string): void {
    if (this.element.dataset["kind"] === "queued" && this.element.dataset["words"] === words) return;
    this.element.dataset["words"] = words;
    this.become(t("Waiting to be published"), "queued", h("p", { role: "status" }, words),
      h("p", { class: "quoted", dir: "auto" }, waiting.title || t("Untitled")),
      h("div", { class: "actions" }, button(t("Send now"), () => void this.sendAgain()), button(t("Take it back and edit"), () => void this.takeBack())));
  }

  private async takeBack(): Promise<void> {
    clearTimeout(this.timer);
    await queue.drop(this.options.key);
    this.options.takenBack();
  }

  private async published(outcome: Extract<Outcome, { kind: "published" }>): Promise<void> {
    const { update_id, isRevision, mayUndo, urls } = this.options;
    const reach = h("p", { class: "reach", role: "status" }, t("Asking when readers had it…"));
    const page = String(outcome.body["page"] ?? "");
    this.become(t("Published"), "published",
      h("p", { class: "quoted", dir: "auto" }, outcome.waiting.title),
      h("p", { class: "durable" }, t("In the log since {time}, as number {seq}.", { time: clock(outcome.at), seq: outcome.seq })),
      reach,
      h("div", { class: "actions" },
        h("a", { class: "button main", href: urls.write, "data-new-update": "" }, t("Write the next"), " ", h("kbd", { "aria-hidden": "true" }, "n")),
        h("a", { class: "button", href: page }, t("As readers see it")),
        h("a", { class: "button", href: urls.coverage }, t("To the coverage")),
        mayUndo ? undoButton(`${urls.coverage}u/${update_id}/undo/`, outcome.at) : ""));
    this.element.focus();
    announce(t("Published"));
    history.replaceState(null, "", isRevision ? location.pathname : urls.write);
    reach.textContent = await reachedReaders(`${urls.reached}?seq=${outcome.seq}`, urls.session);
  }
}

/** What became of an update that waited here from another page. */
export function tellOf(outcome: Outcome, notices: Notices): void {
  const title = outcome.waiting.title || t("Untitled");
  if (outcome.kind === "published") notices.tell("told", t("Published: “{title}”, number {seq} in the log.", { title, seq: outcome.seq }));
  if (outcome.kind === "refused") notices.tell("problem", t("“{title}” could not be published: {why}", { title, why: String(outcome.answer.body["message"] ?? "") }), h("a", { class: "button", href: outcome.waiting.urls.edit }, t("Open it")));
}

/** Both texts, for whoever was second to decide: nothing is overwritten in silence. `merge` is null where there is nothing to merge with. */
export function tellOfConflict(notices: Notices, message: string, theirs: Document, choices: { merge: (() => void) | null; follow: () => void; take: () => void }): void {
  const merge = choices.merge && button(t("Put both versions together"), choices.merge);
  if (merge) merge.className = "main";
  notices.tell("problem conflict", message, merge ?? "",
    button(t("Mine shall follow on it"), choices.follow),
    button(t("Take theirs into the form"), choices.take), standing(theirs));
}
