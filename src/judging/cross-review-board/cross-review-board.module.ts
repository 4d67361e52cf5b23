import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CrossReviewModule } from '../cross-review/cross-review.module.js';
import { CrossReviewExcuse } from './cross-review-excuse.entity.js';
import { CrossReviewBoardController } from './cross-review-board.controller.js';
import { CrossReviewBoardPages } from './cross-review-board.pages.js';
import { CrossReviewBoardReader } from './cross-review-board.reader.js';
import { CrossReviewDutiesService } from './cross-review-duties.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([CrossReviewExcuse]), CrossReviewModule],
  controllers: [CrossReviewBoardController, CrossReviewBoardPages],
  providers: [CrossReviewBoardReader, CrossReviewDutiesService],
  exports: [CrossReviewBoardReader, CrossReviewDutiesService],
})
export class CrossReviewBoardModule {}
