import { z } from 'zod';
import { namedOutcomes } from '../domain/results/award.js';
import { isDay } from '../domain/kernel/local-day.js';
import type { Approval } from './protocols/approval.entity.js';
import type { Award } from './awards/award.entity.js';
import { met } from './access/hidden-entries.queries.js';
import type { Meeting } from './meetings/meeting.entity.js';
import type { NotAwarded } from './awards/not-awarded.entity.js';
import type { Publication } from './publication/publication.entity.js';
import type { Ranking } from './rankings/stored-ranking.entity.js';
import { rowsOf } from './rankings/rankings.service.js';
import type { ProtocolHead } from './publication/publication.queries.js';
import type { Weighing } from './weighing/weighing.entity.js';

const line = z.string().trim().min(1).max(300);
const count = z.coerce.number().int().min(0).max(1000);
const day = z.string().refine(isDay, { error: 'not-a-date' });

const meetingFields = {
  body: line,
  number: z.string().trim().min(1).max(40),
  heldOn: day,
  place: line,
  form: z.enum(['in-person', 'remote', 'by-correspondence']),
  members: z.coerce.number().int().min(1).max(1000),
  present: count,
  recused: count.default(0),
  chairName: line,
  secretaryName: line,
};
const isSane = ({ members, present, recused }: { members: number; present: number; recused: number }) =>
  present + recused <= members;
const insane = { error: 'more-than-members', path: ['present'] };

export const meetingSchema = z
  .strictObject({ ...meetingFields, attendees: z.array(line).max(200).default([]) })
  .refine(isSane, insane);

/** The form sends attendees as lines. */
export const meetingForm = z
  .object({
    ...meetingFields,
    attendees: z
      .string()
      .max(20_000)
      .default('')
      .transform((text) =>
        text
          .split('\n')
          .map((name) => name.trim())
          .filter(Boolean),
      ),
    version: z.coerce.number().int().optional(),
  })
  .refine(isSane, insane);

const reason = z.string().max(4000).default('');
const outcome = z.enum(namedOutcomes);

export const namingSchema = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('recommended'),
    meetingId: z.uuid(),
    nominationId: z.uuid(),
    submissionId: z.uuid(),
    reason,
  }),
  z.strictObject({
    outcome,
    meetingId: z.uuid(),
    nominationId: z.uuid(),
    chosen: z.array(z.strictObject({ submissionId: z.uuid(), reason })).max(200),
    ground: reason,
    /** Why the body does not wait for sheets that are missing for a place. */
    despite: reason,
  }),
]);
export const drawUpSchema = z.strictObject({ meetingId: z.uuid() });
export const approveSchema = z.strictObject({ hash: z.string().regex(/^[0-9a-f]{64}$/) });
export const publishSchema = z.strictObject({
  protocolId: z.uuid(),
  publishAt: z.iso.datetime({ offset: true }).optional(),
  reason,
});

const data = z.record(z.string(), z.unknown());
export const rankingView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  inputsHash: z.string(),
  sheets: z.number().int(),
  computedAt: z.string(),
  rows: z.array(data),
  unranked: z.array(data),
  /** How many entries are left out because the reader has a conflict of interest with them. */
  hidden: z.int(),
});
export function toRankingView(ranking: Ranking, hidden: ReadonlySet<string>): z.infer<typeof rankingView> {
  const rows = rowsOf(ranking);
  const [ranked, unranked] = [met(rows.ranked, hidden), met(rows.unranked, hidden)];
  return {
    id: ranking.id,
    nominationId: ranking.nominationId,
    inputsHash: ranking.inputsHash,
    sheets: ranking.sheets,
    computedAt: ranking.computedAt.toISOString(),
    rows: ranked as unknown as Record<string, unknown>[],
    unranked: unranked as unknown as Record<string, unknown>[],
    hidden: rows.ranked.length + rows.unranked.length - ranked.length - unranked.length,
  };
}

export const bodyBallotsSchema = z.strictObject({
  meetingId: z.uuid(),
  ground: z.string().max(1000).default(''),
  ballots: z
    .array(
      z.strictObject({
        voterId: z.uuid(),
        marks: z.record(z.string(), z.string().max(24)).optional(),
        order: z.array(z.uuid()).max(1000).optional(),
      }),
    )
    .max(200),
});

export const openVoteSchema = z.strictObject({
  votes: z.record(z.uuid(), z.int().min(0).max(1000)),
  chair: z.array(z.uuid()).max(50).default([]),
  ground: reason,
});
export const weighTaskView = z.object({ taskId: z.uuid(), state: z.string() });
export const worthView = z.object({
  id: z.uuid(),
  rankingId: z.uuid(),
  seed: z.number().int(),
  settings: data,
  inputsHash: z.string(),
  result: data,
  resultHash: z.string(),
  computedAt: z.string(),
});
export function toWorthView(weighing: Weighing): z.infer<typeof worthView> {
  const { id, rankingId, seed, settings, inputsHash, result, resultHash, computedAt } = weighing;
  return worthView.parse({
    id,
    rankingId,
    seed,
    settings,
    inputsHash,
    result,
    resultHash,
    computedAt: computedAt.toISOString(),
  });
}

export const meetingView = z.object({
  id: z.uuid(),
  cycleId: z.uuid(),
  body: z.string(),
  regionCode: z.string().nullable(),
  number: z.string(),
  heldOn: z.string(),
  place: z.string(),
  form: z.string(),
  members: z.number().int(),
  present: z.number().int(),
  recused: z.number().int(),
  chairName: z.string(),
  secretaryName: z.string(),
  attendees: z.array(z.string()),
  version: z.number().int(),
});
export function toMeetingView(meeting: Meeting): z.infer<typeof meetingView> {
  const { id, cycleId, body, regionCode, number, heldOn, place, form, members, present, recused } = meeting;
  const { chairName, secretaryName, attendees, version } = meeting;
  const attendance = { members, present, recused, chairName, secretaryName, attendees };
  return { id, cycleId, body, regionCode, number, heldOn, place, form, ...attendance, version };
}

export const awardView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  submissionId: z.uuid(),
  outcome: z.string(),
  reason: z.string(),
  place: z.number().int().nullable(),
  /** None where a region decided before any ranking. */
  rankingId: z.uuid().nullable(),
  regionCode: z.string().nullable(),
  /** Its number in the reserve, also of one that has followed another from there. */
  reserveOrder: z.number().int().nullable(),
  departure: z.boolean(),
  despite: z.string(),
  /** The withdrawal that it followed. */
  followsId: z.uuid().nullable(),
  meetingId: z.uuid(),
  decidedAt: z.string(),
});
export const toAwardView = (award: Award): z.infer<typeof awardView> =>
  awardView.parse({ ...award, decidedAt: award.decidedAt.toISOString() });

export const nobodyView = z.object({
  id: z.uuid(),
  nominationId: z.uuid(),
  outcome: z.string(),
  regionCode: z.string().nullable(),
  reason: z.string(),
  meetingId: z.uuid(),
  decidedAt: z.string(),
});
export const toNobodyView = (nobody: NotAwarded): z.infer<typeof nobodyView> =>
  nobodyView.parse({ ...nobody, decidedAt: nobody.decidedAt.toISOString() });

export const approvalView = z.object({
  userName: z.string(),
  capacity: z.string(),
  hash: z.string(),
  approvedAt: z.string(),
});
export function toApprovalView({ userName, capacity, hash, approvedAt }: Approval): z.infer<typeof approvalView> {
  return { userName, capacity, hash, approvedAt: approvedAt.toISOString() };
}

export const protocolView = z.object({
  id: z.uuid(),
  meetingId: z.uuid(),
  hash: z.string(),
  createdAt: z.string(),
  approvals: z.array(approvalView),
});
export function toProtocolView(
  { id, meetingId, hash, createdAt }: ProtocolHead,
  approvals: readonly Approval[],
): z.infer<typeof protocolView> {
  const own = approvals.filter(({ protocolId }) => protocolId === id).map(toApprovalView);
  return { id, meetingId, hash, createdAt: createdAt.toISOString(), approvals: own };
}

export const publicationView = z.object({
  id: z.uuid(),
  number: z.number().int(),
  protocolId: z.uuid(),
  hash: z.string(),
  publishAt: z.string(),
  reason: z.string(),
  items: z.number().int(),
});
export function toPublicationView(publication: Publication): z.infer<typeof publicationView> {
  const { id, number, protocolId, hash, publishAt, reason: why, snapshot } = publication;
  const items = (snapshot['items'] as unknown[]).length;
  return { id, number, protocolId, hash, publishAt: publishAt.toISOString(), reason: why, items };
}
