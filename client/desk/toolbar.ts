// The buttons over the text, and those of a table while the cursor is in one.
import type { Editor } from "@tiptap/core";
import { field, h } from "./elements";
import { icon } from "./icons";
import { insertQuote } from "./schema";
import { chord } from "./shortcuts";
import { t } from "./words";

interface Tool {
  label: string;
  /** Its sign; with `words` its label stands beside it where there is room. */
  face: string;
  words?: boolean;
  keys?: string;
  act: () => void;
  isOn?: () => boolean;
}

export interface Toolbars {
  main: HTMLElement;
  table: HTMLElement;
  look: () => void;
}

export function toolbars(editor: Editor, more: { link: () => void; picture: () => void; library: () => void; card: () => void; embed: () => void }): Toolbars {
  // At once: the editor's own command waits for a frame, and what is typed meanwhile would go to the button.
  const chain = () => {
    editor.view.focus();
    return editor.chain();
  };
  const groups: Tool[][] = [
    [
      { label: t("Bold"), face: "bold", keys: "Mod+B", act: () => chain().toggleMark("strong").run(), isOn: () => editor.isActive("strong") },
      { label: t("Italic"), face: "italic", keys: "Mod+I", act: () => chain().toggleMark("em").run(), isOn: () => editor.isActive("em") },
      { label: t("Link"), face: "link", keys: "Mod+K", act: more.link, isOn: () => editor.isActive("link") },
    ],
    [
      { label: t("Subheading"), face: "heading", keys: "Mod+Alt+3", act: () => chain().toggleNode("heading", "paragraph", { level: 3 }).run(), isOn: () => editor.isActive("heading") },
      { label: t("List"), face: "list", keys: "Mod+Shift+8", act: () => chain().toggleBulletList().run(), isOn: () => editor.isActive("bulletList") },
      { label: t("Numbered list"), face: "numbers", keys: "Mod+Shift+7", act: () => chain().toggleOrderedList().run(), isOn: () => editor.isActive("orderedList") },
      { label: t("Quote"), face: "quote", keys: "Mod+Shift+B", act: () => { editor.view.focus(); insertQuote(editor); }, isOn: () => editor.isActive("quote") },
    ],
    [
      { label: t("Picture"), face: "picture", words: true, act: more.picture },
      { label: t("Picture from the library"), face: "library", act: more.library },
      { label: t("Link card"), face: "card", words: true, act: more.card },
      { label: t("Embed"), face: "embed", words: true, act: more.embed },
      { label: t("Table"), face: "table", words: true, act: () => chain().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run() },
      { label: t("Divider"), face: "divider", act: () => chain().insertContent([{ type: "divider" }, { type: "paragraph" }]).run() },
    ],
    [
      { label: t("Undo"), face: "undo", keys: "Mod+Z", act: () => chain().undo().run() },
      { label: t("Redo"), face: "redo", keys: "Mod+Shift+Z", act: () => chain().redo().run() },
    ],
  ];
  const buttons: [HTMLButtonElement, Tool][] = [];
  const make = (tool: Tool): HTMLButtonElement => {
    const keys = tool.keys ? ` (${chord(tool.keys)})` : "";
    const button = h("button", { type: "button", "aria-label": tool.label, title: tool.label + keys, "aria-pressed": tool.isOn ? "false" : null, tabindex: -1, onclick: () => { tool.act(); look(); } }, icon(tool.face), tool.words ? h("span", { class: "tool-words" }, tool.label) : null);
    // The text keeps its selection while a button is pressed.
    button.addEventListener("mousedown", (event) => { event.preventDefault(); });
    buttons.push([button, tool]);
    return button;
  };
  const main = h(
    "div", { class: "toolbar", role: "toolbar", "aria-label": t("Formatting"), "aria-controls": "composer-text" },
    ...groups.map((group) => h("span", { class: "tools" }, ...group.map(make))),
  );
  rove(main);

  const caption = h("input", { type: "text", dir: "auto" });
  caption.addEventListener("input", () => { editor.commands.updateAttributes("table", { caption: caption.value }); });
  const plain = (label: string, act: () => void): HTMLElement => h("button", { type: "button", onclick: act }, label);
  const table = h(
    "div", { class: "table-tools", role: "group", "aria-label": t("Table"), hidden: true },
    plain(t("Row below"), () => chain().addRowAfter().run()),
    plain(t("Column after"), () => chain().addColumnAfter().run()),
    plain(t("Delete row"), () => chain().deleteRow().run()),
    plain(t("Delete column"), () => chain().deleteColumn().run()),
    plain(t("Header row"), () => chain().toggleHeaderRow().run()),
    plain(t("Delete table"), () => chain().deleteTable().run()),
    field(t("Caption of the table"), caption),
  );

  const look = (): void => {
    for (const [button, tool] of buttons) if (tool.isOn) button.setAttribute("aria-pressed", String(tool.isOn()));
    const isInTable = editor.isActive("table");
    // It stays while its own field is used.
    table.hidden = !isInTable && !table.contains(document.activeElement);
    if (isInTable && document.activeElement !== caption) caption.value = String(editor.getAttributes("table")["caption"] ?? "");
  };
  editor.on("transaction", look);
  return { main, table, look };
}

/** One stop for the Tab key; arrows, Home and End within. */
function rove(bar: HTMLElement): void {
  const all = [...bar.querySelectorAll<HTMLElement>("button")];
  all[0]?.setAttribute("tabindex", "0");
  bar.addEventListener("focusin", (event) => {
    for (const each of all) each.setAttribute("tabindex", each === event.target ? "0" : "-1");
  });
  bar.addEventListener("keydown", (event) => {
    const at = all.indexOf(event.target as HTMLElement);
    const forward = getComputedStyle(bar).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    all[(to + all.length) % all.length]?.focus();
  });
}
