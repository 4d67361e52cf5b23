import { Entity, Unique } from 'typeorm';
import { Id, Instant, Ref, Text } from '../../platform/database/columns.js';

/** A one-time link sent by mail: opening it shows a button, pressing the button signs in, once. */
@Entity('sign_in_link')
@Unique('sign_in_link_token_once', ['tokenHash'])
export class SignInLink {
  @Id() id: string;
  @Ref() userId: string;
  @Text() tokenHash: string;
  @Instant() createdAt: Date;
  @Instant() expiresAt: Date;
  @Instant({ nullable: true }) usedAt: Date | null;
}
