import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.js';
import { AdminPages } from './admin.pages.js';
import { AdminReader } from './admin.reader.js';
import { AuditPages } from './audit.pages.js';
import { AuditReader } from './audit.reader.js';
import { CalendarPages } from './calendar.pages.js';
import { CalendarService } from './calendar.service.js';
import { ClockPages } from './clock.pages.js';
import { ErasuresPages } from './erasures.pages.js';
import { InvariantsPages } from './invariants.pages.js';
import { InvariantsService } from './invariants.service.js';
import { AdminRoleInvitationsPages } from './role-invitations.pages.js';
import { LettersPages } from './letters.pages.js';
import { OrganisationsPages } from './organisations.pages.js';
import { PeoplePages } from './people.pages.js';

@Module({
  imports: [NotificationsModule],
  controllers: [
    AdminPages,
    AdminRoleInvitationsPages,
    AuditPages,
    CalendarPages,
    ClockPages,
    ErasuresPages,
    InvariantsPages,
    LettersPages,
    OrganisationsPages,
    PeoplePages,
  ],
  providers: [AdminReader, AuditReader, CalendarService, InvariantsService],
  exports: [InvariantsService],
})
export class AdminModule {}
