import { ApiProperty } from '@nestjs/swagger';
import { isoTime } from '../wire/iso-time.js';
import type { Exchange, Header } from './exchange.js';
import { STEPS, type Step } from './outgoing.js';
import { ACTS, actsOf, type Act, type ReadTokens } from './playground.js';
import type { OpenRun } from './playground-runs.js';
import type { ReadToken } from './read-token.js';
import { FLOWS, type Flow } from './run.js';

const OPTIONAL_TEXT = { type: String, nullable: true } as const;

export class HeaderResponse {
  @ApiProperty() name: string;
  @ApiProperty() value: string;
}

export class SentRequestResponse {
  @ApiProperty({ enum: ['GET', 'POST'] }) method: string;
  @ApiProperty() url: string;
  @ApiProperty({ type: [HeaderResponse] }) headers: HeaderResponse[];
  @ApiProperty(OPTIONAL_TEXT) body: string | null;
}

export class ReceivedResponseResponse {
  @ApiProperty() status: number;
  @ApiProperty({ type: [HeaderResponse] }) headers: HeaderResponse[];
  @ApiProperty() body: string;
}

/** A request and its answer, as they went over the wire; the secret is masked. */
export class ExchangeResponse {
  @ApiProperty({ enum: STEPS }) step: Step;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty() milliseconds: number;
  @ApiProperty({ type: SentRequestResponse }) request: SentRequestResponse;
  @ApiProperty({
    type: ReceivedResponseResponse,
    nullable: true,
    description: 'Null for what goes through the browser.',
  })
  response: ReceivedResponseResponse | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'For a shell that has the secret as CLIENT_SECRET.' })
  curl: string | null;
}

export class ReadTokenResponse {
  @ApiProperty({ description: 'JSON.' }) header: string;
  @ApiProperty({ description: 'JSON.' }) claims: string;
  @ApiProperty({ description: 'The signature is by one of the published keys, for this receiver.' })
  genuine: boolean;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Why it is not.' }) problem: string | null;
}

export class RunDeviceResponse {
  @ApiProperty() userCode: string;
  @ApiProperty() verificationUri: string;
  @ApiProperty(OPTIONAL_TEXT) verificationUriComplete: string | null;
  @ApiProperty({ description: 'Seconds between two polls.' }) interval: number;
}

/** A run, as far as it has come. */
export class RunResponse {
  @ApiProperty() id: string;
  @ApiProperty({ enum: FLOWS }) flow: Flow;
  @ApiProperty({ type: String, format: 'date-time' }) startedAt: string;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Where the browser goes on with it.' })
  location: string | null;
  @ApiProperty({ type: RunDeviceResponse, nullable: true }) device: RunDeviceResponse | null;
  @ApiProperty({ type: [ExchangeResponse] }) exchanges: ExchangeResponse[];
  @ApiProperty({ description: 'It has tokens.' }) hasTokens: boolean;
  @ApiProperty({ type: ReadTokenResponse, nullable: true, description: 'Null for an opaque one.' })
  accessToken: ReadTokenResponse | null;
  @ApiProperty({ type: ReadTokenResponse, nullable: true }) idToken: ReadTokenResponse | null;
  @ApiProperty({ enum: ACTS, isArray: true, description: 'What can be done next.' }) acts: Act[];
}

export function toRunResponse({ id, run }: OpenRun, read: ReadTokens): RunResponse {
  const { device, pending } = run;
  return {
    id,
    flow: run.flow,
    startedAt: isoTime(run.startedAt),
    location: pending && run.exchanges[0]!.request.url,
    device: device && {
      userCode: device.userCode,
      verificationUri: device.verificationUri,
      verificationUriComplete: device.verificationUriComplete,
      interval: device.interval,
    },
    exchanges: run.exchanges.map(toExchangeResponse),
    hasTokens: run.tokens !== null,
    accessToken: toReadTokenResponse(read.access),
    idToken: toReadTokenResponse(read.id),
    acts: actsOf(run),
  };
}

function toExchangeResponse({ step, at, milliseconds, request, response, curl }: Exchange): ExchangeResponse {
  return {
    step,
    at: isoTime(at),
    milliseconds,
    request: { ...request, headers: request.headers.map(toHeader) },
    response: response && { ...response, headers: response.headers.map(toHeader) },
    curl,
  };
}

function toHeader([name, value]: Header): HeaderResponse {
  return { name, value };
}

function toReadTokenResponse(token: ReadToken | null): ReadTokenResponse | null {
  return (
    token && {
      header: JSON.stringify(token.header),
      claims: JSON.stringify(token.claims),
      genuine: token.isGenuine,
      problem: token.problem,
    }
  );
}
