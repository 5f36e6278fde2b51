// What an update's body may hold, as the editor knows it: one node for each kind of block, and the marks of a paragraph.
import { type Extensions, Mark, Node, mergeAttributes } from "@tiptap/core";
import { Document } from "@tiptap/extension-document";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { TextSelection } from "@tiptap/pm/state";
import { Dropcursor, Gapcursor, Placeholder, TrailingNode, UndoRedo } from "@tiptap/extensions";
import { atomView, imageView } from "./views";
import { t } from "./words";

const Paragraph = Node.create({
  name: "paragraph",
  priority: 1000,
  group: "block",
  content: "inline*",
  parseHTML: () => [{ tag: "p" }],
  renderHTML: () => ["p", 0],
});

// In a quotation and in a table's cells there are words and line ends, nothing else.
const PlainParagraph = Node.create({
  name: "plainParagraph",
  content: "(text | hardBreak)*",
  marks: "",
  parseHTML: () => [{ tag: "p[data-plain]" }],
  renderHTML: () => ["p", { "data-plain": "" }, 0],
});

const HardBreak = Node.create({
  name: "hardBreak",
  group: "inline",
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: "br" }],
  renderHTML: () => ["br"],
  renderText: () => "\n",
  addKeyboardShortcuts() {
    const insert = () => this.editor.commands.insertContent({ type: this.name });
    return { "Shift-Enter": insert };
  },
});

const Heading = Node.create({
  name: "heading",
  group: "block",
  content: "text*",
  marks: "",
  defining: true,
  addAttributes: () => ({ level: { default: 3, rendered: false } }),
  parseHTML: () => [{ tag: "h4, h3[data-level='4']", attrs: { level: 4 }, priority: 60 }, { tag: "h3", attrs: { level: 3 } }],
  // Both as h3: an update may have a smaller heading without a larger one, a page may not.
  renderHTML: ({ node }) => ["h3", node.attrs["level"] === 4 ? { "data-level": "4" } : {}, 0],
  addKeyboardShortcuts() {
    const toggle = (level: number) => () => this.editor.commands.toggleNode(this.name, "paragraph", { level });
    return { "Mod-Alt-3": toggle(3), "Mod-Alt-4": toggle(4) };
  },
});

const Quote = Node.create({
  name: "quote",
  priority: 500, // before the marks, whose Mod+B would take Mod+Shift+B too
  group: "block",
  content: "plainParagraph+ quoteBy",
  defining: true,
  isolating: true,
  parseHTML: () => [{ tag: "blockquote[data-quote]" }],
  renderHTML: () => ["blockquote", { "data-quote": "" }, 0],
  addKeyboardShortcuts() {
    return {
      "Mod-Shift-b": () => insertQuote(this.editor),
      Enter: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.depth < 2 || $from.node(-1).type.name !== "quote") return false;
        const quote = $from.node(-1);
        if ($from.parent.type.name === "quoteBy") {
          return this.editor.chain().insertContentAt($from.after(-1), { type: "paragraph" }).setTextSelection($from.after(-1) + 1).run();
        }
        const isLastEmpty = $from.parent.content.size === 0 && quote.childCount > 2 && $from.index(-1) === quote.childCount - 2;
        if (!isLastEmpty) return this.editor.commands.splitBlock();
        const [from, to] = [$from.before(), $from.after()];
        return this.editor.chain().deleteRange({ from, to }).setTextSelection(from + 1).run();
      },
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        if (!empty || $from.parentOffset > 0 || $from.depth < 2 || $from.node(-1).type.name !== "quote") return false;
        const quote = $from.node(-1);
        if (quote.textContent) return $from.index(-1) === 0;
        const [from, to] = [$from.before(-1), $from.after(-1)];
        return this.editor.chain().insertContentAt({ from, to }, { type: "paragraph" }).setTextSelection(from + 1).run();
      },
    };
  },
});

const QuoteBy = Node.create({
  name: "quoteBy",
  content: "text*",
  marks: "",
  parseHTML: () => [{ tag: "footer[data-by]" }],
  renderHTML: () => ["footer", { "data-by": "" }, 0],
});

const Divider = Node.create({
  name: "divider",
  group: "block",
  parseHTML: () => [{ tag: "hr" }],
  renderHTML: () => ["hr"],
});

/** Blocks without text of their own keep all that they say in one attribute, so that nothing of them can be lost. */
function atom(name: string, addNodeView: typeof imageView): Node {
  return Node.create({
    name,
    group: "block",
    atom: true,
    draggable: true,
    isolating: true,
    addAttributes: () => ({
      block: {
        default: {},
        parseHTML: (element: HTMLElement) => JSON.parse(element.getAttribute("data-block") ?? "{}") as unknown,
        renderHTML: (attributes: Record<string, unknown>) => ({ "data-block": JSON.stringify(attributes["block"]) }),
      },
    }),
    parseHTML: () => [{ tag: `div[data-kind="${name}"]` }],
    renderHTML: ({ HTMLAttributes }) => ["div", mergeAttributes(HTMLAttributes, { "data-kind": name })],
    addNodeView: () => addNodeView,
  });
}

interface MarkOptions {
  tags: string[];
  keys?: string[];
}

/** A mark that remembers by which of its tags it was written, so that an untouched paragraph stays as it was. */
function mark(name: string, { tags, keys = [] }: MarkOptions): Mark {
  return Mark.create({
    name,
    addAttributes: () => ({ tag: { default: tags[0], rendered: false } }),
    parseHTML: () => tags.map((tag) => ({ tag, attrs: { tag } })),
    renderHTML: ({ mark }) => [mark.attrs["tag"] as string, 0],
    addKeyboardShortcuts() {
      return Object.fromEntries(keys.map((key) => [key, () => this.editor.commands.toggleMark(this.name)]));
    },
  });
}

const Link = Mark.create({
  name: "link",
  inclusive: false,
  priority: 1000,
  addAttributes: () => ({ href: { default: "" } }),
  parseHTML: () => [{ tag: "a[href]" }],
  // A draft may hold any address that somebody typed; only what leads to a page is one in the composer too.
  renderHTML: ({ HTMLAttributes }) => ["a", mergeAttributes(/^\s*(https?|mailto):/i.test(String(HTMLAttributes["href"])) ? HTMLAttributes : {}, { rel: "noopener noreferrer" }), 0],
});

const cellContent = { content: "plainParagraph", isolating: true } as const;

const BodyTable = Table.extend({
  addAttributes: () => ({ caption: { default: "", rendered: false } }),
  renderHTML: ({ node }) => ["table", { "data-caption": (node.attrs["caption"] as string) || null }, ["tbody", 0]],
  addKeyboardShortcuts() {
    return {
      ...this.parent?.(),
      Enter: () => {
        if (this.editor.state.selection.$from.node(-1)?.type.spec["tableRole"] === undefined) return false;
        return this.editor.commands.insertContent({ type: "hardBreak" });
      },
    };
  },
}).configure({ resizable: false });

export function insertQuote(editor: import("@tiptap/core").Editor): boolean {
  const { $from, $to } = editor.state.selection;
  const parent = $from.parent;
  if (parent.type.name !== "paragraph" || $from.depth !== 1 || !$from.sameParent($to)) {
    return editor.chain().insertContent({ type: "quote", content: [{ type: "plainParagraph" }, { type: "quoteBy" }] }).run();
  }
  const text = parent.textBetween(0, parent.content.size, undefined, "\n");
  const { plainParagraph, quoteBy, quote } = editor.schema.nodes;
  const { tr, schema } = editor.state;
  const words = plainParagraph!.create(null, text ? schema.text(text.replace(/\n/g, " ")) : null);
  tr.replaceWith($from.before(), $from.after(), quote!.create(null, [words, quoteBy!.create()]));
  tr.setSelection(TextSelection.create(tr.doc, $from.before() + 2 + (text ? text.length : 0)));
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

export const extensions: Extensions = [
  Document,
  Paragraph,
  PlainParagraph,
  Text,
  HardBreak,
  Heading,
  Quote,
  QuoteBy,
  Divider,
  atom("image", imageView),
  atom("embed", atomView),
  atom("linkCard", atomView),
  atom("opaque", atomView),
  BulletList,
  OrderedList,
  ListItem.extend({ content: "paragraph" }),
  ListKeymap,
  BodyTable,
  TableRow,
  // A header that is still empty is none to a screen reader.
  TableHeader.extend({ ...cellContent, parseHTML: () => [{ tag: "th" }, { tag: "td[data-header]", priority: 60 }], renderHTML: () => ["td", { "data-header": "" }, 0], addAttributes: () => ({ colspan: { default: 1, rendered: false }, rowspan: { default: 1, rendered: false }, colwidth: { default: null, rendered: false } }) }),
  TableCell.extend({ ...cellContent, addAttributes: () => ({ colspan: { default: 1, rendered: false }, rowspan: { default: 1, rendered: false }, colwidth: { default: null, rendered: false } }) }),
  Link,
  mark("strong", { tags: ["strong", "b"], keys: ["Mod-b"] }),
  mark("em", { tags: ["em", "i"], keys: ["Mod-i"] }),
  mark("strike", { tags: ["s"], keys: ["Mod-Shift-x"] }),
  mark("sub", { tags: ["sub"], keys: ["Mod-,"] }),
  mark("sup", { tags: ["sup"], keys: ["Mod-."] }),
  mark("code", { tags: ["code"], keys: ["Mod-e"] }),
  UndoRedo,
  Gapcursor,
  Dropcursor.configure({ class: "drop-cursor", color: false }),
  TrailingNode,
  Placeholder.configure({
    includeChildren: true,
    showOnlyCurrent: false,
    placeholder: ({ node, editor }) => {
      if (node.type.name === "quoteBy") return t("Who said it");
      if (node.type.name === "heading") return t("Subheading");
      return node.type.name === "paragraph" && editor.isEmpty ? t("What has happened?") : "";
    },
  }),
];
