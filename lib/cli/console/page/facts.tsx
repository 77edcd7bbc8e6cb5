/** Facts as a list of what they are about and what they are. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [about: string, text: string])[]
}) => (
  <dl class="facts">
    {facts.map(([about, text]) => (
      <div key={about}>
        <dt>{about}</dt>
        <dd>{text}</dd>
      </div>
    ))}
  </dl>
)
