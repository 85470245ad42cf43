import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** What a browser is called with; only what an authenticator looks at. */
export interface PasskeyOptions {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

/** How an authenticator, or whoever pretends to be one, differs from a good one. */
export interface PasskeyConduct {
  /** It verified its user. Default: true. */
  readonly verified?: boolean;
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  /** The user handle it tells; null for none. */
  readonly userHandle?: string | null;
  /** Signature counter; by default one more each time. */
  readonly counter?: number;
  /** Signs with another key. */
  readonly key?: KeyObject;
}

/** A passkey without a browser: ES256, as WebAuthn Level 3 writes it down. */
export class SoftPasskey {
  private readonly credentialId = randomBytes(32);
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private counter = 0;
  private userHandle: string | null = null;

  /** @param backedUp its key is kept in the user's cloud account */
  constructor(
    private readonly origin: string,
    private readonly backedUp = false,
  ) {}

  /** @returns the PublicKeyCredential as JSON */
  create(options: PasskeyOptions, conduct: PasskeyConduct = {}): string {
    this.userHandle = options.user!.id;
    const { x, y } = this.pair.publicKey.export({ format: 'jwk' });
    // CBOR: a map of 1: 2, 3: -7, -1: 1, -2: x, -3: y (RFC 9053 section 7.1.1).
    const publicKey = Buffer.concat([
      Buffer.from('a5010203262001215820', 'hex'),
      Buffer.from(x!, 'base64url'),
      Buffer.from('225820', 'hex'),
      Buffer.from(y!, 'base64url'),
    ]);
    const length = Buffer.from([0, this.credentialId.length]);
    const attested = Buffer.concat([Buffer.alloc(16), length, this.credentialId, publicKey]);
    const authData = this.authenticatorData(options.rp!.id, conduct, attested);
    const attestationObject = Buffer.concat([
      Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
      Buffer.from([authData.length]),
      authData,
    ]);
    return this.credential({
      clientDataJSON: clientData(options, { origin: this.origin, type: 'webauthn.create', ...conduct }),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** @returns the PublicKeyCredential as JSON */
  get(options: PasskeyOptions, conduct: PasskeyConduct = {}): string {
    this.counter = conduct.counter ?? this.counter + 1;
    const authData = this.authenticatorData(options.rpId!, conduct);
    const clientDataJSON = clientData(options, { origin: this.origin, type: 'webauthn.get', ...conduct });
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const signature = sign('sha256', signed, conduct.key ?? this.pair.privateKey);
    const { userHandle = this.userHandle } = conduct;
    return this.credential({
      clientDataJSON,
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      ...(userHandle !== null && { userHandle }),
    });
  }

  private authenticatorData(
    rpId: string,
    { verified = true, rpId: other }: PasskeyConduct,
    attested?: Buffer,
  ): Buffer {
    const flags = 0x01 | (verified ? 0x04 : 0) | (this.backedUp ? 0x18 : 0) | (attested ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([
      sha256(Buffer.from(other ?? rpId)),
      Buffer.from([flags]),
      counter,
      ...(attested ? [attested] : []),
    ]);
  }

  private credential(response: object): string {
    const id = this.credentialId.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', response });
  }
}

function clientData(
  options: PasskeyOptions,
  { challenge = options.challenge, origin, type }: PasskeyConduct,
): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false })).toString('base64url');
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
