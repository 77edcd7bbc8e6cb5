import type { AboutAnswer } from '../page-data.ts'
import { Facts } from './facts.tsx'
import { PageState } from './page-state.tsx'
import { useAnswer } from './use-answer.ts'

/** Which deployment this is, and what the console may do. */
export const AboutPage = () => {
  const { answer, problem } = useAnswer<AboutAnswer>('about')
  return (
    <>
      <h1>About</h1>
      <PageState isKnown={answer !== undefined} problem={problem} />
      {answer !== undefined && <Facts facts={answer.facts} />}
      <section aria-labelledby="rules">
        <h2 id="rules">What this page is</h2>
        <ul>
          <li>
            It shows what the commands <code>status</code>, <code>show</code>, <code>why</code> and{' '}
            <code>providers</code> show, with the AWS credentials of whoever started it.
          </li>
          <li>
            To show that it reads no value of a secret: ListSecrets, DescribeSecret,
            ListSecretVersionIds and BatchGetItem cannot give one.
          </li>
          <li>
            A login reads the secret and its client. Of these this page is sent the client's id and
            the scopes, which the address of the provider's login has; never a token or the client's
            secret.
          </li>
          <li>
            Only this machine reaches it, and only with the link: do not give it to anybody. It ends
            with the command.
          </li>
          <li>
            A small fleet is read every 5 s while somebody looks at it, a large one less often.
          </li>
        </ul>
      </section>
    </>
  )
}
