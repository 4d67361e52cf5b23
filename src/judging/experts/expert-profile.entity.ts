import { Check, Entity, Unique, type Relation } from 'typeorm';
import { User } from '../../accounts/users/user.entity.js';
import type { Employer } from '../../domain/judging/computed-conflicts.js';
import { BelongsTo, Id, Instant, Json, Ref, Text, Texts, Version, Whole } from '../../platform/database/columns.js';

/** What is known of an expert in every year: spheres, places of work with their dates, how much he or she takes on. */
@Entity('expert_profile')
@Unique('expert_profile_once', ['userId'])
@Check('expert_profile_capacity_positive', 'capacity > 0')
export class ExpertProfile {
  @Id() id: string;
  @Ref() userId: string;
  @BelongsTo(() => User) user: Relation<User>;
  @Texts({ default: '{}' }) spheres: string[];
  @Texts({ default: '{}' }) languages: string[];
  @Text({ nullable: true }) regionCode: string | null;
  @Json({ default: [] }) employers: Employer[];
  @Whole({ default: 30 }) capacity: number;
  @Text({ default: '' }) about: string;
  @Instant() updatedAt: Date;
  @Version() version: number;
}
