import { ApiProperty } from '@nestjs/swagger';
import { SIGN_IN_FAILURES, type FirstSignIn, type SignInFailure } from '@portcullis/oauth';
import { isoTime } from '../wire/iso-time.js';

const STATES = ['waiting', 'signed_in', 'failed'] as const;
const OPTIONAL_TEXT = { type: String, nullable: true } as const;

/** How far the first sign-in of a client has come. */
export class FirstSignInResponse {
  @ApiProperty({ enum: STATES }) state: (typeof STATES)[number];
  @ApiProperty({ ...OPTIONAL_TEXT, format: 'date-time' }) at: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Who signed in, for those who may know.' })
  username: string | null;
  @ApiProperty({ enum: SIGN_IN_FAILURES, nullable: true, description: 'What went wrong last.' })
  failure: SignInFailure | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Finds the event.' }) reference: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'The redirect URI that was not registered.' })
  received: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'OAuth error code of a refused request.' })
  code: string | null;
  @ApiProperty({ ...OPTIONAL_TEXT, description: 'Why the request was refused, as it was told.' })
  description: string | null;
}

/** @param username null where it is unknown or not to be told */
export function toFirstSignInResponse(first: FirstSignIn, username: string | null): FirstSignInResponse {
  const nothing = {
    at: null,
    username: null,
    failure: null,
    reference: null,
    received: null,
    code: null,
    description: null,
  };
  switch (first.state) {
    case 'waiting':
      return { ...nothing, state: 'waiting' };
    case 'signed_in':
      return { ...nothing, state: 'signed_in', at: isoTime(first.at), username };
    case 'failed': {
      const { at, failure, reference, received, code, description } = first;
      return {
        ...nothing,
        state: 'failed',
        at: isoTime(at),
        failure,
        reference,
        received,
        code,
        description,
      };
    }
  }
}
