// The words that `npm start` greets with: where things are, and the two lines to try it with.

export interface Addresses {
  readonly s3Url: string;
  readonly httpUrl: string;
  readonly bucket: string;
  readonly region: string;
}

/** Lines to paste into another terminal, in the project's folder. */
export const describeHouse = ({ s3Url, httpUrl, bucket, region }: Addresses): string =>
  [
    `digitdrop is ready: bucket s3://${bucket} at ${s3Url}, HTTP at ${httpUrl}. Ctrl-C stops it.`,
    '',
    'Drop an image into the bucket, and find its reading beside it as zip.png.json:',
    `  AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any AWS_DEFAULT_REGION=${region} aws --endpoint-url ${s3Url} s3 cp zip.png s3://${bucket}/inbox/zip.png`,
    '',
    'Or post it, and get the reading at once:',
    `  curl --data-binary @zip.png -H 'content-type: image/png' ${httpUrl}/v1/readings`,
    '',
  ].join('\n');
