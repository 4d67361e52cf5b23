/** Why no copy without metadata can be made of a file. */
export type UnbaredReason = 'encrypted' | 'broken' | 'complex' | 'unknown';

/** Thrown where a file cannot be bared: it is then given to nobody who may not know whose it is. */
export class Unbared extends Error {
  constructor(readonly why: UnbaredReason) {
    super(`no bare copy: ${why}`);
  }
}
