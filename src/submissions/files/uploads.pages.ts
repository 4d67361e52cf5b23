import { Controller, Delete, Head, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { signedIn } from '../../platform/http/request.js';
import { type TusAnswer, type TusRequest, UploadsService } from './uploads.service.js';

/** Files in parts (tus 1.0), for those who write the entry; pages without scripts send them with the form. */
@Controller('submissions/:id/uploads')
export class UploadsPages {
  constructor(private readonly uploads: UploadsService) {}

  @Post(':field')
  async begin(
    @Param('id') id: string,
    @Param('field') field: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.uploads.begin(signedIn(request), id, field, tusOf(request, 'POST')));
  }

  /** A file that is whole and refused is answered with the refusal: sent again it would be refused again. */
  @Patch(':upload')
  async take(
    @Param('id') id: string,
    @Param('upload') upload: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.uploads.goOn(signedIn(request), id, upload, tusOf(request, 'PATCH')));
  }

  @Head(':upload')
  async ask(
    @Param('id') id: string,
    @Param('upload') upload: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.uploads.goOn(signedIn(request), id, upload, tusOf(request, 'HEAD')));
  }

  @Delete(':upload')
  async giveUp(
    @Param('id') id: string,
    @Param('upload') upload: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    send(reply, await this.uploads.goOn(signedIn(request), id, upload, tusOf(request, 'DELETE')));
  }
}

const tusHeaders = [
  'content-type',
  'content-length',
  'tus-resumable',
  'upload-length',
  'upload-offset',
  'upload-metadata',
];

/** What the protocol reads of a request; cookies and addresses are none of its business. */
function tusOf({ headers, raw }: FastifyRequest, method: TusRequest['method']): TusRequest {
  const told = tusHeaders.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { method, headers: Object.fromEntries(told), body: raw };
}

function send(reply: FastifyReply, { status, headers, body }: TusAnswer): void {
  for (const [name, value] of headers) if (!name.startsWith('access-control')) void reply.header(name, value);
  void reply.status(status).send(body);
}
