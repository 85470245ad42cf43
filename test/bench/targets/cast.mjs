/** Who takes part, the same at every target. What a target can make up itself is made up by it. */
export const REDIRECT_URI = 'https://client.example/callback';
export const API = 'https://api.example';
export const API_SCOPE = 'orders:read';

export const USERS = Array.from({ length: 16 }, (_, n) => ({
  username: `user${n}`,
  password: `a long enough phrase of user ${n}`,
}));

/** Secrets of 192 random bits, as generated ones have; these are for targets that keep what they are given. */
export const CLIENTS = {
  opaque: { id: 'machine-opaque', secret: 'rYx7mN0aWq2LhZ5kTgV8cPjD3sBfUe1o' },
  jwt: { id: 'machine-jwt', secret: 'b4KpXs9QvHn6WzLf2TyRd8MgCj7UeA3x' },
  api: { id: 'api', secret: 'Zq5Vt1NcYw8HsJf3GkRm7XbPd2LaEu9o' },
  web: { id: 'web', secret: 'Mh3Wd6TyKs9QpVn4LxRf8CbZg2JuAe7o' },
};
