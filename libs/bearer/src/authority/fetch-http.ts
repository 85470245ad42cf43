import { Injectable } from '@nestjs/common';
import { OutgoingHttp } from './outgoing-http.js';

@Injectable()
export class FetchHttp extends OutgoingHttp {
  send(url: string, init: RequestInit): Promise<Response> {
    return fetch(url, init);
  }
}
