import { Module } from '@nestjs/common';
import { WithdrawalsController } from './withdrawals.controller.js';
import { WithdrawalsPages } from './withdrawals.pages.js';
import { WithdrawalsService } from './withdrawals.service.js';

@Module({ controllers: [WithdrawalsController, WithdrawalsPages], providers: [WithdrawalsService] })
export class WithdrawalsModule {}
