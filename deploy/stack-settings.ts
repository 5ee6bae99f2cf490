// What serverless.yml cannot work out by itself from its parameters: sums, lists and what only some stacks have.
// `${stack:visibilitySeconds}` there is the field of that name here.
import { accountKindsOf, accountSettingsOf, hasKeys } from './account-settings.ts';
import {
  detailTypesOf,
  encryptionOf,
  keyPatternsOf,
  lifecycleOf,
  listPrefixes,
  notificationsOf,
} from './bucket-settings.ts';
import { dashboardOf } from './dashboard.ts';
import { parseParameters, type StackParameters } from './stack-parameters.ts';
import { bucketCorsOf, takesUploads, uploadPrefixOf } from './upload-settings.ts';

/** A try of a batch of webhooks: one POST of ten seconds, five at once, and fetching the secret. */
const webhookTimeoutSeconds = 40;

/** A field of the template. @throws Error naming every parameter that is wrong. */
export const deriveStackSettings = (given: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const p = parseParameters(given);
  const own = `digitdrop-${p.stage}-\${AWS::AccountId}-\${AWS::Region}`;
  const bucketName = p.existingBucket === '' ? own : p.existingBucket;
  const prefixes = listPrefixes(p.prefixes);
  const uploadPrefix = uploadPrefixOf(p, prefixes);
  const has = featuresOf(p);
  return {
    bucketKind: p.existingBucket === '' ? 'new' : 'existing',
    bucketName: p.existingBucket === '' ? { 'Fn::Sub': bucketName } : bucketName,
    bucketArn: arnOf(bucketName),
    bucketEncryption: encryptionOf(p),
    prefixes,
    images: prefixes.map(prefix => arnOf(`${bucketName}/${prefix}*`)),
    results: prefixes.map(prefix => arnOf(`${bucketName}/${prefix}*.json`)),
    keyRecords: arnOf(`${bucketName}/.digitdrop/keys/*.json`),
    corrections: prefixes.map(prefix => arnOf(`${bucketName}/${prefix}*.correction.json`)),
    reviews: arnOf(`${bucketName}/.digitdrop/reviews/*.json`),
    reviewEntries: arnOf(`${bucketName}/.digitdrop/reviews/waiting/*.json`),
    reviewLeases: arnOf(`${bucketName}/.digitdrop/reviews/leases/*.json`),
    sweepCursor: arnOf(`${bucketName}/.digitdrop/sweep.json`),
    uploads: has.uploads ? 'yes' : 'no',
    uploadPrefix,
    uploadObjects: arnOf(`${bucketName}/${uploadPrefix}*`),
    bucketCors: bucketCorsOf(p),
    notifications: notificationsOf(p, prefixes),
    detailTypes: detailTypesOf(p),
    keyPatterns: keyPatternsOf(prefixes),
    lifecycle: lifecycleOf(p, prefixes),
    // AWS: six times the function's timeout, and the window in which a batch is gathered.
    visibilitySeconds: 6 * p.uploadTimeout + p.batchWindow,
    slowUploadMs: 800 * p.uploadTimeout,
    slowApiMs: 800 * p.apiTimeout,
    modelFiles: arnOf(`${modelFolderOf(p.modelUri)}/*`),
    eventBus: { none: '', given: p.eventBus, own: { Ref: 'EventBus' } }[has.eventBus],
    webhookParameter: p.webhookSecret.replace(/^\//, ''),
    webhookTimeoutSeconds,
    // While a receiver is away, an event may be as old as its tries take.
    oldWebhookSeconds: p.webhookTries * p.webhookRetrySeconds + p.oldMessageSeconds,
    tagsReadings: p.expireReadingDays > 0 ? 'yes' : 'no',
    tracesFunctions: p.tracing === 'yes' ? 'Active' : false,
    alarmActions: p.alarmTopic === '' ? [] : [p.alarmTopic],
    ...accountSettingsOf(p),
    ...kindsOf(has),
    ...accountKindsOf(p),
    ...rolesOf({ ...has, authKeys: hasKeys(p) }),
    dashboardBody: { 'Fn::Sub': JSON.stringify(dashboardOf(has)) },
  };
};

const arnOf = (path: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${path}` });

/** s3://bucket/some/manifest.json: bucket/some; the models lie beside the manifest. */
const modelFolderOf = (uri: string): string => uri.replace(/^s3:\/\//, '').replace(/\/[^/]*$/, '');

/** What only some stacks have. */
const featuresOf = (p: StackParameters) => ({
  webhook: p.webhookUrl !== '',
  // A webhook without a bus gets one of its own, which nobody else listens to.
  eventBus: busKindOf(p),
  sweep: p.sweepSchedule !== '',
  modelBucket: p.modelUri !== '',
  deleteReadings: p.deleteReadings === 'yes',
  tagReadings: p.expireReadingDays > 0,
  bucketKey: p.bucketKey !== '',
  uploads: takesUploads(p),
  tracing: p.tracing === 'yes',
  dashboard: p.dashboard === 'yes',
});

export type StackFeatures = ReturnType<typeof featuresOf>;

const busKindOf = (p: StackParameters): 'none' | 'given' | 'own' => {
  if (p.eventBus !== '') return 'given';
  return p.webhookUrl === '' ? 'none' : 'own';
};

/** Which part of infra/ is meant, where it has several. */
const kindsOf = (has: StackFeatures) => {
  const kind = (isOn: boolean) => (isOn ? 'on' : 'off');
  return {
    modelKind: has.modelBucket ? 'bucket' : 'packaged',
    eventBusKind: has.eventBus,
    webhookKind: kind(has.webhook),
    sweepKind: kind(has.sweep),
    deleteReadingsKind: kind(has.deleteReadings),
    tagReadingsKind: kind(has.tagReadings),
    bucketKeyKind: kind(has.bucketKey),
    uploadsKind: kind(has.uploads),
    tracingKind: kind(has.tracing),
    dashboardKind: kind(has.dashboard),
  };
};

/** Who gets what a setting brings; a function comes after its rights, so that it never starts without them. */
const rolesOf = (has: StackFeatures & { readonly authKeys: boolean }) => {
  const named = (names: Readonly<Record<string, boolean>>) =>
    Object.entries(names).flatMap(([name, isThere]) => (isThere ? [name] : []));
  const refs = (names: Readonly<Record<string, boolean>>) => named(names).map(name => ({ Ref: name }));
  const traced = { TracingPolicy: has.tracing };
  const writers = { OnUploadRole: true, ApiRole: true, OnSweepRole: has.sweep };
  return {
    bucketWriters: refs(writers),
    everyRole: refs({ ...writers, OnReadingRole: has.webhook }),
    onUploadNeeds: named({
      ...traced,
      ModelBucketPolicy: has.modelBucket,
      EventBusPolicy: has.eventBus !== 'none',
      DeleteReadingsPolicy: has.deleteReadings,
      TagReadingsPolicy: has.tagReadings,
      BucketKeyPolicy: has.bucketKey,
    }),
    apiNeeds: named({
      ...traced,
      ModelBucketPolicy: has.modelBucket,
      BucketKeyPolicy: has.bucketKey,
      AuthKeysPolicy: has.authKeys,
      UploadPolicy: has.uploads,
    }),
    onSweepNeeds: named({ ...traced, BucketKeyPolicy: has.bucketKey }),
    onReadingNeeds: named(traced),
  };
};
