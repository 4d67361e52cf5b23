export type CyclePhase = 'read' | 'rank' | 'protocol' | 'write';

/** `done` of `total` parts of a phase; both are whole numbers. */
export interface CycleProgress {
  phase: CyclePhase;
  done: number;
  total: number;
}

const width = 30;

/**
 * Shows progress on a stream: one line that grows where a person watches, a line for each finished phase where a file or
 * another program reads.
 */
export function showProgress(stream: {
  isTTY?: boolean;
  write(text: string): unknown;
}): (progress: CycleProgress) => void {
  return ({ phase, done, total }) => {
    const isDone = done >= total;
    if (!stream.isTTY) {
      if (isDone) stream.write(`${phase} ${done}/${total}\n`);
      return;
    }
    const filled = total ? Math.floor((width * done) / total) : width;
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    stream.write(`\r\u001b[K${phase.padEnd(8)} ${bar} ${done}/${total}${isDone ? '\n' : ''}`);
  };
}
