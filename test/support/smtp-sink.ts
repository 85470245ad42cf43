import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** How the mail server behaves. */
export type SmtpBehaviour =
  | 'takes'
  /** Accepts connections and never says a word. */
  | 'hangs'
  /** Closes every connection at once. */
  | 'closes'
  /** Has no mailbox of that name: final. */
  | 'refuses';

/** How its connections are encrypted. */
export interface SmtpSecurity {
  readonly key: string;
  readonly cert: string;
  /** From the first byte, or from the moment at which the client wants it (RFC 3207). */
  readonly from: 'start' | 'STARTTLS';
}

export interface Received {
  readonly from: string;
  readonly to: readonly string[];
  /** Header lines as sent, unfolded. */
  readonly headers: readonly string[];
  /** The parts of the mail, decoded, by their media type. */
  readonly parts: Readonly<Record<string, string>>;
}

/** A mail server as far as a test needs one (RFC 5321): writes down what it is given. */
export class SmtpSink {
  readonly received: Received[] = [];
  /** Connections so far. */
  connections = 0;
  behaviour: SmtpBehaviour = 'takes';
  private readonly sockets = new Set<Socket>();
  private readonly waiting: (() => void)[] = [];

  private constructor(
    private readonly server: Server,
    private readonly security: SmtpSecurity | undefined,
  ) {}

  /** @param host an address to listen at */
  static async start(host = '127.0.0.1', security?: SmtpSecurity): Promise<SmtpSink> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    const sink = new SmtpSink(server, security);
    server.on('connection', (socket) => sink.accept(socket));
    return sink;
  }

  get url(): string {
    const { address, port } = this.server.address() as AddressInfo;
    return `${this.security?.from === 'start' ? 'smtps' : 'smtp'}://${address}:${port}`;
  }

  async until(count: number): Promise<Received> {
    while (this.received.length < count) await this.next();
    return this.received[count - 1]!;
  }

  async untilConnections(count: number): Promise<void> {
    while (this.connections < count) await this.next();
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    this.connections++;
    this.tell();
    if (this.behaviour === 'closes') return void socket.destroy();
    if (this.behaviour === 'hangs') return void socket.resume();
    const isEncrypted = this.security?.from === 'start';
    const stream = isEncrypted ? this.encrypt(socket) : socket;
    this.converse(stream, this.security !== undefined && !isEncrypted);
    stream.write('220 sink\r\n');
  }

  private encrypt(socket: Socket): Socket {
    const stream = new TLSSocket(socket, { isServer: true, ...this.security });
    stream.on('error', () => undefined);
    return stream;
  }

  /** @param offersTls the client may encrypt the connection, and may do nothing else before */
  private converse(socket: Socket, offersTls: boolean): void {
    let buffered = '';
    let data: string[] | null = null;
    let from = '';
    let to: string[] = [];
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (data) {
        if (line !== '.') return void data.push(line.replace(/^\.\./, '.'));
        this.received.push({ from, to, ...parse(data) });
        data = null;
        to = [];
        say('250 taken');
        return this.tell();
      }
      const command = line.slice(0, 4).toUpperCase();
      if (command === 'EHLO') {
        return say(`250-sink\r\n${offersTls ? '250-STARTTLS\r\n' : ''}250-8BITMIME\r\n250 SMTPUTF8`);
      }
      if (command === 'STAR' && offersTls) {
        say('220 go on');
        socket.removeAllListeners('data');
        return this.converse(this.encrypt(socket), false);
      }
      if (offersTls) return say('530 encrypt first');
      if (command === 'MAIL') from = addressIn(line);
      if (command === 'RCPT') {
        if (this.behaviour === 'refuses') return say(`550 no mailbox for ${addressIn(line)}`);
        to.push(addressIn(line));
      }
      if (command === 'DATA') {
        data = [];
        return say('354 go on');
      }
      if (command === 'QUIT') return say('221 bye');
      say(['MAIL', 'RCPT', 'NOOP', 'RSET'].includes(command) ? '250 well' : '502 not here');
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (buffered + text).split('\r\n');
      buffered = lines.pop()!;
      for (const line of lines) hear(line);
    });
  }
}

function addressIn(line: string): string {
  return /<([^>]*)>/.exec(line)?.[1] ?? '';
}

/** A mail with one level of parts, as nodemailer writes it. */
function parse(lines: readonly string[]): Pick<Received, 'headers' | 'parts'> {
  const { headers, body } = split(lines.join('\n'));
  const boundary = /boundary="?([^";]+)/.exec(headers.join('\n'))?.[1];
  const sections = boundary === undefined ? [lines.join('\n')] : body.split(`--${boundary}`).slice(1, -1);
  const parts = sections.map((section) => {
    const part = split(section.replace(/^\n/, ''));
    const type = /^content-type: ([^;]+)/im.exec(part.headers.join('\n'))![1]!;
    return [type, decoded(part.body, part.headers)];
  });
  return { headers, parts: Object.fromEntries(parts) as Record<string, string> };
}

function split(text: string): { headers: string[]; body: string } {
  const at = text.indexOf('\n\n');
  return {
    headers: text
      .slice(0, at)
      .replace(/\n[ \t]+/g, ' ')
      .split('\n'),
    body: text.slice(at + 2),
  };
}

function decoded(body: string, headers: readonly string[]): string {
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(headers.join('\n'))?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding !== 'quoted-printable') return body;
  const bytes = body
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
