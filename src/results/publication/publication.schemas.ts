import { z } from 'zod';
import { instant } from '../../platform/http/fields.js';
import type { Publication } from './publication.entity.js';

export const publishSchema = z.strictObject({
  protocolId: z.uuid(),
  publishAt: instant.optional(),
  reason: z.string().max(4000).default(''),
});

export const publicationView = z.object({
  id: z.uuid(),
  number: z.number().int(),
  protocolId: z.uuid(),
  hash: z.string(),
  publishAt: z.string(),
  reason: z.string(),
  items: z.number().int(),
});
export function toPublicationView(publication: Publication): z.infer<typeof publicationView> {
  const { id, number, protocolId, hash, publishAt, reason: why, snapshot } = publication;
  const items = (snapshot['items'] as unknown[]).length;
  return { id, number, protocolId, hash, publishAt: publishAt.toISOString(), reason: why, items };
}
