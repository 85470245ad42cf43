import { expect, it } from '@jest/globals';
import { errorResponse } from './error-response.js';
import type { HttpExchange } from './http-exchange.js';

const answering = (body: string): HttpExchange => ({
  at: new Date(),
  milliseconds: 1,
  method: 'POST',
  url: 'http://localhost/token',
  requestHeaders: [],
  requestBody: null,
  answer: { status: 400, statusText: 'Bad Request', headers: [], furtherHeaders: 0, body },
  failure: null,
});

it.each([
  ['{"error":"invalid_grant"}', { error: 'invalid_grant', description: null }],
  ['{"error":"a","error_description":"b"}', { error: 'a', description: 'b' }],
  ['{"error":1}', null],
  ['null', null],
  ['<html>', null],
])('reads %s', (body, expected) => {
  expect(errorResponse(answering(body))).toEqual(expected);
});

it('reads nothing where nobody answered', () => {
  expect(errorResponse(null)).toBeNull();
});
