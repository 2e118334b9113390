// PostGraphile 5 over the same tables, with the filter and aggregates plugins.
// Node 20 has no Promise.withResolvers, which it wants.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((a, b) => { resolve = a; reject = b })
  return { promise, resolve, reject }
}
const { postgraphile } = await import('postgraphile')
const { PostGraphileAmberPreset } = await import('postgraphile/presets/amber')
const { makeV4Preset } = await import('postgraphile/presets/v4')
const { makePgService } = await import('postgraphile/adaptors/pg')
const { PostGraphileConnectionFilterPreset } = await import('postgraphile-plugin-connection-filter')
const { PgAggregatesPreset } = await import('@graphile/pg-aggregates')
const { grafserv } = await import('postgraphile/grafserv/node')
const { createServer } = await import('node:http')

const preset = {
  extends: [PostGraphileAmberPreset, makeV4Preset({ disableDefaultMutations: true }), PostGraphileConnectionFilterPreset, PgAggregatesPreset],
  pgServices: [makePgService({ connectionString: process.env.DATABASE_URL, schemas: ['public'], poolConfig: { max: 10 } })],
  schema: { connectionFilterRelations: true, connectionFilterAllowNullInput: true, exportSchemaSDLPath: process.env.SCHEMA_FILE },
  grafserv: { graphqlPath: '/graphql', graphiql: false, watch: false },
}
const server = createServer()
await postgraphile(preset).createServ(grafserv).addTo(server)
server.listen(0, '127.0.0.1', () => {
  const { address, port } = server.address()
  console.log(`${address}:${port}`)
})
