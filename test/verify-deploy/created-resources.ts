import * as t from 'io-ts'
import { EMULATED_AWS } from './cdk-cli.ts'
import { decodeOrThrow, type StackTemplate } from './stack-template.ts'

/** The physical id of each resource that the endpoint lists for the stack, by logical id; '' where it gives none. */
export type CreatedResources = ReadonlyMap<string, string>

/** Asks an endpoint over HTTP in the name of a service; nobody checks the signature. */
export const ask = async (url: URL, service: string, init: RequestInit): Promise<unknown> => {
  const scope = `${EMULATED_AWS.credentials.accessKeyId}/20260101/${EMULATED_AWS.region}/${service}/aws4_request`
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  }
  const answer = await fetch(url, { ...init, headers })
  if (!answer.ok) throw new Error(`${service} answered with status ${answer.status}`)
  return answer.json()
}

/** Lists what CloudFormation created for the stack. */
export const createdResources = async (endpoint: string): Promise<CreatedResources> => {
  const answer = await askCloudFormation(endpoint, 'ListStackResources')
  const { StackResourceSummaries } =
    decodeOrThrow(Listed)(answer).ListStackResourcesResponse.ListStackResourcesResult
  return new Map(
    StackResourceSummaries.map((one) => [one.LogicalResourceId, one.PhysicalResourceId]),
  )
}

/** How many outputs the stack has at the endpoint. */
export const countOutputs = async (endpoint: string): Promise<number> => {
  const answer = await askCloudFormation(endpoint, 'DescribeStacks')
  const { Stacks } = decodeOrThrow(Described)(answer).DescribeStacksResponse.DescribeStacksResult
  return Stacks.flatMap(({ Outputs }) => Outputs ?? []).length
}

const askCloudFormation = (endpoint: string, Action: string): Promise<unknown> =>
  ask(new URL(endpoint), 'cloudformation', {
    method: 'POST',
    body: new URLSearchParams({
      Action,
      Version: '2010-05-15',
      ContentType: 'JSON',
      StackName: 'TokenRotation',
    }),
  })

/** The physical id of a resource; the name in the template where the endpoint does not tell it. */
export const physicalId = (
  created: CreatedResources,
  { Resources }: StackTemplate,
  id: string,
): string => {
  const physical = created.get(id)
  if (physical === undefined) throw new Error(`expected ${id} to have been created`)
  const name = Resources[id]?.Properties?.Name
  if (physical === '' && typeof name === 'string') return name
  return physical
}

const Listed = t.type({
  ListStackResourcesResponse: t.type({
    ListStackResourcesResult: t.type({
      StackResourceSummaries: t.array(
        t.type({ LogicalResourceId: t.string, PhysicalResourceId: t.string }),
      ),
    }),
  }),
})

const Described = t.type({
  DescribeStacksResponse: t.type({
    DescribeStacksResult: t.type({
      Stacks: t.array(t.partial({ Outputs: t.array(t.unknown) })),
    }),
  }),
})
