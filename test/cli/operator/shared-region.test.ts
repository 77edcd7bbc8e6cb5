import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sharedRegion } from '../../../lib/cli/operator/shared-region.ts'

const CONFIG = `; a comment
[default]
output = json
region = eu-central-1

[ profile  work ]
sso_session = work
s3 =
  region = not-this-one
region=eu-west-1 ; where we are

[profile bare]
output = text
`

describe('when the region stands in the AWS configuration file', () => {
  let folder: string
  let file: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
    file = join(folder, 'config')
    writeFileSync(file, CONFIG)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each([
    [undefined, 'eu-central-1'],
    ['', 'eu-central-1'],
    ['work', 'eu-west-1'],
    ['bare', undefined],
    ['unknown', undefined],
  ])('of profile %j, it is %j', (AWS_PROFILE, region) => {
    expect(sharedRegion({ AWS_CONFIG_FILE: file, AWS_PROFILE })).toBe(region)
  })

  it('is none without the file', () => {
    expect(sharedRegion({ AWS_CONFIG_FILE: join(folder, 'no-such') })).toBeUndefined()
  })
})
