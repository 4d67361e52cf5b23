import type { EntityManager } from 'typeorm';
import type { RankingInput, RankingRow } from '../../domain/ranking/rank-entries.js';
import type { UnrankedReason } from '../../domain/ranking/result.js';
import type { StoredRow } from '../../domain/results/rankings/stored-rows.js';
import { StoredRanking, type WholeRanking } from './stored-ranking.entity.js';
import { isId } from '../../platform/ids.js';
import { Refusal } from '../../domain/kernel/refusal.js';

/** What a ranking says of itself without its inputs and rows, which are large. */
export type RankingHead = Pick<
  StoredRanking,
  'id' | 'cycleId' | 'nominationId' | 'inputsHash' | 'sheets' | 'computedAt' | 'seen'
>;

const head = `id, cycle_id AS "cycleId", nomination_id AS "nominationId", inputs_hash AS "inputsHash", sheets,
              computed_at AS "computedAt", seen`;

/** The latest ranking of a nomination. Ids grow with time, and two of one instant keep their order. */
export async function findLatestHead(em: EntityManager, nominationId: string): Promise<RankingHead | null> {
  const [found]: RankingHead[] = await em.query(
    `SELECT ${head} FROM ranking WHERE nomination_id = $1 ORDER BY id DESC LIMIT 1`,
    [nominationId],
  );
  return found ?? null;
}

/** The same, whole. */
export async function findLatestRanking(em: EntityManager, nominationId: string): Promise<WholeRanking | null> {
  const [ranking] = await em.find(StoredRanking, { where: { nominationId }, order: { id: 'DESC' }, take: 1 });
  return ranking ? wholeOf(em, ranking) : null;
}

/** The latest ranking of each nomination. */
export function listLatestHeads(em: EntityManager, cycleId: string): Promise<RankingHead[]> {
  return em.query(
    `SELECT DISTINCT ON (nomination_id) ${head} FROM ranking WHERE cycle_id = $1 ORDER BY nomination_id, id DESC`,
    [cycleId],
  );
}

/** The same, whole. */
export async function listLatestRankings(em: EntityManager, cycleId: string): Promise<WholeRanking[]> {
  const rankings: WholeRanking[] = [];
  for (const { id } of await listLatestHeads(em, cycleId)) rankings.push(await getRanking(em, id));
  return rankings;
}

const wholeOf = async (em: EntityManager, ranking: StoredRanking): Promise<WholeRanking> =>
  Object.assign(ranking, { rows: await listRows(em, ranking.id) });

/** All rows of a ranking, each with the way to it. */
async function listRows(em: EntityManager, rankingId: string): Promise<StoredRow[]> {
  const rows: { standing: StoredRow; explanation: object | null }[] = await em.query(
    'SELECT standing, explanation FROM ranking_row WHERE ranking_id = $1 ORDER BY position',
    [rankingId],
  );
  return rows.map(({ standing, explanation }) => ({ ...standing, ...(explanation && { explanation }) }) as StoredRow);
}

/** One entry's row of a ranking; null where it has none. */
export async function findRow(em: EntityManager, rankingId: string, entryId: string): Promise<StoredRow | null> {
  const [row]: { row: StoredRow }[] = await em.query(
    `SELECT standing || coalesce(jsonb_build_object('explanation', explanation), '{}') AS row
       FROM ranking_row WHERE ranking_id = $1 AND entry_id = $2`,
    [rankingId, entryId],
  );
  return row?.row ?? null;
}

/** A row without the way to its total, which is long. */
export type Standing = Omit<RankingRow, 'explanation'>;

/** Stores a ranking with its rows. */
export async function addRanking(tx: EntityManager, { rows, ...ranking }: WholeRanking): Promise<void> {
  await tx.insert(StoredRanking, ranking);
  await tx.query(
    `INSERT INTO ranking_row (ranking_id, position, entry_id, place, standing, explanation)
     SELECT $1, x.position, (x.said->>'entryId')::uuid, (x.said->'place'->>'from')::int, x.said - 'explanation',
            x.said->'explanation'
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY x(said, position)`,
    [ranking.id, JSON.stringify(rows)],
  );
}

/** What a ranking was computed from. */
export async function getInputs(em: EntityManager, id: string): Promise<RankingInput> {
  return (await em.findOneOrFail(StoredRanking, { select: { id: true, inputs: true }, where: { id } })).inputs;
}

/** A ranking by its id, whole. */
export async function getRanking(em: EntityManager, id: string): Promise<WholeRanking> {
  const ranking = isId(id) ? await em.findOneBy(StoredRanking, { id }) : null;
  if (!ranking) throw new Refusal({ code: 'not-found' });
  return wholeOf(em, ranking);
}

/** Why entries of these rankings have no place, by ranking. */
export async function listUnranked(em: EntityManager, ids: readonly string[]): Promise<Map<string, UnrankedReason[]>> {
  const rows: { id: string; reasons: UnrankedReason[] }[] = await em.query(
    `SELECT ranking_id AS id, json_agg(standing->'reason' ORDER BY position) AS reasons FROM ranking_row
      WHERE ranking_id = ANY ($1) AND standing ? 'reason' GROUP BY ranking_id`,
    [ids],
  );
  return new Map(rows.map(({ id, reasons }) => [id, reasons]));
}
