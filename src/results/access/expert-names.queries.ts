import type { EntityManager } from 'typeorm';

/** Names of experts, for those who may know them. */
export async function listExpertNames(em: EntityManager, ids: readonly string[]): Promise<Map<string, string>> {
  const rows: { id: string; name: string }[] = await em.query(
    'SELECT x.id, u.name FROM expert x JOIN user_account u ON u.id = x.user_id WHERE x.id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}
