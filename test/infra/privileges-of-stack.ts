import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { TokenRotationProps } from '../../infra/token-rotation.ts'
import { TokenRotationStack } from '../../infra/token-rotation-stack.ts'
import { beyond, type Privileges, privilegesIn } from './privileges.ts'

/** The privileges of a deployment without choices, and what two choices add to them. */
export type PrivilegesOfStack = {
  readonly plain: Privileges
  readonly withSecretsKeys: Privileges
  readonly inVpc: Privileges
}

/**
 * Reads the privileges out of templates that are synthesised for it.
 *
 * Effect: writes to a temporary folder and removes it.
 */
export const privilegesOfStack = (): PrivilegesOfStack => {
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  try {
    const plain = privilegesWith(folder, {})
    const added = (chosen: Partial<TokenRotationProps>): Privileges => {
      const { roles, resources } = privilegesWith(folder, chosen)
      return {
        roles: beyond(roles, plain.roles),
        resources: beyond(resources, plain.resources),
      }
    }
    return {
      plain,
      withSecretsKeys: added({ secretsKeyArns: [SECRETS_KEY] }),
      inVpc: added({ network: NETWORK }),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const SECRETS_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'

const NETWORK = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] }

const privilegesWith = (folder: string, chosen: Partial<TokenRotationProps>): Privileges => {
  const bundle = join(folder, 'bundle')
  mkdirSync(bundle, { recursive: true })
  writeFileSync(join(bundle, 'index.mjs'), '')
  const app = new App({ outdir: mkdtempSync(join(folder, 'cdk.out-')) })
  const stack = new TokenRotationStack(app, 'TokenRotation', {
    // The table says `prefix` where a deployment's own tag prefix stands.
    tagPrefix: 'prefix',
    sweepMinutes: 5,
    loopbackTokenUrls: false,
    providers: [],
    bundles: { sweep: bundle, rotate: bundle, nativeRotation: bundle },
    ...chosen,
  })
  return privilegesIn(Template.fromStack(stack).toJSON())
}
