// Accounts in the stack: none unless they are asked for, the pool of its own, whoever else vouches, and machines' keys.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allOf, allRightsOf, propertiesOf, typesOf } from './stack-statements.ts';
import { openTemplateMaker, type Template, type TemplateMaker } from './stack-template.ts';
import { variants } from './stack-variants.ts';

let maker: TemplateMaker;
const made = new Map<string, Template>();
const stack = (name: keyof typeof variants): Template => made.get(name)!;
const needed = ['plain', 'signIn', 'keys', 'accounts', 'accountsOfOthers'] as const;

beforeAll(async () => {
  maker = await openTemplateMaker();
  for (const name of needed) made.set(name, await maker.make(variants[name]));
}, 180_000);

afterAll(() => maker?.close());

const environmentOf = (name: keyof typeof variants) =>
  propertiesOf(stack(name), 'ApiLambdaFunction').Environment.Variables;
const isOfCognito = (type: string) => type.startsWith('AWS::Cognito::');

describe('accounts', () => {
  it('are in the stack only where they are asked for', () => {
    for (const name of ['plain', 'signIn', 'keys'] as const)
      expect([...typesOf(stack(name))].filter(isOfCognito), name).toEqual([]);
    expect([...typesOf(stack('accounts'))].filter(isOfCognito).length).toBeGreaterThan(4);
    expect(environmentOf('plain')).toMatchObject({ AUTH_ISSUER: '', AUTH_CLIENT_ID: '', AUTH_KEYS: 'no' });
    expect(environmentOf('signIn')).toMatchObject({ AUTH_ISSUER: variants.signIn.authIssuer });
  });

  it('are known to the function by the pool itself, and give no role', () => {
    expect(environmentOf('accounts')).toMatchObject({
      AUTH_ISSUER: { 'Fn::GetAtt': ['UserPool', 'ProviderURL'] },
      AUTH_AUDIENCE: { Ref: 'UserPoolClient' },
      AUTH_CLIENT_ID: { Ref: 'UserPoolClient' },
      AUTH_DEFAULT_ROLE: 'none',
    });
    const groups = allOf(stack('accounts'), 'AWS::Cognito::UserPoolGroup');
    expect(groups.map(([, { Properties }]) => Properties.GroupName).sort()).toEqual([
      'admin',
      'reader',
      'reviewer',
    ]);
  });

  it('outlive the stack, and are confirmed by a code', () => {
    const { UserPool } = stack('accounts').Resources;
    expect(UserPool).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(UserPool?.Properties).toMatchObject({
      DeletionProtection: 'ACTIVE',
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    expect(propertiesOf(stack('accountsOfOthers'), 'UserPool')).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        SourceArn: variants.accountsOfOthers.accountsEmail,
      },
    });
  });

  it('are the page’s by a client without a secret, for a code alone, sent back to the page and nowhere else', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what CloudFormation fills in.
    const own = { 'Fn::Sub': 'https://${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/' };
    expect(propertiesOf(stack('accounts'), 'UserPoolClient')).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email'],
      CallbackURLs: [own],
      LogoutURLs: [own],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(propertiesOf(stack('accountsOfOthers'), 'UserPoolClient').CallbackURLs).toEqual([
      own,
      'https://numbers.example.org/',
    ]);
  });

  it('may be Google’s and LinkedIn’s, whose secrets are in no template', () => {
    const template = stack('accountsOfOthers');
    expect(propertiesOf(template, 'UserPoolClient').SupportedIdentityProviders).toEqual([
      'COGNITO',
      'Google',
      'LinkedIn',
    ]);
    expect(template.Resources.UserPoolClient?.DependsOn).toEqual(['GoogleProvider', 'LinkedInProvider']);
    const detailsOf = (name: string) => propertiesOf(template, name).ProviderDetails;
    expect(detailsOf('GoogleProvider')).toMatchObject({
      client_id: variants.accountsOfOthers.googleClientId,
      client_secret: '{{resolve:secretsmanager:digitdrop/google}}',
    });
    expect(detailsOf('LinkedInProvider')).toMatchObject({
      client_secret: '{{resolve:secretsmanager:digitdrop/linkedin}}',
      oidc_issuer: 'https://www.linkedin.com/oauth',
    });
    expect(allOf(stack('accounts'), 'AWS::Cognito::UserPoolIdentityProvider')).toEqual([]);
  });
});

describe('keys of machines', () => {
  it('may be read by the HTTP function, and by nobody be made', () => {
    const rightsWith = (name: keyof typeof variants, role: string) =>
      allRightsOf(stack(name), role).filter(right => right.includes('.digitdrop/keys/'));
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what CloudFormation fills in.
    const records = 's3:::digitdrop-dev-${AWS::AccountId}-${AWS::Region}/.digitdrop/keys/*.json';
    expect(rightsWith('keys', 'ApiRole')).toEqual([`s3:GetObject on arn:\${AWS::Partition}:${records}`]);
    expect(rightsWith('keys', 'OnUploadRole')).toEqual([]);
    expect(rightsWith('plain', 'ApiRole')).toEqual([]);
    expect(stack('keys').Resources.ApiLambdaFunction?.DependsOn).toContain('AuthKeysPolicy');
    expect(environmentOf('keys').AUTH_KEYS).toBe('yes');
  });
});
