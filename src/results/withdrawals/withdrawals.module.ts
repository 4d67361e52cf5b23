import { Module } from '@nestjs/common';
import { StandDownPages } from './stand-down.pages.js';
import { WithdrawalsController } from './withdrawals.controller.js';
import { WithdrawalsService } from './withdrawals.service.js';

@Module({ controllers: [StandDownPages, WithdrawalsController], providers: [WithdrawalsService] })
export class WithdrawalsModule {}
