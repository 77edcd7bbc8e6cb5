import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeFunction } from './placed-function.ts'

let server: Server
let folder: string
let file: string
let origin: string
let keyIds: Set<string | undefined>
beforeAll(async () => {
  server = createServer((request, response) => {
    keyIds.add(/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1])
    response.writeHead(400).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  folder = await mkdtemp(join(tmpdir(), 'profile-'))
  file = join(folder, 'credentials')
  await writeFile(file, '[rotation]\naws_access_key_id=of-profile\naws_secret_access_key=secret\n')
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})

/** The ids of the keys that a sweep signs its calls with. */
const keyIdsOf = async (
  environment: Readonly<Record<string, string>>,
  isSdkBeside: boolean,
): Promise<readonly (string | undefined)[]> => {
  keyIds = new Set()
  const sweep = await placeFunction('sweep', {
    environment: {
      AWS_ENDPOINT_URL: origin,
      QUEUE_URL: `${origin}/111122223333/token-rotation`,
      ...environment,
    },
    isSdkBeside,
  })
  await sweep.invoke({})
  await sweep.stop()
  return [...keyIds]
}

describe('when a function looks for credentials', () => {
  it('takes those of its environment, as Lambda gives them, with nothing installed beside it', async () => {
    expect(await keyIdsOf({ AWS_ACCESS_KEY_ID: 'of-environment' }, false)).toStrictEqual([
      'of-environment',
    ])
  })

  it.each([
    ['none is in its environment', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
    ['a profile is named beside them', { AWS_ACCESS_KEY_ID: 'of-environment' }],
  ])('takes those of a profile by the chain of the SDK beside it, when %s', async (_, given) => {
    const profile = { AWS_PROFILE: 'rotation', AWS_SHARED_CREDENTIALS_FILE: file }

    expect(await keyIdsOf({ ...given, ...profile }, true)).toStrictEqual(['of-profile'])
  })

  it('calls nobody without any', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }

    expect(await keyIdsOf(none, false)).toStrictEqual([])
  })
})
