import type { Answers } from '../../domain/cycles/form.js';
import { registerNumber } from '../../domain/submissions/register-number.js';
import type { RegisterCounter } from '../../submissions/register/register-counter.entity.js';
import type { Dice } from '../demo/dice.js';
import type { DemoNomination } from '../demo/entry-texts.js';
import { answersOf } from './answers.js';
import { idAt, instantsOf, stateOf, type Story } from './entry.js';
import type { Entrant } from './organisations.js';
import { WordCount, type Vocabulary } from './vocabulary.js';

const wantedHits = 30;
const sampleCount = 20;

export interface StoryFacts {
  cycle: { id: string; year: number };
  intake: { opensAt: Date; closesAt: Date };
  nominations: (Story['nomination'] & { source: DemoNomination })[];
  entrants: Entrant[];
  screener: Story['screener'];
  words: Vocabulary;
  dice: Dice;
  now: Date;
  /** The screening is over, and nothing was rejected. */
  admitAll?: true;
}

/** Thinks of one entry after another, numbered as the register numbers them. */
export class Stories {
  private readonly numbers = new Map<string, number>();
  private readonly titles = new WordCount();
  private readonly texts = new WordCount();

  constructor(
    private readonly facts: StoryFacts,
    private readonly count: number,
  ) {}

  next(index: number): Story {
    const { cycle, dice, entrants, intake, nominations, now, screener } = this.facts;
    const nomination = nominations[index % nominations.length]!;
    const entrant = dice.of(entrants);
    const answers = this.answers(nomination.source, entrant);
    const until = new Date(now.getTime() - 600_000);
    const instants = instantsOf(dice, (index + 1) / this.count, { opensAt: intake.opensAt, until });
    const state = this.facts.admitAll ? 'admitted' : stateOf(dice);
    const isScreened = state === 'admitted' || state === 'returned' || state === 'rejected';
    const title = String(answers['title']);
    this.titles.add(title);
    this.texts.add(`${String(answers['solution'])} ${String(answers['risks'])}`);
    return {
      ...instants,
      id: idAt(instants.startedAt),
      revisionId: idAt(instants.submittedAt),
      entrant,
      cycleId: cycle.id,
      nomination,
      year: cycle.year,
      answers,
      title,
      state,
      submittedAt: state === 'draft' ? null : instants.submittedAt,
      registerNumber: state === 'draft' ? null : this.number(nomination),
      screenedAt: isScreened ? instants.screenedAt : null,
      screener,
      reason: state === 'returned' || state === 'rejected' ? 'Не названо, откуда взяты показатели.' : '',
      dueAt: state === 'returned' ? intake.closesAt : null,
    };
  }

  private answers(nomination: DemoNomination, entrant: Entrant): Answers {
    const { cycle, dice, words } = this.facts;
    return answersOf(dice, { nomination, place: entrant.organisation.name, year: cycle.year, words });
  }

  private number({ id, code }: Story['nomination']): string {
    const sequence = (this.numbers.get(id) ?? 0) + 1;
    this.numbers.set(id, sequence);
    return registerNumber({ nominationCode: code, year: this.facts.cycle.year, sequence });
  }

  counters(): RegisterCounter[] {
    return [...this.numbers].map(([nominationId, last]) => ({ nominationId, last }));
  }

  /** Words that about thirty entries have: in the title, and only in the answers. */
  search() {
    return {
      title: this.titles.nearestTo(wantedHits, this.facts.words.titles),
      answers: this.texts.nearestTo(wantedHits, this.facts.words.answers),
    };
  }

  /** Answers of entries that are still to be sent. */
  samples(): Answers[] {
    const { entrants, nominations } = this.facts;
    return Array.from({ length: sampleCount }, (_, index) =>
      this.answers(nominations[index % nominations.length]!.source, entrants[0]!),
    );
  }
}
