import { Check, Entity, Unique, type Relation } from 'typeorm';
import type { DecisionRules } from '../../domain/cycles/decision-rules.js';
import type { EntryFacts } from '../../domain/cycles/entry-facts.js';
import type { EntryRules } from '../../domain/cycles/entry-rules.js';
import type { JudgingRules } from '../../domain/cycles/judging-rules.js';
import type { ScreeningRules } from '../../domain/cycles/screening-rules.js';
import type { PublicationRules } from '../../domain/cycles/publication-rules.js';
import type { RankingRule } from '../../domain/ranking/ranking-rule.js';
import type { SelectionRule } from '../../domain/selection/selection.js';
import { BelongsTo, Day, Id, Instant, Json, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

/** The regulation as approved: a protocol, its date and the rules. A later edition replaces, never edits, the earlier. */
@Entity('regulation_edition')
@Unique('regulation_edition_number_once', ['cycleId', 'number'])
@Check('regulation_edition_reviews_positive', 'reviews_per_entry BETWEEN 1 AND 20')
@Check('regulation_edition_foreseen_positive', 'finalists_foreseen > 0 AND winners_foreseen > 0')
@Check('regulation_edition_later_has_reason', "number = 1 OR reason <> ''")
export class RegulationEdition {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Whole() number: number;
  @Text() protocolNumber: string;
  @Day({ nullable: true }) protocolOn: string | null;
  @Text({ default: '' }) text: string;
  @Whole({ default: 3 }) reviewsPerEntry: number;
  @Json() rankingRule: RankingRule;
  /** Who of a ranking goes on; null: the first so many as are foreseen. */
  @Json({ nullable: true }) selectionRule: SelectionRule | null;
  /** Which answers of the entry form the two rules count with. */
  @Json({ default: {} }) entryFacts: EntryFacts;
  @Whole({ default: 5 }) revisionWorkingDays: number;
  @Text({ default: 'majority' }) quorum: 'majority' | 'half' | 'two-thirds';
  /** How many of a nomination the body names without giving a ground for more. */
  @Whole({ default: 3 }) finalistsForeseen: number;
  @Whole({ default: 1 }) winnersForeseen: number;
  /** How the cycle judges; what is left out has the meaning of `judgingRulesFrom`. */
  @Json({ default: {} }) judgingRules: Partial<JudgingRules>;
  /** What is published and what entrants learn; what is left out has the meaning of `publicationRulesFrom`. */
  @Json({ default: {} }) publicationRules: Partial<PublicationRules>;
  /** What the cycle awards; what is left out has the meaning of `decisionRulesFrom`. */
  @Json({ default: {} }) decisionRules: Partial<DecisionRules>;
  /** How one gets in; what is left out has the meaning of `entryRulesFrom`. */
  @Json({ default: {} }) entryRules: Partial<EntryRules>;
  /** How entries are screened; what is left out has the meaning of `screeningRulesFrom`. */
  @Json({ default: {} }) screeningRules: Partial<ScreeningRules>;
  @Text({ default: '' }) reason: string;
  @Instant() createdAt: Date;
  @Version() version: number;
}
