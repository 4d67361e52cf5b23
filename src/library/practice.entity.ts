import { Check, Entity, Index, Unique } from 'typeorm';
import { Day, Flag, Id, Instant, Json, Ref, Text, Texts, Version, Whole } from '../platform/database/columns.js';

/** A practice in the library. It keeps its year, its region as then named and the projects of its time. */
@Entity('practice')
@Unique('practice_address_once', ['slug'])
@Unique('practice_of_submission_once', ['submissionId'])
@Index('practice_latest', { synchronize: false })
@Index('practice_awarded', { synchronize: false })
@Index('practice_region', ['regionCode', 'year'])
@Check('practice_outcome_known', "outcome IN ('winner', 'finalist', 'laureate', 'recommended', 'presented')")
export class Practice {
  @Id() id: string;
  @Text() slug: string;
  @Ref({ nullable: true }) submissionId: string | null;
  @Ref({ nullable: true }) publicationId: string | null;
  @Ref({ nullable: true }) cycleId: string | null;
  @Text() title: string;
  @Text() summary: string;
  @Text() regionCode: string;
  @Text() regionName: string;
  @Text() organisation: string;
  @Text({ default: '' }) nomination: string;
  @Whole() year: number;
  @Text() outcome: 'winner' | 'finalist' | 'laureate' | 'recommended' | 'presented';
  @Flag() recommended: boolean;
  /** Sections to read: heading and text, list or table. */
  @Json({ default: [] }) sections: Record<string, unknown>[];
  @Json({ default: [] }) results: { indicator: string; unit: string; before: string; after: string; year: string }[];
  @Texts({ default: '{}' }) nationalProjects: string[];
  @Day({ nullable: true }) startedOn: string | null;
  @Text({ default: '' }) source: string;
  @Flag() generated: boolean;
  /** Shown from this instant on. */
  @Instant() publishedAt: Date;
  @Version() version: number;
}
