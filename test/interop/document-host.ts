import { OutgoingFailure, OutgoingHttp, type OutgoingAnswer } from '@portcullis/oauth';

/** The public web, as far as these tests know it: JSON documents by address. */
export class DocumentHost extends OutgoingHttp {
  static readonly documents = new Map<string, object>();

  override async send(url: string): Promise<OutgoingAnswer> {
    const document = DocumentHost.documents.get(url);
    if (!document) throw new OutgoingFailure('nobody answers');
    const headers = { 'content-type': 'application/json' };
    return { status: 200, headers, body: Buffer.from(JSON.stringify(document)) };
  }
}
