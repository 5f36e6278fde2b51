// The editor: the text itself, what is pasted and dropped into it, the offers that it makes.
import { Editor } from "@tiptap/core";
import { Slice } from "@tiptap/pm/model";
import { NodeSelection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { askForUrl } from "./asking";
import { type Block, toBlocks, toDocument } from "./blocks";
import { announce, h } from "./elements";
import { type Found, pickPicture } from "./library";
import { blocksFromHtml, blocksFromText, loneUrl } from "./paste";
import { uploads } from "./pictures";
import { extensions } from "./schema";
import { toolbars } from "./toolbar";
import { t } from "./words";

export interface Provider {
  name: string;
  title: string;
  hosts: string[];
  path: string;
}

interface Options {
  providers: Provider[];
  dir: string;
  language: string;
  changed: () => void;
  told: (words: string) => void;
  find: (words: string) => Promise<Found[]>;
}

export interface Body {
  element: HTMLElement;
  show(blocks: Block[]): void;
  read(): Block[];
  focus(): void;
  /** Put the focus on the description of the first picture that has none. */
  describe(): void;
}

/** What is typed while a picture is selected goes into a paragraph behind it, not into its place. */
function writeBehind(view: EditorView, text: string): boolean {
  const { selection, tr, schema } = view.state;
  const paragraph = schema.nodes["paragraph"];
  if (!(selection instanceof NodeSelection) || !selection.node.isBlock || !paragraph) return false;
  tr.insert(selection.to, paragraph.create(null, schema.text(text)));
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, selection.to + 1 + text.length)).scrollIntoView());
  return true;
}

export function body({ providers, dir, language, changed, told, find }: Options): Body {
  const holder = h("div", { class: "editor" });
  let isFilling = false;
  const editor = new Editor({
    element: holder,
    extensions,
    injectCSS: false,
    enableInputRules: true,
    enablePasteRules: false,
    editorProps: {
      attributes: {
        id: "composer-text", role: "textbox", "aria-multiline": "true", "aria-label": t("Text"), dir, lang: language, spellcheck: "true", class: "prose",
      }, // prettier-ignore
      handleTextInput: (view, _from, _to, text) => writeBehind(view, text),
      handlePaste: (view, event) => paste(view, event),
      handleDrop: (view, event, _slice, moved) => !moved && drop(view, event),
      handleKeyDown: (_view, event) => {
        if (event.key === "F10" && event.altKey) {
          bars.main.querySelector<HTMLElement>("[tabindex='0']")?.focus();
          return true;
        }
        if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          void link();
          return true;
        }
        if (event.key === "Tab" && !event.shiftKey && offer.firstElementChild && !editor.isActive("table")) {
          event.preventDefault();
          offer.querySelector("button")?.focus();
          return true;
        }
        return false;
      },
    },
    onUpdate: () => {
      if (isFilling) return;
      changed();
    },
  });
  const file = h("input", { type: "file", accept: "image/*,.heic,.heif,.avif", multiple: true, hidden: true });
  file.addEventListener("change", () => {
    addPictures([...(file.files ?? [])]);
    file.value = "";
  });
  const bars = toolbars(editor, {
    link: () => void link(),
    picture: () => { file.click(); },
    library: () => void fromLibrary(),
    card: () => void card("linkCard"),
    embed: () => void card("embed"),
  });
  const offer = h("div", { class: "offer", role: "group", "aria-label": t("What to make of this address") });
  const element = h("div", { class: "body" }, h("h2", { class: "unseen" }, t("Text")), bars.main, bars.table, holder, offer, file);
  uploads.arrived = (id, block) => { arrived(id, block); };

  /** At once: the editor's own command waits for a frame, and what is typed meanwhile would go elsewhere. */
  const focused = () => {
    editor.view.focus();
    return editor.chain();
  };

  /** The browser tells of a new selection a moment after the key that made it. */
  function readSelection(): void {
    const shown = getSelection();
    const { view } = editor;
    if (!shown?.anchorNode || !shown.focusNode || !view.dom.contains(shown.anchorNode) || !view.dom.contains(shown.focusNode)) return;
    const at = (node: globalThis.Node, offset: number) => view.state.doc.resolve(view.posAtDOM(node, offset));
    const selection = TextSelection.between(at(shown.anchorNode, shown.anchorOffset), at(shown.focusNode, shown.focusOffset));
    if (!(view.state.selection instanceof TextSelection) || selection.eq(view.state.selection)) return;
    view.dispatch(view.state.tr.setSelection(selection));
  }

  async function link(): Promise<void> {
    readSelection();
    const isOn = editor.isActive("link");
    if (isOn) editor.commands.extendMarkRange("link");
    const marked = editor.state.selection.getBookmark();
    const url = await askForUrl(t("Link"), String(editor.getAttributes("link")["href"] ?? ""), isOn);
    // A dialog that closes puts the cursor somewhere of the browser's choosing.
    editor.view.focus();
    editor.view.dispatch(editor.state.tr.setSelection(marked.resolve(editor.state.doc)));
    if (url === null) return;
    if (url === "") return void editor.chain().extendMarkRange("link").unsetMark("link").run();
    if (editor.state.selection.empty && !isOn) {
      return void editor.chain().insertContent({ type: "text", text: url, marks: [{ type: "link", attrs: { href: url } }] }).run();
    }
    editor.chain().setMark("link", { href: url }).run();
  }

  async function fromLibrary(): Promise<void> {
    const block = await pickPicture(find);
    if (block) insertBlock("image", block);
    else editor.view.focus();
  }

  async function card(kind: "linkCard" | "embed"): Promise<void> {
    const url = await askForUrl(kind === "embed" ? t("Embed") : t("Link card"));
    if (url) insertBlock(kind, kind === "embed" ? embedOf(url) : { type: "link", text: url, url });
    else editor.view.focus();
  }

  function insertBlock(type: string, block: Block): void {
    focused().insertContent([{ type, attrs: { block } }, { type: "paragraph" }]).run();
  }

  function providerOf(address: string): Provider | undefined {
    let url: URL;
    try {
      url = new URL(address);
    } catch {
      return undefined;
    }
    const host = url.hostname.replace(/^www\./, "");
    return providers.find((each) => each.hosts.includes(host) && new RegExp(`^${each.path}`).test(url.pathname + url.search));
  }

  const embedOf = (url: string): Block => ({ type: "embed", url, provider: providerOf(url)?.name ?? new URL(url).hostname.replace(/^www\./, ""), text: "" });

  function paste(view: EditorView, event: ClipboardEvent): boolean {
    const data = event.clipboardData;
    if (!data) return false;
    const html = data.getData("text/html");
    const text = data.getData("text/plain");
    if (html.includes("data-pm-slice")) return false;
    const pictures = [...data.files].filter((each) => each.type.startsWith("image/"));
    // Word puts a picture of the words beside the words.
    if (pictures.length && !text.trim()) return addPictures(pictures);
    const parent = view.state.selection.$from.parent.type.name;
    if (parent === "heading" || parent === "quoteBy" || parent === "plainParagraph") {
      if (!text) return false;
      const inOneLine = parent === "heading" || parent === "quoteBy";
      editor.commands.insertContent(plainContent(inOneLine ? text.replace(/\s+/g, " ").trim() : text));
      return true;
    }
    const url = loneUrl(text);
    if (url) return pasteUrl(view, url);
    const found = html ? blocksFromHtml(html) : { blocks: blocksFromText(text), pictures: 0 };
    if (found.pictures) told(t("{n} pictures of the other page were left out. Drop the files themselves, if you may use them.", { n: found.pictures }));
    const blocks = found.blocks.length ? found.blocks : blocksFromText(text);
    if (!blocks.length) return false;
    const content = toDocument(blocks, view.state.schema).content;
    const first = content.firstChild?.type.name === "paragraph" ? 1 : 0;
    const last = content.lastChild?.type.name === "paragraph" ? 1 : 0;
    view.dispatch(view.state.tr.replaceSelection(new Slice(content, first, last)).scrollIntoView().setMeta("paste", true));
    return true;
  }

  function plainContent(text: string): { type: string; text?: string }[] {
    return text.replace(/\r\n?/g, "\n").trim().split("\n").flatMap((line, n) => [...(n ? [{ type: "hardBreak" }] : []), ...(line ? [{ type: "text", text: line }] : [])]);
  }

  function pasteUrl(view: EditorView, url: string): boolean {
    const { selection, schema } = view.state;
    const mark = schema.mark("link", { href: url });
    if (!selection.empty) {
      view.dispatch(view.state.tr.addMark(selection.from, selection.to, mark));
      return true;
    }
    const isAlone = selection.$from.parent.content.size === 0 && selection.$from.depth === 1;
    view.dispatch(view.state.tr.replaceSelectionWith(schema.text(url, [mark]), false).removeStoredMark(mark));
    if (isAlone) offerFor(url);
    return true;
  }

  /** What the address that stands alone in its paragraph may become; it stays a link where nobody chooses. */
  function offerFor(url: string): void {
    const provider = providerOf(url);
    const isWhole = (): { from: number; to: number } | null => {
      const { $from } = editor.state.selection;
      return $from.depth === 1 && $from.parent.textContent === url ? { from: $from.before(), to: $from.after() } : null;
    };
    const close = (): void => {
      offer.replaceChildren();
      editor.off("transaction", look);
    };
    const look = (): void => { if (!isWhole()) close(); };
    const replace = (type: string, block: Block) => () => {
      const range = isWhole();
      close();
      if (range) focused().insertContentAt(range, [{ type, attrs: { block } }, { type: "paragraph" }]).setTextSelection(range.from + 2).run();
    };
    const choice = (label: string, act: () => void, kind = ""): HTMLElement => h("button", { type: "button", class: kind, onclick: act }, label);
    const asCard = choice(t("Link card"), replace("linkCard", { type: "link", text: url, url }), provider ? "" : "main");
    const asEmbed = choice(provider ? t("Embed ({provider})", { provider: provider.title }) : t("Embed"), replace("embed", embedOf(url)), provider ? "main" : "");
    const asLink = choice(t("Keep the link"), () => { close(); editor.view.focus(); });
    offer.replaceChildren(h("span", {}, t("Make it a")), ...(provider ? [asEmbed, asCard] : [asCard, asEmbed]), asLink);
    editor.on("transaction", look);
    announce(t("This address can be a link card or an embed: press Tab to choose."));
  }
  offer.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    offer.replaceChildren();
    editor.view.focus();
  });

  function drop(view: EditorView, event: DragEvent): boolean {
    const pictures = [...(event.dataTransfer?.files ?? [])].filter((each) => each.type.startsWith("image/") || /\.(heic|heif|avif)$/i.test(each.name));
    if (!pictures.length) return false;
    event.preventDefault();
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
    return addPictures(pictures, at);
  }

  function addPictures(files: File[], at?: number): boolean {
    const $from = at === undefined ? editor.state.selection.$from : editor.state.doc.resolve(at);
    const isEmpty = $from.depth === 1 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0;
    const [from, to] = $from.depth === 0 ? [$from.pos, $from.pos] : isEmpty ? [$from.before(1), $from.after(1)] : [$from.after(1), $from.after(1)];
    const nodes = files.map((each) => ({ type: "image", attrs: { block: { type: "image", url: null, alt: "", caption: "", credit_line: "", upload: uploads.add(each, each.name || "picture") } } }));
    editor.commands.insertContentAt({ from, to }, nodes);
    requestAnimationFrame(() => { describe(); });
    return files.length > 0;
  }

  function arrived(id: string, block: Block): void {
    const { tr, doc } = editor.state;
    doc.descendants((node, at) => {
      const now = node.type.name === "image" ? (node.attrs["block"] as Block) : null;
      if (now?.["upload"] !== id) return node.isBlock && !node.isTextblock;
      // What was written meanwhile counts more than what the file says of itself.
      const words = Object.fromEntries(["alt", "caption", "credit_line"].map((name) => [name, now[name] || block[name] || ""]));
      tr.setNodeMarkup(at, undefined, { block: { ...block, ...words } });
      return false;
    });
    tr.setMeta("addToHistory", false);
    editor.view.dispatch(tr);
    announce(t("The picture is at the desk."));
  }

  function describe(): void {
    const fields = [...holder.querySelectorAll<HTMLTextAreaElement>(".picture-block textarea")];
    fields.find((each, n) => n % 2 === 0 && !each.value.trim())?.focus();
  }

  return {
    element,
    show(blocks) {
      isFilling = true;
      const { tr, doc, schema } = editor.state;
      tr.replaceWith(0, doc.content.size, toDocument(blocks, schema).content).setMeta("addToHistory", false);
      tr.setSelection(TextSelection.atStart(tr.doc));
      editor.view.dispatch(tr);
      isFilling = false;
    },
    read: () => toBlocks(editor.state.doc),
    focus: () => {
      editor.commands.setTextSelection(editor.state.doc.content.size);
      editor.view.focus();
    },
    describe,
  };
}
