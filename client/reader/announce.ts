import { phrase } from "./times";
import { Timer } from "./timing";

// A reader who listens hears of what came soon, but not of each thing in a rush of them.
const SOON = 2_000;
const REST = 20_000;

/** Tells screen readers, politely and in batches, how many updates came and that there was a correction. */
export class Announcer {
  private arrived = 0;
  private hasCorrection = false;
  private spokeAt = -Infinity;
  private readonly later = new Timer();
  private readonly clearing = new Timer();

  constructor(private readonly region: HTMLElement | null) {
    if (region) region.hidden = false; // a hidden region is never read out
  }

  add(arrived: number, corrected: number): void {
    if (!this.region || arrived + corrected === 0) return;
    this.arrived += arrived;
    this.hasCorrection ||= corrected > 0;
    if (this.later.isSet) return;
    this.later.set(Math.max(SOON, this.spokeAt + REST - Date.now()), () => this.speak());
  }

  private speak(): void {
    const region = this.region as HTMLElement;
    const words = [
      this.arrived > 0 ? phrase(region, this.arrived) : "",
      this.hasCorrection ? (region.dataset.corrected ?? "") : "",
    ].filter(Boolean);
    this.arrived = 0;
    this.hasCorrection = false;
    this.spokeAt = Date.now();
    region.textContent = words.join(". ");
    // Emptied again, so that the same words later are a change, and are not come upon by reading on.
    this.clearing.set(REST / 2, () => (region.textContent = ""));
  }
}
