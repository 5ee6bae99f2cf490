// Opens what the webhook's door needs by the environment: no models, no bucket. Once a process.
import { type Config, readConfig } from '../config.ts';
import { DigitdropError } from '../errors.ts';
import type { Log } from '../log.ts';
import { openTelemetry } from '../telemetry/open-telemetry.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Webhook } from './post-webhook.ts';
import { parseWebhookKeys } from './webhook-signature.ts';

export interface WebhookHouse {
  readonly webhook: Webhook;
  readonly log: Log;
  readonly telemetry?: Telemetry;
}

type WebhookConfig = Pick<Config, 'webhookUrl' | 'webhookSecret' | 'webhookSecretParameter' | 'region'>;

/** @throws DigitdropError `bad-config` where the address or the secret is missing. */
export const openWebhook = async (config: WebhookConfig): Promise<Webhook> => {
  const { webhookUrl: url, webhookSecret, webhookSecretParameter, region } = config;
  if (url === null) throw new DigitdropError('bad-config', 'WEBHOOK_URL: expected an address, got nothing');
  if (webhookSecret !== null) {
    const keys = parseWebhookKeys(webhookSecret);
    return { url, keys: async () => keys };
  }
  if (webhookSecretParameter === null)
    throw new DigitdropError(
      'bad-config',
      'expected WEBHOOK_SECRET or WEBHOOK_SECRET_PARAMETER, got neither',
    );
  const { openSecretParameter } = await import('./webhook-secret.ts');
  return { url, keys: openSecretParameter(webhookSecretParameter, region) };
};

const openWebhookHouse = async (config: Config): Promise<WebhookHouse> => ({
  webhook: await openWebhook(config),
  ...(await openTelemetry(config)),
});

let opened: Promise<WebhookHouse> | null = null;

/** By the process's environment. Forgotten when it fails, so the next call tries again. */
export const webhookOfEnvironment = (): Promise<WebhookHouse> => {
  opened ??= openWebhookHouse(readConfig(process.env)).catch(error => {
    opened = null;
    throw error;
  });
  return opened;
};
