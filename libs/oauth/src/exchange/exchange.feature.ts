import { TokenExchangeGrant } from './token-exchange.grant.js';

/** Token exchange (RFC 8693). Offered only where the policy lets somebody exchange something. */
export const TOKEN_EXCHANGE = {
  controllers: [],
  providers: [TokenExchangeGrant],
};
