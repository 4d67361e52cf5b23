import { z } from 'zod';
import { stageKinds } from '../../domain/cycles/stage.js';
import { instant, text } from '../../platform/http/fields.js';
import type { Stage } from './stage.entity.js';

export const stageInput = z.object({
  kind: z.enum(stageKinds),
  title: text(120).min(1),
  opensAt: instant.transform((at) => new Date(at)),
  closesAt: instant.transform((at) => new Date(at)),
});

export const stageMove = stageInput.omit({ kind: true });

export type StageInput = z.output<typeof stageInput>;

export const stageView = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  opensAt: z.string(),
  closesAt: z.string(),
  version: z.number(),
});

export const toStage = ({ id, kind, title, opensAt, closesAt, version }: Stage) => ({
  id,
  kind,
  title,
  opensAt: opensAt.toISOString(),
  closesAt: closesAt.toISOString(),
  version,
});
