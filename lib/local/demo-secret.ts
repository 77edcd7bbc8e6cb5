/** How every secret of the demo begins, so that it can be searched for in whatever the demo says. */
export const DEMO_SECRET = 'demo-secret-'

/** Lets a kind of token begin with the mark; what follows is the provider's own randomness. */
export const markTokens = (model: object): void => {
  const generate: unknown = Reflect.get(model, 'generateTokenId')
  if (typeof generate !== 'function') throw new Error('expected a token model')
  Reflect.set(model, 'generateTokenId', function marked(this: unknown) {
    return `${DEMO_SECRET}${Reflect.apply(generate, this, [])}`
  })
}
