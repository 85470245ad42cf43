import { DeviceCode, readHandle } from '@portcullis/oauth';
import { allow, post, signIn } from './flow.js';
import type { Parameters } from './parameters.js';
import type { RegisteredClient, TestServer } from './test-server.js';
import { Visitor, type Visit } from './visitor.js';

export const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** RFC 8628 section 3.2. */
export interface DeviceAnswer {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}

/** A device asks for its codes. */
export async function beginDevice(
  server: TestServer,
  client: RegisteredClient,
  more: Parameters = {},
): Promise<DeviceAnswer> {
  const response = await post(server, 'device_authorization', client, {
    scope: 'openid profile offline_access',
    ...more,
  });
  if (response.status !== 200) throw new Error(`No codes: ${response.status} ${await response.text()}`);
  return (await response.json()) as DeviceAnswer;
}

/** A device asks whether its user has decided. */
export function poll(
  server: TestServer,
  client: RegisteredClient,
  { device_code }: Pick<DeviceAnswer, 'device_code'>,
  more: Parameters = {},
): Promise<Response> {
  return post(server, 'token', client, { grant_type: DEVICE_CODE, device_code, ...more });
}

/** The user opens the page and types the code. */
export async function enterCode(
  server: TestServer,
  userCode: string,
  visitor = new Visitor(),
): Promise<{ visitor: Visitor; page: Visit }> {
  const form = await visitor.visit(server.url('device'));
  return { visitor, page: await submitCode(visitor, form, userCode) };
}

export function submitCode(visitor: Visitor, form: Visit, userCode: string): Promise<Visit> {
  return visitor.submit(form, { user_code: userCode }, { name: 'button', value: '' });
}

/** ... signs in, if that is needed, and is on the consent page. */
export async function arriveAtConsent(
  server: TestServer,
  userCode: string,
  { username = 'alice', visitor = new Visitor() } = {},
): Promise<{ visitor: Visitor; page: Visit }> {
  const { page } = await enterCode(server, userCode, visitor);
  return {
    visitor,
    page: page.url.includes('/oauth/sign_in') ? await signIn(visitor, page, username) : page,
  };
}

/** ... and allows what the device asks for. */
export async function allowDevice(
  server: TestServer,
  { user_code }: Pick<DeviceAnswer, 'user_code'>,
  who: { username?: string; visitor?: Visitor } = {},
): Promise<{ visitor: Visitor; page: Visit }> {
  const { visitor, page } = await arriveAtConsent(server, user_code, who);
  return { visitor, page: await allow(visitor, page) };
}

export function rowOf(
  server: TestServer,
  { device_code }: Pick<DeviceAnswer, 'device_code'>,
): Promise<DeviceCode | null> {
  return server.database.find(DeviceCode, { id: readHandle(device_code)!.id });
}
