import type { Request } from 'express';
import type { Admin } from './admin.js';

/** An Express request after the guard. */
export interface AdminRequest extends Request {
  admin?: Admin;
}
