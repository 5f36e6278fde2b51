// Moments as a coverage's own clock shows them.

/** How far the zone is ahead of UTC at that moment, in milliseconds. */
function offset(at: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone, hourCycle: "h23", era: "short", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric",
  }); // prettier-ignore
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const shown = Date.UTC(part["year"]!, part["month"]! - 1, part["day"], part["hour"], part["minute"], part["second"]);
  return shown - Math.floor(at / 1000) * 1000;
}

/** The moment as a datetime-local field shows it; empty for none. */
export function zonedInput(moment: string | null, zone: string): string {
  if (!moment) return "";
  const at = Date.parse(moment.replace(/(\.\d{3})\d+/, "$1"));
  return Number.isNaN(at) ? "" : new Date(at + offset(at, zone)).toISOString().slice(0, 16);
}

/** The moment that was typed; of an hour that comes twice the first, of one that is skipped the one after the gap. */
export function zonedTime(typed: string, zone: string): string | null {
  const wall = Date.parse(`${typed}Z`);
  if (!typed || Number.isNaN(wall)) return null;
  const guesses = [wall - offset(wall - 86_400_000, zone), wall - offset(wall + 86_400_000, zone)];
  const right = guesses.filter((at) => at + offset(at, zone) === wall);
  const at = right.length ? Math.min(...right) : Math.max(...guesses);
  return new Date(at).toISOString();
}
