// Who may call: what the stack works out of the parameters of accounts, for its own user pool or another issuer.
import type { StackParameters } from './stack-parameters.ts';

type AccountParameters = Pick<
  StackParameters,
  | 'accounts'
  | 'accountsRegistration'
  | 'accountsEmail'
  | 'accountsPages'
  | 'googleClientId'
  | 'googleSecret'
  | 'linkedinClientId'
  | 'linkedinSecret'
  | 'authIssuer'
  | 'authAudience'
  | 'authClientId'
  | 'authDefaultRole'
  | 'authKeys'
>;

export const hasKeys = (p: AccountParameters): boolean => p.authKeys === 'yes';

/** What some stacks have. */
const accountFeaturesOf = (p: AccountParameters) => ({
  accounts: p.accounts === 'cognito',
  google: p.googleClientId !== '',
  linkedin: p.linkedinClientId !== '',
});

/** Fields of the template. */
export const accountSettingsOf = (p: AccountParameters) => {
  const has = accountFeaturesOf(p);
  const client = { Ref: 'UserPoolClient' };
  return {
    authIssuer: has.accounts ? { 'Fn::GetAtt': ['UserPool', 'ProviderURL'] } : p.authIssuer,
    authAudience: has.accounts ? client : p.authAudience,
    authClientId: has.accounts ? client : p.authClientId,
    // Anybody may register with a pool of one's own: what they may do then, an administrator says.
    authDefaultRole: p.authDefaultRole === '' && has.accounts ? 'none' : p.authDefaultRole,
    closesRegistration: p.accountsRegistration === 'no',
    accountsEmail:
      p.accountsEmail === ''
        ? { EmailSendingAccount: 'COGNITO_DEFAULT' }
        : { EmailSendingAccount: 'DEVELOPER', SourceArn: p.accountsEmail },
    pageAddresses: [apiAddress, ...listOf(p.accountsPages)],
    identityProviders: ['COGNITO', ...(has.google ? ['Google'] : []), ...(has.linkedin ? ['LinkedIn'] : [])],
    clientNeeds: [...(has.google ? ['GoogleProvider'] : []), ...(has.linkedin ? ['LinkedInProvider'] : [])],
  };
};

/** Which part of infra/ is meant. */
export const accountKindsOf = (p: AccountParameters) => {
  const kind = (isOn: boolean) => (isOn ? 'on' : 'off');
  const { accounts, google, linkedin } = accountFeaturesOf(p);
  return {
    accountsKind: kind(accounts),
    googleKind: kind(google),
    linkedinKind: kind(linkedin),
    authKeysKind: kind(hasKeys(p)),
  };
};

/** As a browser has it: the page signs in with its own address, slash at the end included. */
const apiAddress = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in.
  'Fn::Sub': 'https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/',
};

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '');

/** What each parameter allows, and together makes no sense. */
export const accountContradictions = (p: AccountParameters): readonly (readonly [boolean, string])[] => {
  const isOwn = p.accounts === 'cognito';
  const needPool = [p.accountsEmail, p.accountsPages, p.googleClientId, p.linkedinClientId];
  return [
    [
      isOwn && `${p.authIssuer}${p.authAudience}${p.authClientId}` !== '',
      'accounts, authIssuer, authAudience, authClientId: expected a pool of the stack’s own or another issuer, got both',
    ],
    [
      !isOwn && needPool.some(given => given !== ''),
      'accountsEmail, accountsPages, googleClientId, linkedinClientId: expected accounts=cognito with them',
    ],
    [
      (p.googleClientId === '') !== (p.googleSecret === ''),
      'googleClientId, googleSecret: expected both or neither',
    ],
    [
      (p.linkedinClientId === '') !== (p.linkedinSecret === ''),
      'linkedinClientId, linkedinSecret: expected both or neither',
    ],
  ];
};
