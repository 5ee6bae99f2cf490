// The webhook's secret out of the Parameter Store of AWS. The only file that imports the SDK's client of it.
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DigitdropError } from '../errors.ts';
import { parseWebhookKeys, type WebhookKeys } from './webhook-signature.ts';

/** A changed secret signs after so long at the latest. */
const keptMs = 300_000;

/**
 * Keys that are fetched when they are first asked for, and again after a while; what failed is asked for anew.
 * @throws DigitdropError `webhook-refused` where the parameter cannot be read, `bad-config` where it holds no key.
 */
export const openSecretParameter = (
  name: string,
  region: string,
  endpoint?: string,
): (() => Promise<WebhookKeys>) => {
  const client = new SSMClient({
    region,
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  let fetched: Promise<WebhookKeys> | null = null;
  let fetchedAt = 0;
  const fetchKeys = async (): Promise<WebhookKeys> => {
    try {
      const command = new GetParameterCommand({ Name: name, WithDecryption: true });
      const { Parameter } = await client.send(command);
      return parseWebhookKeys(Parameter?.Value ?? '');
    } catch (cause) {
      if (cause instanceof DigitdropError) throw cause;
      const message = `expected parameter ${name} to be readable`;
      throw new DigitdropError('webhook-refused', message, { cause });
    }
  };
  return () => {
    if (fetched === null || performance.now() - fetchedAt > keptMs) {
      fetchedAt = performance.now();
      fetched = fetchKeys().catch(error => {
        fetched = null;
        throw error;
      });
    }
    return fetched;
  };
};
