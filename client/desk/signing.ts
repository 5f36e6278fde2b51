// Signing in again: in another window, while this one keeps the text and watches for the session.
import { isOfSomebodyElse, isSignedIn } from "./api";
import { announce, h } from "./elements";
import type { Notices } from "./notices";
import { t } from "./words";

interface Options {
  notices: Notices;
  urls: { session: string; sign_in: string };
  /** Somebody has signed in: what waited can go on. */
  back: () => void;
}

const LOOK_MS = 3_000;

export class Signing {
  private watching: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: Options) {}

  /** Ask, once, and watch until there is a session. */
  ask(): void {
    if (this.watching !== undefined) return;
    const words = isOfSomebodyElse()
      ? t("Somebody else is signed in on this device now. What you write stays here, for you alone: sign in as yourself, then go on.")
      : t("Your session has ended. Nothing is lost: sign in again, then go on here.");
    this.options.notices.tell("problem signed-out", words,
      h("a", { class: "button main", href: this.options.urls.sign_in, target: "_blank", rel: "opener" }, t("Sign in in a new window")));
    announce(words);
    this.watching = setInterval(this.look, LOOK_MS);
    addEventListener("focus", this.look);
  }

  /** The desk has answered as to somebody signed in: there is nothing left to ask. */
  seen(): void {
    if (this.watching !== undefined) this.end();
  }

  private readonly look = (): void => void this.lookForSession();

  private async lookForSession(): Promise<void> {
    if (!(await isSignedIn(this.options.urls.session).catch(() => false))) return;
    this.end();
    this.options.back();
  }

  private end(): void {
    clearInterval(this.watching);
    this.watching = undefined;
    removeEventListener("focus", this.look);
    this.options.notices.element.querySelector(".signed-out")?.remove();
    announce(t("Signed in again."));
  }
}
