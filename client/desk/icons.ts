// The toolbar's signs, drawn here: which of them a font has differs from machine to machine.
const DRAWN: Record<string, string> = {
  bold: "M6 4h5.2a3 3 0 0 1 0 6H6zM6 10h6a3 3 0 0 1 0 6H6z",
  italic: "M8 4h6M6 16h6M11.5 4l-3 12",
  link: "M8.5 11.5l3-3M9 6.5l1.6-1.6a3.2 3.2 0 0 1 4.5 4.5L13.5 11M11 13.5l-1.6 1.6a3.2 3.2 0 0 1-4.5-4.5L6.5 9",
  heading: "M5 4v12M14 4v12M5 10h9",
  list: "M8 5h9M8 10h9M8 15h9M3.5 5h.01M3.5 10h.01M3.5 15h.01",
  numbers: "M9 5h8M9 10h8M9 15h8M3 4l1.3-.7V8M3 12.4c.2-1.300 2.600-1.200 2.400.2 0 .8-2.400 1.500-2.400 3.100h2.600",
  "numbers-rtl": "M3 5h8M3 10h8M3 15h8M14 4l1.3-.7V8M14 12.4c.2-1.3 2.6-1.2 2.4.2 0 .8-2.4 1.5-2.4 3.1h2.6",
  quote: "M8.500 6C6 6.500 4.500 8.300 4.500 11v3h4v-4h-2M16 6c-2.500.5-4 2.300-4 5v3h4v-4h-2",
  picture: "M3 4.500h14v11H3zM3 13l4-4 3.500 3.500 2.500-2 4 3.500M12.500 8h.01",
  library: "M5.500 3h11.500v9.500M3 6h11v10.500H3zM3 14l3-3 2.500 2.500 2-1.500 3.500 2.500",
  card: "M3 5h14v10H3zM6 8.500h8M6 11.500h5",
  embed: "M7.500 6L3.500 10l4 4M12.500 6l4 4-4 4M11 4.500l-2 11",
  table: "M3 4.500h14v11H3zM3 8.200h14M3 11.900h14M10 4.500v11",
  divider: "M3 10h14",
  undo: "M7 5L3.500 8.500 7 12M4 8.500h7.500a4 4 0 0 1 0 8H8",
  redo: "M13 5l3.500 3.500L13 12M16 8.500H8.500a4 4 0 0 0 0 8H12",
};

const SVG = "http://www.w3.org/2000/svg";

export function icon(name: string): SVGElement {
  const path = document.createElementNS(SVG, "path");
  const turned = document.documentElement.dir === "rtl" ? DRAWN[`${name}-rtl`] : undefined;
  path.setAttribute("d", turned ?? DRAWN[name] ?? "");
  const drawing = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" })) drawing.setAttribute(key, value);
  drawing.append(path);
  return drawing;
}
