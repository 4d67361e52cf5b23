import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { contentHash } from '../domain/canonical.js';
import { revisionContent } from '../domain/submission-revision.js';
import { verifyChain } from '../platform/audit/audit-chain.js';
import { sha256 } from '../platform/ids.js';
import { Protocol } from '../results/protocol.entity.js';
import { Publication } from '../results/publication.entity.js';
import { Ranking } from '../results/ranking.entity.js';
import { SubmissionRevision } from '../submissions/submission-revision.entity.js';
import type { Invariant } from './invariant-list.js';

/** What only a recomputation can tell. */
export const hashInvariants: Invariant[] = [
  {
    name: 'revision-has-its-hash',
    why: 'what was submitted is unchanged: its hash follows from its contents',
    find: (em) =>
      offenders(em, SubmissionRevision, (row) => contentHash(revisionContent(row), sha256) === row.contentHash),
  },
  {
    name: 'ranking-has-its-inputs',
    why: 'a ranking follows from the inputs that it names by hash',
    find: (em) => offenders(em, Ranking, (row) => contentHash(row.inputs, sha256) === row.inputsHash),
  },
  {
    name: 'protocol-has-its-hash',
    why: 'what was signed is unchanged: the hash follows from the twin',
    find: (em) =>
      offenders(em, Protocol, ({ twin: { sha256: stated, ...content }, hash }) => {
        return stated === hash && contentHash(content, sha256) === hash;
      }),
  },
  {
    name: 'publication-has-its-hash',
    why: 'what the public reads is the snapshot that was published',
    find: (em) => offenders(em, Publication, (row) => contentHash(row.snapshot, sha256) === row.hash),
  },
  {
    name: 'audit-chain-holds',
    why: 'no sealed audit record was changed, removed or moved',
    find: async (em) => {
      const verdict = await verifyChain(em);
      return verdict.ok ? [] : [`${verdict.fault} ${verdict.recordId}`];
    },
  },
];

const batch = 500;

/** Reads a table in pages by id, so that its size does not matter. */
async function offenders<Row extends ObjectLiteral & { id: string }>(
  em: EntityManager,
  entity: EntityTarget<Row>,
  holds: (row: Row) => boolean,
): Promise<string[]> {
  const found: string[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await em
      .createQueryBuilder(entity, 'r')
      .where('r.id > :after', { after })
      .orderBy('r.id')
      .take(batch)
      .getMany();
    found.push(...rows.filter((row) => !holds(row)).map(({ id }) => id));
    if (rows.length < batch) return found;
    after = rows.at(-1)!.id;
  }
}
