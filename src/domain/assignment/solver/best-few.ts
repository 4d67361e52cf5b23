/** The few columns of the greatest worth among those offered, the best first; of equals those offered first. */
export class BestFew {
  readonly columns: number[] = [];
  readonly worths: number[] = [];

  constructor(readonly most: number) {}

  offer(column: number, worth: number): void {
    const { columns, worths, most } = this;
    if (columns.length >= most && (most === 0 || worth <= worths[most - 1]!)) return;
    let at = Math.min(columns.length, most - 1);
    for (; at > 0 && worths[at - 1]! < worth; at -= 1) {
      worths[at] = worths[at - 1]!;
      columns[at] = columns[at - 1]!;
    }
    worths[at] = worth;
    columns[at] = column;
  }

  clear(): void {
    this.columns.length = 0;
    this.worths.length = 0;
  }
}
