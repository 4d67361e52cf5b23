import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Person } from '../../domain/kernel/actor.js';
import type { Outcome } from '../../domain/cycles/outcome.js';
import { mustBeForeseen } from '../../domain/cycles/decision-rules.js';
import { Refusal } from '../../domain/kernel/refusal.js';
import { mustBeVotable, type Motion } from '../../domain/results/sittings/motion.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { create } from '../../platform/database/save.js';
import { translator } from '../../platform/web/i18n.js';
import { mustRunResults } from '../access/results.policy.js';
import { isSigned } from '../meetings/meeting-closure.queries.js';
import { AgendaItem } from '../sittings/agenda-item.entity.js';
import type { Ballot } from '../sittings/ballot.entity.js';
import { openBallotIn } from '../sittings/open-ballot.js';
import { lockForDecision, openQuestion, openSitting } from './deciding-sitting.js';

export interface MotionInput {
  meetingId: string;
  nominationId: string;
  outcome: Outcome;
  /** Entries of the nomination, in the order of the motion; none: that nobody gets the outcome. */
  entryIds: readonly string[];
  /** Whose laureate it would be, at a sitting of the competition; a region's sitting votes on its own. */
  regionCode?: string | null;
  secret: boolean;
}

interface Votable {
  id: string;
  registerNumber: string;
  title: string;
  regionCode: string;
}

/** So many entries are named in a question by their titles too. */
const namedByTitle = 3;

/** A decision is put to the vote before it is recorded. */
@Injectable()
export class PutToVoteService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Opens a ballot on naming entries, or nobody, under the question of the nomination on the agenda, which is added where there is none.
   * Refuses what `mustBeVotable` and `mustBeForeseen` refuse, `not-found` for entries that are not before the body, and
   * `action-not-allowed` once the protocol is signed.
   */
  put(actor: Person, input: MotionInput): Promise<Ballot> {
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const { meetingId, nominationId, outcome, entryIds, secret } = input;
      const { regionCode = null } = input;
      const nomination = await lockForDecision(tx, actor, nominationId, regionCode);
      const scene = await openSitting(tx, actor, { meetingId, cycleId: nomination.cycleId, now });
      mustRunResults(actor, { cycleId: nomination.cycleId, regionCode: scene.meeting.regionCode });
      if (scene.meeting.regionCode !== null && scene.meeting.regionCode !== regionCode)
        throw new Refusal({ code: 'not-found' });
      if (await isSigned(tx, meetingId))
        throw new Refusal({ code: 'action-not-allowed', action: 'edit', state: 'signed' });
      mustBeForeseen(outcome, scene.edition);
      const entries = await listVotable(tx, nominationId, entryIds);
      const isStrange = ({ regionCode: own }: Votable) => regionCode !== null && own !== regionCode;
      if (entries.length < entryIds.length || entries.some(isStrange)) throw new Refusal({ code: 'not-found' });
      const motion: Motion = { nominationId, outcome, regionCode, entryIds: entries.map(({ id }) => id) };
      const question = questionOf(motion, entries);
      const { awards, nobody, ballots } = await openQuestion(scene, nomination);
      const decided = [
        ...awards.map(({ submissionId, ...award }) => ({ ...award, entryId: submissionId })),
        ...nobody.map((each) => ({ ...each, entryId: null })),
      ].filter((each) => each.meetingId === meetingId);
      mustBeVotable(motion, { question, ballots, decided });
      const deed = (action: string) => ({ actor, action, now });
      const item =
        (await tx.findOne(AgendaItem, { where: { meetingId, nominationId }, order: { position: 'ASC' } })) ??
        (await create(
          tx,
          AgendaItem,
          {
            meetingId,
            nominationId,
            title: nomination.title,
            position: (await tx.countBy(AgendaItem, { meetingId })) + 1,
          },
          deed('add-item'),
        ));
      return openBallotIn(tx, { meetingId, itemId: item.id, question, secret, motion, now }, deed('open-ballot'));
    });
  }
}

/** Those of the ids that are admitted entries of the nomination, in the order of the ids. */
function listVotable(tx: EntityManager, nominationId: string, ids: readonly string[]): Promise<Votable[]> {
  return tx.query(
    `SELECT s.id, s.register_number AS "registerNumber", r.title, s.region_code AS "regionCode"
       FROM submission s JOIN submission_revision r ON r.id = s.revision_id
      WHERE s.nomination_id = $1 AND s.id = ANY($2::uuid[]) AND s.state = 'admitted' ORDER BY array_position($2::uuid[], s.id)`,
    [nominationId, ids],
  );
}

/** The question in the words of the protocol, which is a Russian document. */
function questionOf({ outcome }: Motion, entries: readonly Votable[]): string {
  const t = translator('ru');
  if (entries.length === 0) return t(`results:nobody.${outcome}`);
  const named = entries.map(({ registerNumber, title }) =>
    entries.length > namedByTitle ? registerNumber : `${registerNumber} «${title}»`,
  );
  return `${t(`results:outcome.${outcome}`)}: ${named.join(', ')}`;
}
