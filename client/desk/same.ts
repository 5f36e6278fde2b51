/** Whether two pieces of JSON say the same: what is empty says nothing, however it is written. */
export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(said(one)) === JSON.stringify(said(other));
}

function said(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(said);
  if (typeof value === "string" && /^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return Date.parse(value.replace(/(\.\d{3})\d+/, "$1"));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, said(part)] as const);
  const kept = parts.filter(([, part]) => part !== null && part !== "" && part !== undefined && part !== false && !(Array.isArray(part) && !part.length));
  return kept.length ? Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1))) : null;
}
