import type { NamedOutcome } from '../../src/domain/results/decisions/award.js';
import { Award } from '../../src/results/awards/award.entity.js';
import { AwardsService } from '../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../src/results/file-cycle/verify-protocol.js';
import type { Protocol } from '../../src/results/protocols/protocol.entity.js';
import { ProtocolsService } from '../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../src/results/publication/publications.service.js';
import type { TestApp } from './app.js';
import { convene, judgedEntries, personOf, rankAll, ruleDecisions } from './decisions.js';
import { given } from './given.js';

export const allKinds = [
  'winner',
  'laureate',
  'runner-up',
  'special-mention',
  'finalist',
  'reserve',
  'recommended',
] as const;

export type DecidingYear = Awaited<ReturnType<typeof decidingYear>>;

/** Six ranked entries of a cycle that awards every kind but the regional one, and a sitting with a quorum. */
export async function decidingYear(app: TestApp) {
  app.clock.moveTo('2026-06-10T09:00:00Z');
  const year = await given.cycle(app.em);
  await ruleDecisions(app, year, { kinds: [...allKinds] });
  const entries = await judgedEntries(app, year, { count: 6 });
  const { person: organizer, email: organizerEmail } = await personOf(app, year, 'organizer');
  const { person: chair } = await personOf(app, year, 'chair');
  await rankAll(app, organizer, year);
  const meetingId = (await convene(app, organizer, year)).id;
  const protocols = app.nest.get(ProtocolsService);

  const name = (
    outcome: NamedOutcome,
    indices: number[],
    {
      reasons = {},
      ground = 'По рейтингу',
      despite = '',
      at = meetingId,
    }: { reasons?: Record<number, string>; ground?: string; despite?: string; at?: string } = {},
  ) =>
    app.nest.get(AwardsService).name(chair, {
      meetingId: at,
      nominationId: year.nomination.id,
      outcome,
      chosen: indices.map((index) => ({ submissionId: entries[index]!.id, reason: reasons[index] ?? '' })),
      ground,
      despite,
    });
  const draw = () => protocols.drawUp(organizer, meetingId);
  const faultOf = ({ twin }: Protocol) => verifyProtocol(JSON.stringify(twin)).fault;
  const awardsOf = async () =>
    (await app.em.find(Award, { where: { nominationId: year.nomination.id } }))
      .map(({ submissionId, outcome, reserveOrder }) => {
        const order = outcome === 'reserve' ? ` ${reserveOrder}` : '';
        return `${outcome}${order} ${entries.findIndex(({ id }) => id === submissionId)}`;
      })
      .sort();
  async function publish(reason = ''): Promise<void> {
    const protocol = await draw();
    for (const signer of [organizer, chair]) await protocols.approve(signer, protocol.id, protocol.hash);
    await app.nest.get(PublicationsService).publish(organizer, protocol.id, { publishAt: app.clock.now(), reason });
  }
  const results = async () =>
    (await app.guest().get(`/results/${year.cycle.year}`)).body.replaceAll(/name="_csrf" value="[^"]*"/g, '');
  const titled = (index: number) => `«${entries[index]!.title}»`;
  const scene = { year, entries, organizer, organizerEmail, chair, meetingId };
  return { ...scene, name, draw, faultOf, awardsOf, publish, results, titled };
}
