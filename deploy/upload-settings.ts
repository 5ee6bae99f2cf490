// What of the stack uploads straight to the bucket need: whether there are any, where they go, which pages may send.
import { readConfig } from '../lib/config.ts';
import type { StackParameters } from './stack-parameters.ts';

type Given = Pick<StackParameters, 'uploads' | 'uploadPrefix' | 'authIssuer' | 'corsOrigins'>;

/** Left alone, only people who sign in may fill the bucket. */
export const takesUploads = ({ uploads, authIssuer }: Given): boolean =>
  uploads === 'yes' || (uploads === 'signed-in' && authIssuer !== '');

/**
 * Below one of the prefixes that are read: what lies elsewhere would never get a reading.
 * @throws Error where it is another, or no prefix that a key may begin with.
 */
export const uploadPrefixOf = (given: Given, prefixes: readonly string[]): string => {
  if (!takesUploads(given)) return '';
  const { uploadPrefix: stated } = given;
  const prefix = stated === '' ? `${prefixes[0] ?? ''}uploads/` : stated;
  if (!prefixes.some(one => prefix.startsWith(one)))
    throw new Error(
      `uploadPrefix: expected one that begins with one of prefixes, got ${JSON.stringify(prefix)}`,
    );
  readConfig({ UPLOAD_PREFIX: prefix });
  return prefix;
};

/** The page's own origin, and those that may call besides; what they send is bound by its signature. */
export const bucketCorsOf = (given: Given) =>
  takesUploads(given)
    ? {
        CorsRules: [
          {
            AllowedOrigins: [
              { 'Fn::Sub': `https://\${HttpApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}` },
              ...given.corsOrigins
                .split(',')
                .map(origin => origin.trim())
                .filter(origin => origin !== ''),
            ],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-meta-*'],
            MaxAge: 600,
          },
        ],
      }
    : { Ref: 'AWS::NoValue' };
