import type { Behaviour } from './behaviour.ts'
import { eventBehaviours } from './event-behaviours.ts'
import { queueReceptionBehaviours } from './queue-reception-behaviours.ts'
import { queueSendingBehaviours } from './queue-sending-behaviours.ts'
import { secretLimitBehaviours } from './secret-limit-behaviours.ts'
import { secretOpenQuestions } from './secret-open-questions.ts'
import { secretPromotionBehaviours } from './secret-promotion-behaviours.ts'
import { secretReadingBehaviours } from './secret-reading-behaviours.ts'
import { secretValueBehaviours } from './secret-value-behaviours.ts'
import { tableBatchBehaviours } from './table-batch-behaviours.ts'
import { tableItemBehaviours } from './table-item-behaviours.ts'
import { tableLeaseBehaviours } from './table-lease-behaviours.ts'

/** A behaviour and the service that it is one of. */
export type ServiceBehaviour = Behaviour & { readonly service: string }

const of =
  (service: string) =>
  (behaviour: Behaviour): ServiceBehaviour => ({ service, ...behaviour })

/** Everything that the rotation leans on, told so that any endpoint can be asked. */
export const behaviours: readonly ServiceBehaviour[] = [
  ...[
    ...secretValueBehaviours,
    ...secretPromotionBehaviours,
    ...secretReadingBehaviours,
    ...secretLimitBehaviours,
    ...secretOpenQuestions,
  ].map(of('Secrets Manager')),
  ...[...queueSendingBehaviours, ...queueReceptionBehaviours].map(of('SQS')),
  ...[...tableLeaseBehaviours, ...tableItemBehaviours, ...tableBatchBehaviours].map(of('DynamoDB')),
  ...eventBehaviours.map(of('EventBridge')),
]
