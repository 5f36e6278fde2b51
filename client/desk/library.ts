// A picture of the newsroom's library, looked for and chosen.
import type { Block } from "./blocks";
import { field, h } from "./elements";
import { t } from "./words";

export interface Found {
  thumbnail: string;
  name: string;
  block: Block;
}

const PATIENCE_MS = 250;

/** The picture that was chosen, null if none was. */
export function pickPicture(find: (words: string) => Promise<Found[]>): Promise<Block | null> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asked = 0;
    const words = h("input", { type: "search", dir: "auto", autocomplete: "off" });
    const list = h("ul", { class: "library" });
    const told = h("p", { class: "help", role: "status" });
    const look = async (): Promise<void> => {
      const number = (asked += 1);
      const found = await find(words.value);
      if (number !== asked) return;
      told.textContent = found.length ? "" : t("No picture of the library fits.");
      list.replaceChildren(...found.map((each) => h(
        "li", {},
        h("button", { type: "button", title: each.name, onclick: () => { dialog.close(); resolve(each.block); } }, h("img", { src: each.thumbnail, alt: each.name, loading: "lazy" })),
      )));
    };
    words.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => void look(), PATIENCE_MS);
    });
    const close = h("button", { type: "button", onclick: () => dialog.close() }, t("Cancel"));
    const dialog = document.body.appendChild(h("dialog", { class: "desk-dialog library-dialog", "aria-labelledby": "library-title" }, h("h2", { id: "library-title" }, t("Picture from the library")), field(t("Look for"), words), told, list, h("div", { class: "actions" }, close)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(null);
    });
    dialog.showModal();
    void look();
  });
}
