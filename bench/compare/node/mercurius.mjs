// mercurius over the same tables: a hand-written schema with the statements that
// a careful hand would write, compiled queries, and the documents as they are.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const schema = `
  scalar JSON
  type Procedure { code: String! name: String! content: JSON! }
  type Agency { code: String name: String! }
  type Feedback { code: String! state: String! class: String channel: String! dueAt: String submittedAt: String! overdue: Boolean! agency: Agency! }
  type Backlog { totalCount: Int! nodes: [Feedback!]! }
  type Count { value: String! count: Int! }
  type Query {
    procedure(code: String!): Procedure
    procedures(sector: String!, first: Int!): [Procedure!]!
    backlog(agencies: [String!], scope: [String!]!, states: [String!]!, from: String!, before: String!, today: String!): Backlog!
    counts(agencies: [String!], scope: [String!]!, from: String!, before: String!): [Count!]!
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
const open = ['SUBMITTED', 'RECEIVED', 'CLASSIFIED', 'SUPPLEMENTED', 'FORWARDED', 'HANDLING', 'ANSWERED']

// where gives the condition of a filter; its arguments stand from $first on.
function where({ agencies, from, before }, first, values) {
  let condition = agencies
    ? 'f.agency = any($1::uuid[])'
    : "exists (select from feedback_assignment a where a.feedback = f.id and a.agency = any($1::uuid[]) and coalesce(a.outcome, '') <> 'TAKEN_BACK')"
  if (from > '0001-01-01') {
    condition += ` and f.due_at >= $${first}::date and f.due_at < $${first + 1}::date`
    values.push(from, before)
  }
  return condition
}

async function backlog(_, args) {
  const values = [args.agencies ?? args.scope, args.states, args.today]
  const condition = where(args, 4, values)
  const { rows } = await pool.query({
    name: 'backlog ' + condition.length,
    text: `with hit as materialized (select f.id, f.due_at from feedback f where f.state = any($2) and ${condition}),
      page as (select id from hit order by due_at nulls last, id limit 50)
      select (select count(*) from hit)::int as total, f.code, f.state, f.class, f.channel, f.due_at::text as "dueAt", f.submitted_at::text as "submittedAt",
        coalesce(f.due_at < $3::date, false) as overdue, a.code as agency_code, a.name as agency_name
      from page join feedback f using (id) join agency a on a.id = f.agency order by f.due_at nulls last, f.id`,
    values,
  })
  for (const row of rows) row.agency = { code: row.agency_code, name: row.agency_name }
  return { totalCount: rows[0]?.total ?? 0, nodes: rows }
}

async function counts(_, args) {
  const values = [args.agencies ?? args.scope, open]
  const condition = where(args, 3, values)
  const { rows } = await pool.query({
    name: 'counts ' + condition.length,
    text: `select f.state as value, count(*)::int as count from feedback f where f.state = any($2) and ${condition} group by f.state order by f.state`,
    values,
  })
  return rows
}

const resolvers = {
  Query: {
    procedure: async (_, { code }) => (await pool.query({ ...one, values: [code] })).rows[0],
    procedures: async (_, { sector, first }) => (await pool.query({ ...many, values: [sector, first] })).rows,
    backlog,
    counts,
  },
}
const app = Fastify()
app.register(mercurius, { schema, resolvers, jit: 1 })
console.log((await app.listen({ port: 0, host: '127.0.0.1' })).replace('http://', ''))
