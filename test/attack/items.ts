import { B1 } from './b1-discovery.js';
import { B2 } from './b2-authorization-endpoint.js';
import { B3 } from './b3-sign-in-and-consent.js';
import { B4 } from './b4-token-endpoint.js';
import { B5 } from './b5-authorization-code.js';
import { B6 } from './b6-refresh-token.js';
import { B7 } from './b7-tokens-in-use.js';
import type { Items } from './item.js';

/** Every item that is a test. */
export const ITEMS: Items = { ...B1, ...B2, ...B3, ...B4, ...B5, ...B6, ...B7 };
