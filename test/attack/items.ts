import { B10 } from './b10-device.js';
import { B11 } from './b11-registration.js';
import { B12 } from './b12-resource-server.js';
import { B14 } from './b14-transport-and-leakage.js';
import { B1 } from './b1-discovery.js';
import { B2 } from './b2-authorization-endpoint.js';
import { B3 } from './b3-sign-in-and-consent.js';
import { B4 } from './b4-token-endpoint.js';
import { B5 } from './b5-authorization-code.js';
import { B6 } from './b6-refresh-token.js';
import { B7 } from './b7-tokens-in-use.js';
import { B8 } from './b8-logout.js';
import { B9 } from './b9-pushed-requests-and-dpop.js';
import type { Items } from './item.js';

/** Every item that is a test. */
export const ITEMS: Items = {
  ...B1,
  ...B2,
  ...B3,
  ...B4,
  ...B5,
  ...B6,
  ...B7,
  ...B8,
  ...B9,
  ...B10,
  ...B11,
  ...B12,
  ...B14,
};
