import { Entity, PrimaryColumn } from 'typeorm';
import { Json, Text, Whole } from '../../platform/database/columns.js';

/** A national project of one period; a practice keeps the projects of its own time. */
@Entity('national_project')
export class NationalProject {
  @PrimaryColumn('text') id: string;
  @Text() nameRu: string;
  @Text() period: string;
  @Text({ nullable: true }) kind: string | null;
  @Whole({ nullable: true }) since: number | null;
  @Json({ default: [] }) nameHistory: { value: string; until: string }[];
}
