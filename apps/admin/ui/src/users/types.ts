import type { components } from '../api/schema.js';

type Schemas = components['schemas'];

export type ListedUser = Schemas['ListedUserResponse'];
export type User = Schemas['UserResponse'];
export type UserSession = Schemas['UserSessionResponse'];
export type UserApp = Schemas['UserAppResponse'];
export type PasswordLink = Schemas['PasswordLinkResponse'];
export type CreatedUser = Schemas['CreatedUserResponse'];
