// mercurius over the same tables: a hand-written schema with the statements that
// a careful hand would write, compiled queries, and the documents as they are.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const schema = `
  scalar JSON
  type Procedure { code: String! name: String! content: JSON! }
  type Query {
    procedure(code: String!): Procedure
    procedures(sector: String!, first: Int!): [Procedure!]!
  }`
const one = {
  name: 'one',
  text: `select v.code, v.name, v.content from procedure p
    join publication u on u.procedure = p.id and upper_inf(u.published)
    join procedure_validity h on h.procedure = p.id and upper_inf(h.recorded) and h.legal @> current_date
    join procedure_version v on v.id = h.version where p.code = $1 limit 1`,
}
const many = {
  name: 'many',
  text: `select v.code, v.name, v.content from (
      select id from procedure_version where sector = $1 order by sort_key, id limit $2) f
    join procedure_version v using (id) order by v.sort_key, v.id`,
}
const resolvers = {
  Query: {
    procedure: async (_, { code }) => (await pool.query({ ...one, values: [code] })).rows[0],
    procedures: async (_, { sector, first }) => (await pool.query({ ...many, values: [sector, first] })).rows,
  },
}
const app = Fastify()
app.register(mercurius, { schema, resolvers, jit: 1 })
console.log((await app.listen({ port: 0, host: '127.0.0.1' })).replace('http://', ''))
