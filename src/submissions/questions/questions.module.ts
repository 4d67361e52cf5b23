import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AnsweringPages } from './answering.pages.js';
import { OwnQuestionsPages } from './own-questions.pages.js';
import { PublicAnswer } from './public-answer.entity.js';
import { PublicAnswersPages } from './public-answers.pages.js';
import { Question } from './question.entity.js';
import { QuestionsReader } from './questions.reader.js';
import { QuestionsService } from './questions.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Question, PublicAnswer])],
  controllers: [OwnQuestionsPages, AnsweringPages, PublicAnswersPages],
  providers: [QuestionsService, QuestionsReader],
  exports: [QuestionsReader],
})
export class QuestionsModule {}
