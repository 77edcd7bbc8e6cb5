import type { Wish } from './simulation.ts'

/** The commands that need an action, beside looking. */
const NEEDS = {
  secret: {
    'secretsmanager:CreateSecret': ['add', 'authorize', 'client set'],
    'secretsmanager:TagResource': ['add', 'authorize', 'pause'],
    'secretsmanager:UntagResource': ['resume'],
    'secretsmanager:GetSecretValue': ['add', 'authorize', 'client set', 'revive', 'export'],
    'secretsmanager:PutSecretValue': ['authorize', 'client set', 'revive'],
  },
  queue: { 'sqs:SendMessage': ['authorize', 'revive', 'rotate'] },
  // the queue is under it, and whoever sends needs it too
  key: {
    'kms:GenerateDataKey': ['authorize', 'revive', 'rotate'],
    'kms:Decrypt': ['authorize', 'revive', 'rotate'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

const BY_ACTION = new Map<string, readonly string[]>(
  Object.values(NEEDS).flatMap((needs) => Object.entries(needs)),
)

/** Everything that some command does beside looking. */
export const WRITING_ACTIONS: readonly string[] = [...BY_ACTION.keys()]

/** Every command that changes something or reads a value. */
export const WRITING_COMMANDS: readonly string[] = [...new Set([...BY_ACTION.values()].flat())]

/** The commands that cannot go without any of these actions. */
export const commandsThatNeed = (actions: readonly string[]): readonly string[] => {
  const needing = new Set(actions.flatMap((action) => BY_ACTION.get(action) ?? []))
  return WRITING_COMMANDS.filter((command) => needing.has(command))
}

/** What the commands do it to. Shape: ARNs; `tags` are those of the secret; what is `undefined` is not known. */
export type Touched = {
  readonly secret: string
  readonly tags: Readonly<Record<string, string>>
  readonly queue: string | undefined
  readonly key: string | undefined
  readonly region: string
}

/** All that the commands do to a credential, the queue and its key. */
export const wishesOf = ({ secret, tags, queue, key, region }: Touched): readonly Wish[] => [
  { actions: Object.keys(NEEDS.secret), resource: secret, context: tagContext(tags) },
  ...(queue === undefined
    ? []
    : [{ actions: Object.keys(NEEDS.queue), resource: queue, context: {} }]),
  ...(key === undefined
    ? []
    : [
        {
          actions: Object.keys(NEEDS.key),
          resource: key,
          context: { 'kms:ViaService': [`sqs.${region}.amazonaws.com`] },
        },
      ]),
]

/** What policies ask of a secret's tags, be they on it or in the request. A simulation does not look them up. */
export const tagContext = (tags: Touched['tags']): Wish['context'] => ({
  ...Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) =>
      ['aws:ResourceTag', 'secretsmanager:ResourceTag', 'aws:RequestTag'].map((name) => [
        `${name}/${key}`,
        [value],
      ]),
    ),
  ),
  ...(Object.keys(tags).length === 0 ? {} : { 'aws:TagKeys': Object.keys(tags) }),
})
