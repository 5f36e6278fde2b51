// How blocks without text of their own stand in the editor: pictures with their words, embeds, cards, sealed boxes.
import type { NodeViewRenderer, NodeViewRendererProps } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { Block } from "./blocks";
import { field, grow, h } from "./elements";
import { type FocalPoint, askFocalPoint } from "./focal";
import { keepFocalPoint } from "./focal-keep";
import { uploads } from "./pictures";
import { t } from "./words";

type Change = (fields: Record<string, unknown>) => void;

function changer({ editor, getPos }: NodeViewRendererProps, current: () => Node): Change {
  return (fields) => {
    const at = getPos();
    if (at === undefined) return;
    const block = { ...(current().attrs["block"] as Block), ...fields };
    editor.view.dispatch(editor.state.tr.setNodeMarkup(at, undefined, { ...current().attrs, block }));
  };
}

function remover({ editor, getPos }: NodeViewRendererProps, current: () => Node): () => void {
  return () => {
    const at = getPos();
    if (at === undefined) return;
    editor.chain().deleteRange({ from: at, to: at + current().nodeSize }).focus().run();
  };
}

/** Moves a block over its neighbour, so that nobody needs a mouse to drag it. */
function mover({ editor, getPos }: NodeViewRendererProps, current: () => Node, down: boolean): () => void {
  return () => {
    const at = getPos();
    if (at === undefined) return;
    const { doc, tr } = editor.state;
    const index = doc.resolve(at).index(0);
    const other = doc.maybeChild(index + (down ? 1 : -1));
    if (!other) return;
    const node = current();
    tr.delete(at, at + node.nodeSize).insert(down ? at + other.nodeSize : at - other.nodeSize, node);
    editor.view.dispatch(tr.scrollIntoView());
  };
}

function frame(props: NodeViewRendererProps, label: string, current: () => Node, ...children: (HTMLElement | null)[]): HTMLElement {
  const button = (name: string, text: string, act: () => void): HTMLElement =>
    h("button", { type: "button", class: "quiet", "aria-label": `${text}: ${label}`, title: text, onclick: act }, name);
  const tools = h(
    "div", { class: "block-tools" },
    h("span", { class: "block-kind" }, label),
    button("↑", t("Move up"), mover(props, current, false)),
    button("↓", t("Move down"), mover(props, current, true)),
    button("✕", t("Remove"), remover(props, current)),
  );
  return h("div", { class: "block", role: "group", "aria-label": label, contenteditable: "false" }, tools, ...children);
}

interface Input {
  control: HTMLInputElement | HTMLTextAreaElement;
  show(block: Block): void;
}

function input(name: string, change: Change, { rows = 0, dir = "auto", type = "text" } = {}): Input {
  const control = rows ? h("textarea", { rows, dir }) : h("input", { type, dir });
  control.addEventListener("input", () => {
    if (control instanceof HTMLTextAreaElement) grow(control);
    change({ [name]: control.value });
  });
  return {
    control,
    show: (block) => {
      const value = String(block[name] ?? "");
      if (control.value !== value) control.value = value;
      if (control instanceof HTMLTextAreaElement) requestAnimationFrame(() => grow(control));
    },
  };
}

function view(dom: HTMLElement, first: Node, show: (block: Block) => void, hold: (node: Node) => void, leave?: () => void): ReturnType<NodeViewRenderer> {
  show(first.attrs["block"] as Block);
  return {
    dom,
    update: (node: Node) => {
      if (node.type !== first.type) return false;
      hold(node);
      show(node.attrs["block"] as Block);
      return true;
    },
    selectNode: () => dom.classList.add("is-selected"),
    deselectNode: () => dom.classList.remove("is-selected"),
    // What is typed into a block's own fields is none of the editor's business; dragging the block is.
    stopEvent: (event: Event) => !/^drag|^drop/.test(event.type) || event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement,
    ignoreMutation: () => true,
    ...(leave ? { destroy: leave } : {}),
  } as unknown as ReturnType<NodeViewRenderer>;
}

export const imageView: NodeViewRenderer = (props) => {
  let node = props.node;
  const change = changer(props, () => node);
  const alt = input("alt", change, { rows: 2 });
  const caption = input("caption", change, { rows: 1 });
  const credit = input("credit_line", change);
  const picture = h("img", { alt: "" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("Uploading") });
  const told = h("p", { class: "upload-told", role: "status" });
  const again = h("button", { type: "button", onclick: () => uploads.retry(String((node.attrs["block"] as Block)["upload"])) }, t("Try again"));
  const focus = h("button", {
    type: "button",
    class: "quiet focus-button",
    onclick: () => {
      const block = node.attrs["block"] as Block;
      askFocalPoint(picture.src, (block["focal_point"] as FocalPoint | undefined) ?? { x: 50, y: 50 }, async (point) => {
        const { told: why, fields } = await keepFocalPoint(String(block["url"] ?? ""), point);
        if (fields) change(fields);
        return why;
      });
    },
  }, t("What a crop must keep…"));
  const missing = h("p", { class: "alt-missing" }, t("Not described yet"));
  const dom = frame(
    props, t("Picture"), () => node,
    h("div", { class: "picture-shown" }, picture, bar, told, again, focus),
    h("div", { class: "picture-words" }, field(t("Description for those who cannot see it"), alt.control), missing, field(t("Caption"), caption.control), field(t("Credit"), credit.control)),
  );
  dom.classList.add("picture-block");
  const show = (block: Block): void => {
    for (const each of [alt, caption, credit]) each.show(block);
    const upload = typeof block["upload"] === "string" ? uploads.of(block["upload"]) : undefined;
    const renditions = (block["renditions"] as { url: string; width: number; media_type: string }[] | undefined) ?? [];
    const small = renditions.filter((each) => each.media_type === "image/webp").sort((one, other) => one.width - other.width);
    const source = upload?.shown ?? (small.find((each) => each.width >= 600) ?? small.at(-1))?.url ?? (block["url"] as string | null);
    if (source && picture.getAttribute("src") !== source) picture.src = source;
    picture.hidden = !source;
    bar.hidden = !upload || upload.state !== "sending";
    bar.value = upload?.progress ?? 0;
    focus.hidden = Boolean(upload) || !/\/[0-9a-f]{32}\.jpg$/.test(String(block["url"] ?? ""));
    again.hidden = upload?.state !== "failed";
    told.textContent = upload ? upload.told : "";
    missing.hidden = Boolean(String(block["alt"] ?? "").trim());
  };
  const off = uploads.watch(() => show(node.attrs["block"] as Block));
  return view(dom, node, show, (next) => { node = next; }, off);
};

const LABELS: Record<string, () => string> = {
  embed: () => t("Embed"),
  linkCard: () => t("Link card"),
};

export const atomView: NodeViewRenderer = (props) => {
  let node = props.node;
  const change = changer(props, () => node);
  const kind = node.type.name;
  if (kind === "opaque") {
    const words = h("p", { class: "opaque-words", dir: "auto" });
    const dom = frame(props, t("Something that cannot be edited here"), () => node, words);
    const show = (block: Block): void => {
      words.textContent = `${block.type}: ${strings(block).join(" · ").slice(0, 400)}`;
    };
    return view(dom, node, show, (next) => { node = next; });
  }
  const url = input("url", change, { dir: "ltr", type: "url" });
  const text = input("text", change, { rows: kind === "embed" ? 2 : 0 });
  const provider = h("p", { class: "help" });
  const fields = kind === "embed"
    ? [field(t("Address"), url.control), field(t("Words in its place"), text.control, t("Shown until the reader asks for the embed."))]
    : [field(t("Words"), text.control), field(t("Address"), url.control)];
  const dom = frame(props, (LABELS[kind] as () => string)(), () => node, provider, ...fields);
  const show = (block: Block): void => {
    url.show(block);
    text.show(block);
    provider.textContent = kind === "embed" ? String(block["provider"] ?? "") : "";
    provider.hidden = !provider.textContent;
  };
  return view(dom, node, show, (next) => { node = next; });
};

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => (key === "type" ? [] : strings(part)));
}
