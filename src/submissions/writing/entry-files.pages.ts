import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../domain/kernel/refusal.js';
import { download, view, type Download, type View } from '../../platform/http/pages/page.js';
import { signedIn } from '../../platform/http/request.js';
import { translator } from '../../platform/web/i18n.js';
import { AttachmentsService } from '../files/attachments.service.js';
import { framePolicy, isViewable, showFile } from '../files/file-view.js';

/** Files of an entry for whoever may read it: saved, or shown by the browser. */
@Controller('submissions/:id/files')
export class EntryFilesPages {
  constructor(private readonly attachments: AttachmentsService) {}

  @Get(':attachment')
  async file(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Req() request: FastifyRequest,
  ): Promise<Download> {
    const file = await this.attachments.open(signedIn(request), id, attachment);
    return download(file.bytes, file.name, file.type);
  }

  /** A PDF or a picture as the browser shows it, between the entry's other files. */
  @Get(':attachment/view')
  async viewFile(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<View> {
    const actor = signedIn(request);
    const file = await this.attachments.described(actor, id, attachment);
    if (!isViewable(file.type)) throw new Refusal({ code: 'not-found' });
    const path = `/submissions/${id}/files/${attachment}`;
    void reply.header('content-security-policy', framePolicy);
    return view('pages/submissions/writing/file', {
      name: file.name,
      caption: file.caption,
      size: file.bytes,
      hash: file.sha256,
      href: path,
      src: `${path}/shown`,
      isPicture: file.type.startsWith('image/'),
      entry: { id, title: file.title || translator(request.locale)('submissions:untitled') },
    });
  }

  /** Its bytes for that page: of a picture those that tell nothing of the camera. */
  @Get(':attachment/shown')
  async shownFile(
    @Param('id') id: string,
    @Param('attachment') attachment: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NodeJS.ReadableStream> {
    const { bytes, type } = await this.attachments.show(signedIn(request), id, attachment);
    showFile(reply, type);
    return bytes;
  }
}
