import type { FastifyRequest } from 'fastify';
import { dayOf } from '../../domain/kernel/local-day.js';
import { isAhead } from '../../domain/results/sittings/sitting-day.js';
import { quorumOf, attendanceOf, quorumTermsOf } from '../../domain/results/sittings/quorum.js';
import { formWith, type FormView } from '../../platform/http/pages/form-view.js';
import { formatDay } from '../../platform/web/format.js';
import { translator, type Translator } from '../../platform/web/i18n.js';
import type { Meeting } from './meeting.entity.js';
import type { VisibleCycle } from '../access/visible-cycle.reader.js';

type MeetingCycle = Pick<VisibleCycle, 'cycle' | 'edition' | 'now'>;

/** What the fields of the form are called, for the summary of what is wrong with them. */
export function meetingLabels(request: FastifyRequest): Record<string, string> {
  const t = translator(request.locale);
  const fields = ['body', 'number', 'heldOn', 'place', 'form', 'members', 'present', 'recused', 'chairName'] as const;
  return {
    ...Object.fromEntries(fields.map((field) => [field, t(`results:meeting.${field}`)])),
    secretaryName: t('results:meeting.secretaryName'),
    attendees: t('results:meeting.attendees'),
  };
}

/** A sitting in the list: when and where it was, and whether it can decide. */
export function meetingRow(
  meeting: Meeting,
  facts: {
    visible: MeetingCycle;
    current: Meeting | null;
    href: string;
    t: Translator;
    locale: FastifyRequest['locale'];
  },
) {
  const { visible, t, locale } = facts;
  const needed = quorumOf(attendanceOf(meeting), quorumTermsOf(visible.edition));
  const enough = meeting.present >= needed;
  const ahead = isAhead({ heldOn: meeting.heldOn, timeZone: visible.cycle.timeZone }, visible.now);
  const format = { locale, timeZone: visible.cycle.timeZone, now: visible.now, year: 'always' as const };
  return {
    href: facts.href,
    title: t('results:meeting.title', { body: meeting.body, number: meeting.number }),
    about: [formatDay(meeting.heldOn, format), meeting.place, t(`results:form.${meeting.form}`)].join(', '),
    present: t('results:meeting.attendance', { present: meeting.present, members: meeting.members, needed }),
    quorum: enough,
    ahead: ahead ? t('results:meeting.aheadLead', { on: formatDay(meeting.heldOn, format) }) : '',
    status: ahead
      ? { word: t('results:meeting.ahead'), mark: 'dash', tone: '' }
      : enough
        ? { word: t('results:meeting.quorum'), mark: 'full', tone: 'ok' }
        : { word: t('results:meeting.noQuorum'), mark: 'cross', tone: 'no' },
    current: meeting.id === facts.current?.id,
  };
}

/** Empty for a new sitting; what was sent when it was refused; the chosen sitting where it is being corrected. */
export function meetingFormModel(facts: {
  /** Where the sittings are recorded. */
  base: string;
  form: FormView | undefined;
  meeting: Meeting | null;
  edited: boolean;
  visible: MeetingCycle;
  t: Translator;
}) {
  const { base, form, meeting, visible, t } = facts;
  const edited = facts.edited && meeting !== null;
  const today = dayOf(visible.now, visible.cycle.timeZone);
  const begin = edited
    ? { ...meeting, attendees: meeting.attendees.join('\n') }
    : { heldOn: today, form: 'in-person', recused: 0 };
  return {
    action: `${base}/meetings${edited ? `/${meeting.id}` : ''}`,
    title: t(edited ? 'results:meeting.edit' : 'results:meeting.new'),
    open: form !== undefined || meeting === null,
    version: edited ? String(meeting.version) : '',
    forms: (['in-person', 'remote', 'by-correspondence'] as const).map((value) => ({
      value,
      label: t(`results:form.${value}`),
    })),
    ...(form ?? formWith({ ...begin })),
  };
}
