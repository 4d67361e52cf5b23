import type { RefusalDetail } from './refusal-detail.js';

export type { FieldProblem, RefusalDetail, RowProblem } from './refusal-detail.js';
export type RefusalCode = RefusalDetail['code'];

/**
 * The rules say no. Expected, never logged as an error. The code selects status, words and remedy
 * (`refusal-status.ts`, `locales/<language>/refusals.json`); the other facts fill the words.
 */
export class Refusal extends Error {
  constructor(readonly detail: RefusalDetail) {
    super(detail.code);
    this.name = 'Refusal';
  }

  get code(): RefusalCode {
    return this.detail.code;
  }
}
