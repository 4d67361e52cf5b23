import { Entity, PrimaryColumn } from 'typeorm';
import { Whole } from '../../platform/database/columns.js';

/** The last register number given in a nomination; its row lock makes numbers unbroken. */
@Entity('register_counter')
export class RegisterCounter {
  @PrimaryColumn('uuid') nominationId: string;
  @Whole() last: number;
}
