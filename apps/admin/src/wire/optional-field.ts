import { ValidateIf } from 'class-validator';

/** The field may be absent, which leaves it as it is; null is judged like any other value. */
export const IfPresent = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

/** The field may be absent or null; null clears it. */
export const IfNotNull = (): PropertyDecorator =>
  ValidateIf((_, value) => value !== undefined && value !== null);
