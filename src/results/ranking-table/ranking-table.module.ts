import { Module } from '@nestjs/common';
import { WeighingModule } from '../weighing/weighing.module.js';
import { RankingsModule } from '../rankings/rankings.module.js';
import { AccessModule } from '../access/access.module.js';
import { ExplanationPages } from './explanation.pages.js';
import { RankingTablePages } from './ranking-table.pages.js';
import { RankingFrames } from './ranking-frame.reader.js';
import { ScoreTableReader } from './score-table.reader.js';
import { RankingTableReader } from './ranking-table.reader.js';

@Module({
  imports: [WeighingModule, RankingsModule, AccessModule],
  controllers: [ExplanationPages, RankingTablePages],
  providers: [RankingFrames, RankingTableReader, ScoreTableReader],
  exports: [RankingTableReader],
})
export class RankingTableModule {}
