import type { Translator } from '../../platform/web/i18n.js';
import type { EntryPeople } from './collaborators.reader.js';

/** The panel of those who work on an entry, and the forms of its page. */
export function peopleModel(
  { entry, people, invitations, rights, mayManage, receivers, handover, isHeld, mayTake }: EntryPeople,
  t: Translator,
) {
  const base = `/submissions/${entry.id}/people`;
  return {
    href: base,
    people: people.map(({ name, email, organisation, right, collaboratorId, isResponsible, isReader }) => ({
      name,
      email,
      organisation: organisation ?? '',
      isReader,
      isResponsible,
      words: collaboratorId === null ? t('submissions:people.ofOrganisation') : t(`submissions:people.right.${right}`),
      right,
      action: collaboratorId !== null && mayManage ? `${base}/${collaboratorId}` : '',
      leave: collaboratorId !== null && isReader && !isResponsible ? `${base}/${collaboratorId}/remove` : '',
    })),
    held: isHeld ? t('behalf:held') : '',
    invitations: invitations.map(
      ({ id, name, email, right, takesOver, invitedBy, expiresAt, isOver, mayManage: may }) => ({
        name,
        email,
        words: t(takesOver ? 'behalf:takesOver' : `submissions:people.right.${right}`),
        invitedBy,
        expiresAt,
        isOver,
        action: may ? `${base}/invitations/${id}` : '',
        mayResend: may && rights.includes(right),
      }),
    ),
    rights: rights.map((right) => ({ value: right, label: t(`submissions:people.give.${right}`) })),
    mayInvite: rights.length > 0,
    receivers: receivers.map(({ userId, name, organisation }) => ({
      value: userId,
      label: organisation ? `${name} (${organisation})` : name,
    })),
    handover: handover && {
      ...handover,
      lead: t(`submissions:people.handover.${handover.isToMe ? 'toMe' : handover.isMine ? 'mine' : 'others'}`, {
        from: handover.from,
        to: handover.to,
      }),
    },
    take: mayTake ? `${base}/take` : '',
  };
}
