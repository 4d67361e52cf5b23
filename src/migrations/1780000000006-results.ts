import { appeals } from './results/appeals.js';
import { corrections } from './results/corrections.js';
import { decisions } from './results/decisions.js';
import { entryResult } from './results/entry-result.js';
import { protocols } from './results/protocols.js';
import { publication } from './results/publication.js';
import { ranking } from './results/ranking.js';
import { scenarios } from './results/scenarios.js';
import { sittings } from './results/sittings.js';
import { SchemaPart } from './schema-part.js';

/** From sheets to what the public reads: sittings, rankings, decisions, protocols, publications; and the way back. */
export class Results1780000000006 extends SchemaPart {
  readonly statements = [
    ...sittings,
    ...ranking,
    ...scenarios,
    ...decisions,
    ...protocols,
    ...publication,
    ...entryResult,
    ...appeals,
    ...corrections,
  ];
}
