import type { Items } from './item.js';

export const B2: Items = {};
