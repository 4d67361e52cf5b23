import { z } from 'zod';

export const name = z.string().trim().min(1).max(200);

export const page = {
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

export const scope = {
  cycleId: z.uuid().nullish(),
  nominationId: z.uuid().nullish(),
  regionCode: z.string().max(10).nullish(),
};

export const instant = z.string().nullable();

export const pageOfViews = <View extends z.ZodType>(item: View) =>
  z.object({ items: z.array(item), next: z.string().nullable() });
