import { Entity, PrimaryColumn } from 'typeorm';
import { Day, Json, Text, Texts } from '../../platform/database/columns.js';

/** A subject of the Federation with its history; which are listed, how named and in which district is asked as of a date. */
@Entity('region')
export class Region {
  @PrimaryColumn('text') code: string;
  @Text() subjectCode: string;
  @Text() nameRu: string;
  @Text() nameEn: string;
  @Text() typeRu: string;
  @Text({ nullable: true }) capitalRu: string | null;
  @Text({ nullable: true }) districtRu: string | null;
  @Text() timeZone: string;
  /** In the list from this day on; null for those listed in every cycle. */
  @Day({ nullable: true }) listedSince: string | null;
  @Texts({ default: '{}' }) aliases: string[];
  @Json({ default: [] }) districtHistory: { value: string; until: string }[];
  @Json({ default: [] }) nameHistory: { value: string; until: string }[];
}
