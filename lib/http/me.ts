// GET /v1/sign-in and GET /v1/me: how to sign in here, and who one is then.
import { z } from 'zod';
import type { Config } from '../config.ts';
import { asksWho } from './identify.ts';
import { answerJson, type HttpRequest, type HttpResponse } from './request.ts';
import { roleNames } from './roles.ts';

export const signInSchema = z
  .object({
    isRequired: z.boolean().meta({ description: 'False: nobody has to say who they are.' }),
    issuer: z.string().nullable().meta({ description: 'The OpenID issuer whose tokens are taken.' }),
    clientId: z
      .string()
      .nullable()
      .meta({ description: 'A public client (no secret, code flow with PKCE), for the page; null: none.' }),
    scopes: z.string().meta({ description: 'What to ask the issuer for.' }),
    takesKeys: z.boolean().meta({ description: 'Machines may come with a key of this house.' }),
  })
  .meta({ id: 'SignIn' });

export const meSchema = z
  .object({
    kind: z.enum(['token', 'key']).nullable().meta({ description: 'Null: nobody has to say who they are.' }),
    subject: z.string().nullable(),
    client: z.string().nullable(),
    roles: z.array(z.enum(roleNames)).meta({ description: 'With a role come those below it.' }),
  })
  .meta({ id: 'Me' });

export const answerSignIn = (config: Config): HttpResponse =>
  answerJson({
    isRequired: asksWho(config),
    issuer: config.authIssuer,
    clientId: config.authClientId,
    scopes: config.authScopes,
    takesKeys: config.authKeys,
  } satisfies z.infer<typeof signInSchema>);

export const answerMe = ({ who = null }: HttpRequest): HttpResponse => {
  // Where nobody has to say who they are, everybody may do everything.
  const { kind, subject, client, roles } = who ?? {
    kind: null,
    subject: null,
    client: null,
    roles: roleNames,
  };
  return answerJson({ kind, subject, client, roles: [...roles] } satisfies z.infer<typeof meSchema>);
};
