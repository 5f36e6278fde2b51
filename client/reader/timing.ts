/** Grows from `first` to `longest` milliseconds with each failure, and differs from reader to reader. */
export class BackOff {
  private failures = 0;

  constructor(
    private readonly first: number,
    private readonly longest: number,
  ) {}

  next(): number {
    const most = Math.min(this.longest, this.first * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 30);
    return most / 2 + (Math.random() * most) / 2;
  }

  reset(): void {
    this.failures = 0;
  }
}

/** A number of milliseconds that came from outside, within bounds. */
export function bounded(value: unknown, least: number, most: number, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? Math.min(Math.max(value, least), most) : otherwise;
}

/** One thing to do later; setting it again replaces the former. */
export class Timer {
  private id: ReturnType<typeof setTimeout> | undefined;

  get isSet(): boolean {
    return this.id !== undefined;
  }

  set(delay: number, action: () => void): void {
    clearTimeout(this.id);
    this.id = setTimeout(() => {
      this.id = undefined;
      action();
    }, delay);
  }

  clear(): void {
    clearTimeout(this.id);
    this.id = undefined;
  }
}
