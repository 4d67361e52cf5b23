import { Check, Entity, Index } from 'typeorm';
import { Id, Instant, Json, Ref, Text, Whole } from '../database/columns.js';

/** A long piece of work that a person started: its progress can be seen and it can be stopped. */
@Entity('task')
@Index('task_recent', ['createdAt'])
@Check('task_state_known', "state IN ('proposed', 'waiting', 'running', 'done', 'failed', 'stopped')")
export class Task {
  @Id() id: string;
  @Text() kind: string;
  @Text({ default: 'waiting' }) state: 'proposed' | 'waiting' | 'running' | 'done' | 'failed' | 'stopped';
  @Whole({ default: 0 }) done: number;
  @Whole({ default: 0 }) total: number;
  @Json() input: Record<string, unknown>;
  @Json({ nullable: true }) result: Record<string, unknown> | null;
  @Ref({ nullable: true }) startedById: string | null;
  @Instant() createdAt: Date;
  @Instant({ nullable: true }) finishedAt: Date | null;
  @Instant({ nullable: true }) stopAskedAt: Date | null;
}
