import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AwardsService } from '../../../../src/results/awarding/awards.service.js';
import { verifyProtocol } from '../../../../src/results/file-cycle/verify-protocol.js';
import { MeetingsService } from '../../../../src/results/meetings/meetings.service.js';
import { protocolPdf } from '../../../../src/results/protocol-paper/protocol-pdf.js';
import { ProtocolsService } from '../../../../src/results/protocols/protocols.service.js';
import { PublicationsService } from '../../../../src/results/publication/publications.service.js';
import { Signer } from '../../../../src/platform/secrets/signer.js';
import { startApp, type TestApp } from '../../../support/app.js';

import { codeOf } from '../../../support/decisions.js';
import { judgedYear, sitting, type JudgedYear } from '../../../support/judged-year.js';

let app: TestApp;
let judged: JudgedYear;
let year: JudgedYear['year'];
let entries: JudgedYear['entries'];
let organizer: JudgedYear['organizer'];
let chair: JudgedYear['chair'];
let meetings: MeetingsService;
let awards: AwardsService;
let protocols: ProtocolsService;
let publications: PublicationsService;

beforeAll(async () => {
  app = await startApp();
  meetings = app.nest.get(MeetingsService);
  awards = app.nest.get(AwardsService);
  protocols = app.nest.get(ProtocolsService);
  publications = app.nest.get(PublicationsService);
});
afterAll(() => app.close());

beforeEach(async () => {
  judged = await judgedYear(app);
  ({ year, entries, organizer, chair } = judged);
});

describe('protocol', () => {
  it('can be computed again by anybody, and its paper has the same bytes each time', async () => {
    const { twin } = await protocols.drawUp(organizer, await judged.decided());
    expect(verifyProtocol(JSON.stringify(twin)).fault).toBeNull();
    expect(await protocolPdf(structuredClone(twin))).toEqual(await protocolPdf(structuredClone(twin)));
    const faked = structuredClone(twin) as { nominations: { decisions: { place: number }[] }[] };
    faked.nominations[0]!.decisions[0]!.place = 2;
    expect(verifyProtocol(JSON.stringify(faked)).fault?.pointer).toBe('/nominations/0/decisions/0/place');
  });

  it('is drawn up once while nothing changes, and not at all when nothing is decided', async () => {
    const empty = await meetings.convene(organizer, year.cycle.id, sitting);
    expect(await codeOf(protocols.drawUp(organizer, empty.id))).toBe('nothing-decided');
    const meetingId = await judged.decided();
    const first = await protocols.drawUp(organizer, meetingId);
    expect((await protocols.drawUp(chair, meetingId)).id).toBe(first.id);
  });

  it('is signed by one person once, however fast the clicks', async () => {
    const protocol = await protocols.drawUp(organizer, await judged.decided());
    const clicks = Array.from({ length: 4 }, () => codeOf(protocols.approve(chair, protocol.id, protocol.hash)));
    expect((await Promise.all(clicks)).sort()).toEqual(['done', 'same-approver', 'same-approver', 'same-approver']);
  });

  it('is signed by two people at the same time', async () => {
    const protocol = await protocols.drawUp(organizer, await judged.decided());
    const both = [organizer, chair].map((actor) => codeOf(protocols.approve(actor, protocol.id, protocol.hash)));
    expect(await Promise.all(both)).toEqual(['done', 'done']);
  });

  it('is not signed when something else was read, or decided meanwhile; older signatures do not carry over', async () => {
    const meetingId = await judged.decided();
    const protocol = await protocols.drawUp(organizer, meetingId);
    await protocols.approve(organizer, protocol.id, protocol.hash);
    expect(await codeOf(protocols.approve(chair, protocol.id, 'f'.repeat(64)))).toBe('protocol-changed');
    const [{ id: nominationId }, { id: submissionId }] = [year.nomination, entries[2]!];
    await awards.recommend(chair, {
      meetingId,
      nominationId,
      chosen: [{ submissionId, reason: 'Готова к внедрению' }],
    });
    expect(await codeOf(protocols.approve(chair, protocol.id, protocol.hash))).toBe('protocol-changed');
    const next = await protocols.drawUp(organizer, meetingId);
    await protocols.approve(chair, next.id, next.hash);
    const publishing = publications.publish(organizer, next.id, { publishAt: app.clock.now(), reason: '' });
    expect(await codeOf(publishing)).toBe('approvers-needed');
  });

  it('does not stand when a sheet is set aside after the decision', async () => {
    const meetingId = await judged.decided();
    await judged.setAsideOneOf(entries[1]!);
    expect(await codeOf(protocols.drawUp(organizer, meetingId))).toBe('ranking-changed');
  });

  it('is signed by nobody under a key that has ended, which the page says in place of the button', async () => {
    const protocol = await protocols.drawUp(organizer, await judged.decided());
    await protocols.approve(chair, protocol.id, protocol.hash);
    const browser = await app.signIn(judged.emails.organizer);
    const path = `/cycles/${year.cycle.id}/protocols/${protocol.id}`;
    expect((await browser.get(path)).body).toContain(`${path}/sign`);
    const { fingerprint } = app.nest.get(Signer);
    await app.db.source.transaction(async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      await tx.query('UPDATE signing_key SET valid_until = $1 WHERE fingerprint = $2', [app.clock.now(), fingerprint]);
    });
    const page = (await browser.get(path)).body;
    expect([page.includes(`${path}/sign`), page.includes('Подписать сейчас нечем')]).toEqual([false, true]);
    const refused = await browser.post(`${path}/sign`, { hash: protocol.hash });
    expect([refused.statusCode, refused.body.includes(fingerprint)]).toEqual([503, true]);
    expect((await protocols.read(organizer, protocol.id)).approvals).toHaveLength(1);
  });
});
