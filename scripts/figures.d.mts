export interface Figure {
  bench: string;
  figure: string;
  unit: string;
}
export interface Summary {
  n: number;
  min: number;
  median: number;
  max: number;
}
export interface Machine {
  machine: string;
  cores: number;
  memoryGiB: number;
  node: string;
  platform: string;
}
export class Figures {
  note(name: Figure, value: number): void;
  all(): (Figure & Summary)[];
}
export function summary(values: number[]): Summary;
export function machine(): Machine;
export function table(figures: (Figure & Summary)[], machine: Machine): string[];
