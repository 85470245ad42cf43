import type { Provider, Type } from '@nestjs/common';

/** What one folder brings to the app. */
export interface Feature {
  readonly controllers: Type[];
  readonly providers: Provider[];
}
