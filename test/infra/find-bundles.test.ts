import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findBundles } from '../../infra/find-bundles.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const build = (name: string) => {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'index.mjs'), '')
}

describe('when everything is built', () => {
  it('gives the folder of each bundle', () => {
    for (const name of ['sweep', 'rotate', 'native-rotation']) build(name)
    expect(findBundles(folder)).toEqual(
      E.right({
        sweep: join(folder, 'sweep'),
        rotate: join(folder, 'rotate'),
        nativeRotation: join(folder, 'native-rotation'),
      }),
    )
  })
})

describe('when bundles are missing', () => {
  it('names them and the command that writes them', () => {
    build('rotate')
    const missing = ['sweep', 'native-rotation'].map((name) => join(folder, name, 'index.mjs'))
    expect(findBundles(folder)).toEqual(E.left(`expected ${missing.join(', ')}: run npm run build`))
  })
})
