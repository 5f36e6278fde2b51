// The interface's words: written in English here, translated by the server, which gives the page what differs.
let translations: Record<string, string> = {};

export function speak(words: Record<string, string>): void {
  translations = words;
}

/** The phrase in the desk's language, with `{name}`s filled in. */
export function t(phrase: string, values: Record<string, string | number> = {}): string {
  return (translations[phrase] ?? phrase).replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
