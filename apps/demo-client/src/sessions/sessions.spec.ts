import { describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { Sessions } from './sessions.js';

/** A browser as the session store sees it: it keeps the cookie and sends it back. */
function aBrowser() {
  const jar = new Map<string, string>();
  const request = {
    headers: {
      get cookie() {
        return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      },
    },
  } as unknown as Request;
  const response = {
    cookie: (name: string, value: string) => jar.set(name, value),
    clearCookie: (name: string) => jar.delete(name),
  } as unknown as Response;
  return { jar, request, response };
}

describe('Sessions', () => {
  it('knows a browser again, under a new id after renewal, and not after the end', () => {
    const sessions = new Sessions();
    const { jar, request, response } = aBrowser();
    const session = sessions.findOrBegin(request, response);
    expect(sessions.find(request)).toBe(session);

    const stolen = aBrowser();
    for (const [name, value] of jar) stolen.jar.set(name, value);
    sessions.renew(session, response);
    expect(sessions.find(request)).toBe(session);
    expect(sessions.find(stolen.request)).toBeNull();

    sessions.end(session, response);
    expect(sessions.find(request)).toBeNull();
  });

  it('forgets the oldest when there are more than a thousand', () => {
    const sessions = new Sessions();
    const [first, second, last] = [aBrowser(), aBrowser(), aBrowser()];
    sessions.findOrBegin(first.request, first.response);
    sessions.findOrBegin(second.request, second.response);
    for (let count = 0; count < 998; count++) {
      const { request, response } = aBrowser();
      sessions.findOrBegin(request, response);
    }
    sessions.findOrBegin(last.request, last.response);
    expect(sessions.find(first.request)).toBeNull();
    expect(sessions.find(second.request)).not.toBeNull();
    expect(sessions.find(last.request)).not.toBeNull();
  });
});
