import { Check, Entity, type Relation } from 'typeorm';
import { BelongsTo, Exact, Id, Json, Ref, Text, Version, Whole } from '../../platform/database/columns.js';
import { Cycle } from '../cycle/cycle.entity.js';

/** What experts judge, on which scale and with which weight. All numbers are exact decimals. */
@Entity('criterion')
@Check('criterion_weight_not_negative', 'weight >= 0')
@Check('criterion_scale_ordered', 'scale_min < scale_max AND scale_step > 0')
export class Criterion {
  @Id() id: string;
  @Ref() cycleId: string;
  @BelongsTo(() => Cycle) cycle: Relation<Cycle>;
  @Whole() position: number;
  @Text() title: string;
  @Text({ default: '' }) guidance: string;
  @Exact({ default: '1' }) weight: string;
  @Exact({ default: '0' }) scaleMin: string;
  @Exact({ default: '10' }) scaleMax: string;
  @Exact({ default: '1' }) scaleStep: string;
  /** What the points mean: «7–8. Результат подтверждён документами». */
  @Json({ default: [] }) levels: { from: string; to: string; text: string }[];
  @Version() version: number;
}
