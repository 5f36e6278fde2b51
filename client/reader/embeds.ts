const LOAD = "[data-embed-load]";

/** Offers what a page without scripts cannot: the buttons that load embeds. */
export function offerEmbeds(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>(`${LOAD}, [data-embed-notice]`)) element.hidden = false;
}

function load(holder: HTMLElement): void {
  let address: URL;
  try {
    address = new URL(holder.dataset.embed ?? "");
  } catch {
    return;
  }
  if (address.protocol !== "https:") return;
  const frame = document.createElement("iframe");
  // With its own origin the embed keeps its own cookies and scripts; with ours it could reach out of the sandbox.
  const isForeign = address.origin !== location.origin;
  frame.setAttribute("sandbox", `allow-scripts allow-forms allow-popups${isForeign ? " allow-same-origin" : ""}`);
  frame.referrerPolicy = "strict-origin";
  frame.allow = "fullscreen; picture-in-picture";
  frame.title = holder.dataset.provider || address.hostname;
  frame.className = "embed-frame";
  frame.src = address.href;
  const button = holder.querySelector(LOAD);
  const hadFocus = button === document.activeElement;
  for (const element of holder.querySelectorAll(`${LOAD}, [data-embed-notice]`)) element.remove();
  holder.prepend(frame);
  if (hadFocus) frame.focus({ preventScroll: true });
}

/** Loads an embed when its button is pressed; before that nothing is asked of its provider. */
export function loadEmbedsWhenAsked(): void {
  document.addEventListener("click", (event) => {
    const holder = (event.target as Element).closest(LOAD)?.closest<HTMLElement>("[data-embed]");
    if (holder) load(holder);
  });
}

/** Opens in `fresh` the embeds that the reader had opened in `old`. */
export function reopenEmbeds(old: HTMLElement, fresh: HTMLElement): void {
  const opened = [...old.querySelectorAll("[data-embed] > iframe")].map((frame) => frame.parentElement?.dataset.embed);
  for (const holder of fresh.querySelectorAll<HTMLElement>("[data-embed]")) {
    if (opened.includes(holder.dataset.embed)) load(holder);
  }
}
