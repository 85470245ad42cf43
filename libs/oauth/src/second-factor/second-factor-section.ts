import { Injectable } from '@nestjs/common';
import { FurtherSection } from '../my-account/further-section.js';

/** Among the pages of a user about their own account. */
@Injectable()
export class SecondFactorSection extends FurtherSection {
  readonly name = 'second-factor';
  readonly endpoint = 'account/second_factor';
}
