import { z } from 'zod';
import { organisationKinds } from '../../domain/accounts/organisation.js';
import { mailAddress } from '../../platform/http/fields.js';
import { answersSchema } from '../writing/submissions.schemas.js';

const name = z.string().trim().min(1).max(200);

/** A known organisation or a new one, and who of it is to take the entry over. */
export const behalfSchema = z
  .strictObject({
    nominationId: z.uuid(),
    organisationId: z.uuid().nullable().default(null),
    organisation: z
      .strictObject({
        name: z.string().trim().min(1).max(300),
        kind: z.enum(organisationKinds),
        regionCode: z.string().max(10),
        inn: z.string().max(30),
        another: z.boolean().default(false),
      })
      .nullable()
      .default(null),
    contact: z
      .strictObject({ name, email: mailAddress, locale: z.enum(['ru', 'en']).default('ru') })
      .nullable()
      .default(null),
    answers: answersSchema.default({}),
  })
  .refine(({ organisationId, organisation }) => (organisationId === null) !== (organisation === null), {
    path: ['organisationId'],
    params: { rule: 'required' },
  });
