// Where `.ci/run` has installed the peers, the absence of one is a fault and no reason to skip.
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findPeer } from './peers.ts';

test.skipIf(process.env.DIGITDROP_PEERS !== 'required')(
  'every peer is there (skipped unless DIGITDROP_PEERS=required)',
  () => {
    expect(findPeer('moto_server')).not.toBeNull();
    expect(findPeer('aws')).not.toBeNull();
    expect(findPeer('cfn-lint')).not.toBeNull();
    expect(findPeer('chromium')).not.toBeNull();
    expect(findPeer('checkov')).not.toBeNull();
    expect(
      execFileSync(findPeer('python3')!, ['-c', 'import boto3; print(boto3.__version__)'], {
        encoding: 'utf8',
      }),
    ).toMatch(/^\d/);
  },
);
