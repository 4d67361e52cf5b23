import { criteria } from './cycles/criteria.js';
import { cycle } from './cycles/cycle.js';
import { editions } from './cycles/editions.js';
import { forms } from './cycles/forms.js';
import { nominations } from './cycles/nominations.js';
import { reference } from './cycles/reference.js';
import { stages } from './cycles/stages.js';
import { SchemaPart } from './schema-part.js';

/** A year's competition: its regulation, stages, nominations with their forms, criteria; and what is looked up. */
export class Cycles1780000000003 extends SchemaPart {
  readonly statements = [...cycle, ...editions, ...stages, ...nominations, ...forms, ...criteria, ...reference];
}
