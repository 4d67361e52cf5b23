import { Entity, Index, PrimaryColumn } from 'typeorm';
import { Instant, Json, Text } from '../../database/columns.js';

/** What a person typed into a form and has not sent yet; nobody else reads it. Empty once the form was sent. */
@Entity('kept_text')
@Index('kept_text_age', ['savedAt'])
export class KeptText {
  @PrimaryColumn('uuid') userId: string;
  /** Where the form stands and what it is about. */
  @PrimaryColumn('text') form: string;
  /** Which copy of a browser this is: what was sent is told from what was typed after it. */
  @Text() copyId: string;
  @Json({ nullable: true }) texts: [string, string][] | null;
  /** The copies that were sent, the latest first: each browser finds its own among them. */
  @Json({ default: [] }) sent: string[];
  @Instant() savedAt: Date;
}
