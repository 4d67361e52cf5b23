import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { contentHash } from '../domain/kernel/canonical.js';
import { batchContent } from '../domain/results/decisions/decision-batch.js';
import { rankEntries } from '../domain/ranking/rank-entries.js';
import { revisionContent, saysItsContent } from '../domain/submissions/submission-revision.js';
import { verifyChain } from '../platform/audit/audit-chain.js';
import { sha256 } from '../platform/ids.js';
import { DecisionBatch } from '../results/awards/decision-batch.entity.js';
import { Protocol } from '../results/protocols/protocol.entity.js';
import { Publication } from '../results/publication/publication.entity.js';
import { getRanking } from '../results/rankings/rankings.queries.js';
import { StoredRanking, type WholeRanking } from '../results/rankings/stored-ranking.entity.js';
import { Weighing } from '../results/weighing/weighing.entity.js';
import { weighedHash } from '../results/weighing/weighings.service.js';
import { SubmissionRevision } from '../submissions/revisions/submission-revision.entity.js';
import type { Invariant } from './invariant.js';

/** What only a recomputation can tell. */
export const hashInvariants: Invariant[] = [
  {
    name: 'revision-has-its-hash',
    why: 'what was submitted is unchanged: its hash follows from its contents',
    find: (em) =>
      offenders(em, SubmissionRevision, (row) => contentHash(revisionContent(row), sha256) === row.contentHash),
  },
  {
    name: 'revision-says-its-content',
    why: 'the title and the files that are shown of a revision are those that its hash covers',
    find: (em) => offenders(em, SubmissionRevision, saysItsContent),
  },
  {
    name: 'ranking-has-its-inputs',
    why: 'a ranking follows from the inputs that it names by hash',
    find: (em) => offenders(em, StoredRanking, (row) => contentHash(row.inputs, sha256) === row.inputsHash),
  },
  {
    name: 'ranking-follows-from-its-inputs',
    why: 'the stored places are those that the rules give for the stored inputs',
    find: async (em) => {
      const rankings: { id: string }[] = await em.query('SELECT id FROM ranking ORDER BY id');
      const found: string[] = [];
      for (const { id } of rankings) if (!followsFromInputs(await getRanking(em, id))) found.push(id);
      return found;
    },
  },
  {
    name: 'weighing-has-its-hashes',
    why: 'figures of what places are worth are unchanged, and belong to the ranking that they were computed from',
    find: async (em) => {
      const rankings: { id: string; hash: string }[] = await em.query('SELECT id, inputs_hash AS hash FROM ranking');
      const hashes = new Map(rankings.map(({ id, hash }) => [id, hash]));
      return offenders(em, Weighing, ({ rankingId, settings, inputsHash, result, resultHash }) => {
        const of = { inputsHash: hashes.get(rankingId) ?? '' };
        return weighedHash(of, settings) === inputsHash && contentHash(result, sha256) === resultHash;
      });
    },
  },
  {
    name: 'batch-has-its-hash',
    why: 'a list of decisions is the one that was shown under its hash',
    find: (em) => offenders(em, DecisionBatch, (row) => contentHash(batchContent(row), sha256) === row.hash),
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
    name: 'published-heads-stand',
    why: 'the chain of records still has every head that was published of it',
    find: async (em) => {
      const rows: { position: string }[] = await em.query(
        `SELECT h.position FROM audit_head h LEFT JOIN audit_seal s ON s.position = h.position
          WHERE s.chain_hash IS DISTINCT FROM h.chain_hash`,
      );
      return rows.map(({ position }) => position);
    },
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

function followsFromInputs({ inputs, inputsHash, rows: stored }: WholeRanking): boolean {
  // Inputs that were changed are another fault, and may be none that the rules can rank.
  if (contentHash(inputs, sha256) !== inputsHash) return true;
  const { rows, unranked } = rankEntries(inputs);
  return contentHash([...rows, ...unranked], sha256) === contentHash(stored, sha256);
}

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
