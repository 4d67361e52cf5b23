import type { Region } from '../../cycles/reference/region.entity.js';
import type { RowProblem } from '../../domain/kernel/refusal.js';
import { mailAddressFrom } from '../../platform/http/fields.js';
import type { Table } from '../../platform/tables/any-table.js';

/** A person of a table of invitations. */
export interface JuryInvitationRow {
  name: string;
  email: string;
  regionCode: string | null;
  employer: string;
  capacity: number;
  place: 'main' | 'alternate';
}

/**
 * Whom a table would invite: columns `name` and `email`, and if there are `region` (code or name), `employer`,
 * `capacity`, `place` (main or alternate). Names every fault by row; people who are asked already are told apart.
 */
export function planInvitations(
  table: Table,
  { regions, known }: { regions: readonly Region[]; known: ReadonlySet<string> },
): { people: JuryInvitationRow[]; known: string[]; problems: RowProblem[] } {
  const problems = [...table.problems];
  const people: JuryInvitationRow[] = [];
  const again: string[] = [];
  const seen = new Set<string>();
  for (const { row, cells } of table.rows) {
    const fault = (column: string, rule: string) => problems.push({ row, column, rule });
    const cell = (column: string) => (cells[column] ?? '').trim();
    const before = problems.length;
    const email = cell('email').toLowerCase();
    if (cell('name').length < 3) fault('name', 'required');
    if (mailAddressFrom(email) === null) fault('email', 'not-an-email');
    else if (seen.has(email)) fault('email', 'duplicate');
    seen.add(email);
    const region = cell('region') ? regions.find(({ code, nameRu }) => [code, nameRu].includes(cell('region'))) : null;
    if (region === undefined) fault('region', 'region-not-listed');
    const capacity = cell('capacity') === '' ? 30 : Number(cell('capacity'));
    if (!Number.isInteger(capacity) || capacity < 1 || capacity > 1000) fault('capacity', 'not-a-number');
    const place = cell('place') || 'main';
    if (place !== 'main' && place !== 'alternate') fault('place', 'not-offered');
    if (problems.length > before) continue;
    if (known.has(email)) again.push(email);
    else
      people.push({
        name: cell('name'),
        email,
        regionCode: region?.code ?? null,
        employer: cell('employer'),
        capacity,
        place: place as JuryInvitationRow['place'],
      });
  }
  return { people, known: again, problems: problems.sort((a, b) => a.row - b.row) };
}
