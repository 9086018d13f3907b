import { grouped } from '../../verdicts/text.js';

/** Kept back for the sentences that say what was cut. */
const reserve = 2_000;

/** A text that grows block by block and never beyond its limit of UTF-8 bytes. */
export class Budget {
  private readonly blocks: string[] = [];
  private left: number;

  constructor(limit: number) {
    this.left = limit - reserve;
  }

  /** A block that is left out whole when it does not fit. */
  add(block: string): void {
    if (this.spend(block)) this.blocks.push(block);
  }

  /**
   * A block with as many of its lines as fit, and a sentence about the rest. Lines are made only while there is room.
   * @param noun What the lines are, in the plural.
   * @param most How many lines there are at most, whatever room is left.
   */
  addLines<T>(
    head: string,
    items: readonly T[],
    noun: string,
    line: (item: T) => string = String,
    most: number = items.length,
  ): void {
    if (!this.spend(head)) return;
    const kept: string[] = [];
    for (const item of items.slice(0, most)) {
      const next = line(item);
      if (!this.spend(next)) break;
      kept.push(next);
    }
    this.blocks.push([head, ...kept].join('\n'));
    const missing = items.length - kept.length;
    if (missing > 0) {
      this.blocks.push(
        `*${grouped(missing)} of ${grouped(items.length)} ${noun} left out to keep this short; the HTML report and results.json have them all.*`,
      );
    }
  }

  text(): string {
    return `${this.blocks.join('\n\n')}\n`;
  }

  private spend(block: string): boolean {
    const cost = Buffer.byteLength(block) + 2;
    if (cost > this.left) return false;
    this.left -= cost;
    return true;
  }
}
