import { assignment } from './judging/assignment.js';
import { conflicts } from './judging/conflicts.js';
import { crossReview } from './judging/cross-review.js';
import { desk } from './judging/desk.js';
import { divergence } from './judging/divergence.js';
import { experts } from './judging/experts.js';
import { sheets } from './judging/sheets.js';
import { voting } from './judging/voting.js';
import { SchemaPart } from './schema-part.js';

/** Who judges what: experts, conflicts, plans, sheets; beside them the cross-review and the vote of the public. */
export class Judging1780000000005 extends SchemaPart {
  readonly statements = [
    ...experts,
    ...conflicts,
    ...assignment,
    ...sheets,
    ...desk,
    ...divergence,
    ...crossReview,
    ...voting,
  ];
}
