import { SchemaPart, sqlFunction } from './schema-part.js';

/** What was decided and published cannot be deleted, by whatever way it is tried. */
export class WhatWasDecidedStays1780000000040 extends SchemaPart {
  readonly statements = [sqlFunction('results/is_decision_kept'), sqlFunction('results/refuse_lost_award')];
}
