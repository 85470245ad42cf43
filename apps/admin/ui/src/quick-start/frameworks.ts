import type { Client } from '../api/types.js';
import type { Quoting } from './fill.js';
import apiCurl from './snippets/api-curl.sh.txt?raw';
import apiNestjs from './snippets/api-nestjs.ts.txt?raw';
import aspnet from './snippets/aspnet.cs.txt?raw';
import curl from './snippets/curl.sh.txt?raw';
import deviceCurl from './snippets/device-curl.sh.txt?raw';
import express from './snippets/express.mjs.txt?raw';
import go from './snippets/go.go.txt?raw';
import machineCurl from './snippets/machine-curl.sh.txt?raw';
import machineGo from './snippets/machine-go.go.txt?raw';
import machineNode from './snippets/machine-node.mjs.txt?raw';
import machinePython from './snippets/machine-python.py.txt?raw';
import machineSpring from './snippets/machine-spring.yml.txt?raw';
import nestjs from './snippets/nestjs.ts.txt?raw';
import nextjs from './snippets/nextjs.ts.txt?raw';
import python from './snippets/python.py.txt?raw';
import spa from './snippets/spa.ts.txt?raw';
import spring from './snippets/spring.yml.txt?raw';

/** One way to write an application. */
export interface Framework {
  readonly key: string;
  /** A proper name, the same in every language. */
  readonly label: string;
  readonly snippet: string;
  readonly quoting: Quoting;
}

const WEB: readonly Framework[] = [
  { key: 'nestjs', label: 'NestJS', snippet: nestjs, quoting: 'javascript' },
  { key: 'express', label: 'Express', snippet: express, quoting: 'javascript' },
  { key: 'nextjs', label: 'Next.js', snippet: nextjs, quoting: 'javascript' },
  { key: 'spring', label: 'Spring Boot', snippet: spring, quoting: 'json' },
  { key: 'aspnet', label: 'ASP.NET Core', snippet: aspnet, quoting: 'json' },
  { key: 'go', label: 'Go', snippet: go, quoting: 'json' },
  { key: 'python', label: 'Python', snippet: python, quoting: 'json' },
  { key: 'curl', label: 'curl', snippet: curl, quoting: 'shell' },
];

const SPA: readonly Framework[] = [
  { key: 'spa', label: 'oidc-client-ts', snippet: spa, quoting: 'javascript' },
  { key: 'curl', label: 'curl', snippet: curl, quoting: 'shell' },
];

const DEVICE: readonly Framework[] = [
  { key: 'device-curl', label: 'curl', snippet: deviceCurl, quoting: 'shell' },
];

const MACHINE: readonly Framework[] = [
  { key: 'machine-node', label: 'Node.js', snippet: machineNode, quoting: 'javascript' },
  { key: 'machine-spring', label: 'Spring Boot', snippet: machineSpring, quoting: 'json' },
  { key: 'machine-go', label: 'Go', snippet: machineGo, quoting: 'json' },
  { key: 'machine-python', label: 'Python', snippet: machinePython, quoting: 'json' },
  { key: 'machine-curl', label: 'curl', snippet: machineCurl, quoting: 'shell' },
];

const API: readonly Framework[] = [
  { key: 'api-nestjs', label: 'NestJS', snippet: apiNestjs, quoting: 'javascript' },
  { key: 'api-curl', label: 'curl', snippet: apiCurl, quoting: 'shell' },
];

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

/** Those that fit what the client may do. One that proves itself with a key of its own has the values alone. */
export function frameworksFor(
  client: Pick<Client, 'grantTypes' | 'mayIntrospect' | 'tokenEndpointAuthMethod'>,
): readonly Framework[] {
  const { grantTypes, mayIntrospect, tokenEndpointAuthMethod: method } = client;
  if (method === 'private_key_jwt') return [];
  if (grantTypes.includes('authorization_code')) return method === 'none' ? SPA : WEB;
  if (grantTypes.includes(DEVICE_CODE)) return DEVICE;
  if (mayIntrospect) return API;
  return grantTypes.includes('client_credentials') ? MACHINE : [];
}
