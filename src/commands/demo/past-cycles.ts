import type { EntityManager } from 'typeorm';
import { Cycle } from '../../cycles/cycle/cycle.entity.js';
import { Nomination } from '../../cycles/nominations/nomination.entity.js';
import { readData } from '../../cycles/reference/load-reference.js';
import { RegulationEdition } from '../../cycles/editions/regulation-edition.entity.js';
import { Stage } from '../../cycles/stages/stage.entity.js';
import { endOfDay, startOfDay, homeZone } from '../../domain/kernel/local-day.js';
import { plainRankingRule } from '../../domain/ranking/ranking-rule.js';
import type { StageKind } from '../../domain/cycles/stage.js';
import { Practice } from '../../library/practice.entity.js';
import { create } from '../../platform/database/save.js';
import type { DemoNomination } from './entry-texts.js';
import { loading } from './people.js';

interface PastCycle {
  year: number;
  title: string;
  note: string;
  edition?: { protocolNumber: string; protocolOn: string };
  nominations?: { code: string; title: string }[];
  nominationsOfCurrent?: boolean;
  stages?: { kind: StageKind; title: string; from: string; to: string }[];
}

/** The cycles of 2017–2019 as far as they are known; what no source names stays empty. */
export async function loadPastCycles(
  tx: EntityManager,
  current: DemoNomination[],
  now: Date,
): Promise<Map<number, Cycle>> {
  const cycles = new Map<number, Cycle>();
  for (const past of readData<PastCycle[]>('demo/past-cycles.json')) {
    const { year, title, note } = past;
    const values = {
      year,
      title,
      note,
      state: 'completed' as const,
      timeZone: homeZone,
      generated: false,
      createdAt: now,
      announcedAt: null,
    };
    const cycle = await create(tx, Cycle, values, loading(now));
    cycles.set(year, cycle);
    if (past.edition) await addEdition(tx, cycle, past.edition, now);
    const nominations = past.nominationsOfCurrent ? current : (past.nominations ?? []);
    for (const [position, { code, title: name }] of nominations.entries())
      await create(
        tx,
        Nomination,
        { cycleId: cycle.id, position, code, title: name, description: '', allowedKinds: [], quotaPerRegion: null },
        loading(now),
      );
    for (const [position, { kind, title: name, from, to }] of (past.stages ?? []).entries())
      await create(
        tx,
        Stage,
        {
          cycleId: cycle.id,
          kind,
          title: name,
          position,
          opensAt: startOfDay(from, homeZone),
          closesAt: endOfDay(to, homeZone),
        },
        loading(now),
      );
  }
  return cycles;
}

async function addEdition(
  tx: EntityManager,
  cycle: Cycle,
  edition: { protocolNumber: string; protocolOn: string },
  now: Date,
) {
  await create(
    tx,
    RegulationEdition,
    {
      ...edition,
      cycleId: cycle.id,
      number: 1,
      text: 'Порядок подсчёта и число экспертов не опубликованы. Значения в этой записи нужны программе и ничего не утверждают о конкурсе.',
      reviewsPerEntry: 1,
      rankingRule: plainRankingRule,
      revisionWorkingDays: 5,
      quorum: 'majority',
      reason: '',
      createdAt: now,
    },
    loading(now),
  );
}

type PracticeFile = Pick<Practice, 'slug' | 'title' | 'summary' | 'year' | 'source'> & Partial<Practice>;

/** Practices known from the press, each with its source and with its gaps named. */
export async function loadPractices(tx: EntityManager, cycles: Map<number, Cycle>, now: Date): Promise<number> {
  const practices = readData<PracticeFile[]>('demo/practices.json');
  for (const practice of practices) {
    const inContest = practice.outcome !== 'presented';
    const cycleId = inContest ? (cycles.get(practice.year)?.id ?? null) : null;
    await create(
      tx,
      Practice,
      {
        submissionId: null,
        publicationId: null,
        nationalProjects: [],
        results: [],
        recommended: false,
        generated: false,
        ...practice,
        cycleId,
        publishedAt: now,
      },
      loading(now),
    );
  }
  return practices.length;
}
