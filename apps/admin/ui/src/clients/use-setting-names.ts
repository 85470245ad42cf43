import { useTranslation } from 'react-i18next';

/** The name of a setting as its form has it; undefined for what is none. */
export function useSettingNames(): (field: string) => string | undefined {
  const { t } = useTranslation();
  const names: Readonly<Record<string, string>> = {
    name: t('newClient.name'),
    applicationType: t('client.kind'),
    description: t('settings.description'),
    owner: t('settings.owner'),
    redirectUris: t('client.redirectUris'),
    postLogoutRedirectUris: t('settings.postLogout'),
    backchannelLogoutUri: t('settings.backchannel'),
    backchannelLogoutSessionRequired: t('settings.backchannelSession'),
    initiateLoginUri: t('settings.initiateLogin'),
    logoUri: t('settings.logo'),
    accent: t('settings.accent'),
    uri: t('settings.home'),
    tosUri: t('settings.terms'),
    policyUri: t('settings.privacy'),
    requirePkce: t('client.pkce'),
    requirePushedAuthorizationRequests: t('settings.par'),
    dpopBoundAccessTokens: t('settings.dpop'),
    grantTypes: t('client.grantTypes'),
    scopes: t('client.scopes'),
    firstParty: t('settings.firstParty'),
    accessTokenFormat: t('settings.format'),
    accessTokenAlg: t('settings.algorithm'),
    accessTokenSeconds: t('client.lifetime'),
    audiences: t('newClient.audiences'),
    mayIntrospect: t('client.introspect'),
    refreshTokenSeconds: t('settings.refreshIdle'),
    refreshPolicy: t('settings.refreshPolicy'),
    idTokenSeconds: t('settings.idLifetime'),
    idTokenAlg: t('settings.idAlgorithm'),
    tokenEndpointAuthMethod: t('settings.method'),
    jwks: t('settings.jwks'),
    jwksUri: t('settings.jwksUri'),
    authSigningAlg: t('settings.authAlgorithm'),
    strictAssertionAudience: t('settings.strictAudience'),
  };
  return (field) => names[field];
}
