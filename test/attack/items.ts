import { B1 } from './b1-discovery.js';
import { B2 } from './b2-authorization-endpoint.js';
import { B5 } from './b5-authorization-code.js';
import type { Items } from './item.js';

/** Every item that is a test. */
export const ITEMS: Items = { ...B1, ...B2, ...B5 };
