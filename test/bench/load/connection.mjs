import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;
const NOTHING = Buffer.alloc(0);

/** What a server answered: its status, the head as it came, and the body. */
export class Answer {
  constructor(status, head, body) {
    this.status = status;
    this.head = head;
    this.body = body;
  }

  get text() {
    return this.body.toString();
  }

  /** @throws when the body is no JSON */
  get json() {
    return JSON.parse(this.body.toString());
  }

  /** @returns the value of the first header of this name, or undefined */
  header(name) {
    return new RegExp(`\\r\\n${name}: *([^\\r]*)`, 'i').exec(this.head)?.[1];
  }

  /** @returns every `name=value` that the server set, without the attributes */
  get cookies() {
    return Array.from(this.head.matchAll(/\r\nset-cookie: *([^;\r]*)/gi), ([, pair]) => pair);
  }
}

/**
 * One keep-alive connection, HTTP/1.1, one request at a time. It knows as much of the protocol as Node servers speak
 * and no more, so that the generator costs a small part of what it measures.
 */
export class Connection {
  #socket;
  #waiting = null;
  #unread = NOTHING;
  #failure = null;

  constructor(socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('The server closed the connection.')));
  }

  /** @param port of a server on 127.0.0.1 */
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /**
   * Sends a request and calls back with its answer, in the same turn of the event loop in which it arrived.
   *
   * @param request the whole request as text, as `requests.mjs` writes it
   * @param onAnswer gets an Answer
   * @param onFailure gets an Error when there is none
   */
  exchange(request, onAnswer, onFailure) {
    if (this.#failure) return onFailure(this.#failure);
    this.#waiting = { onAnswer, onFailure };
    this.#socket.write(request, 'latin1');
  }

  close() {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(chunk) {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    const answer = this.#parse();
    if (!answer || !this.#waiting) return;
    const { onAnswer } = this.#waiting;
    this.#waiting = null;
    onAnswer(answer);
  }

  /** @returns undefined until the answer is complete */
  #parse() {
    const bytes = this.#unread;
    const headEnd = bytes.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const head = bytes.latin1Slice(0, headEnd);
    const start = headEnd + HEAD_END.length;
    const length = CONTENT_LENGTH.exec(head)?.[1];
    const { body, end } =
      length === undefined && CHUNKED.test(head)
        ? dechunk(bytes, start)
        : whole(bytes, start, Number(length ?? 0));
    if (body === undefined) return undefined;
    this.#unread = end === bytes.length ? NOTHING : bytes.subarray(end);
    return new Answer(Number(head.slice(9, 12)), head, body);
  }

  #fail(error) {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.onFailure(error);
  }
}

function whole(bytes, start, length) {
  const end = start + length;
  return { body: bytes.length < end ? undefined : bytes.subarray(start, end), end };
}

/** RFC 9112 section 7.1, without extensions and trailers, which no target sends. */
function dechunk(bytes, start) {
  const parts = [];
  for (let at = start; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return { end: at };
    const size = parseInt(bytes.latin1Slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (bytes.length < end) return { end: at };
    if (size === 0) return { body: Buffer.concat(parts), end };
    parts.push(bytes.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
