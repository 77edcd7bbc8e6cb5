import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll } from 'vitest'
import {
  TokenRotationStack,
  type TokenRotationStackProps,
} from '../../infra/token-rotation-stack.ts'
import { provider } from './provider.ts'

/**
 * Synthesises the stack around bundles of a few bytes, so that nothing has to be built first.
 *
 * Effect: writes to a temporary folder, which is removed after the test file.
 */
export const synthesise = (
  props: Partial<TokenRotationStackProps> = {},
): { readonly stack: TokenRotationStack; readonly template: Template; readonly folder: string } => {
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const app = new App({ outdir: join(folder, 'cdk.out') })
  const stack = new TokenRotationStack(app, 'TokenRotation', {
    tagPrefix: 'token-rotation',
    sweepMinutes: 5,
    loopbackTokenUrls: false,
    providers: [provider({ id: 'acme' })],
    bundles: {
      sweep: bundle(folder, 'sweep'),
      rotate: bundle(folder, 'rotate'),
      nativeRotation: bundle(folder, 'native-rotation'),
    },
    ...props,
  })
  return { stack, template: Template.fromStack(stack), folder: app.outdir }
}

const bundle = (folder: string, name: string): string => {
  const path = join(folder, name)
  mkdirSync(path)
  writeFileSync(join(path, 'index.mjs'), `export const handler = () => '${name}'\n`)
  writeFileSync(join(path, 'index.mjs.draft'), 'half a bundle')
  return path
}
