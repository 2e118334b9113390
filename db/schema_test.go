package db_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua/db/pgtest"
)

var update = flag.Bool("update", false, "write db/schema.sql anew")

// schemaQuery describes a migrated database from the catalogs, in a form that
// does not depend on the version of pg_dump.
const schemaQuery = `
with t as (
    select c.oid, c.relname, c.relkind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relname <> 'goose_db_version'
), parts as (
    select relname as name, 0 as part, 0 as n, 'create table ' || relname || ' (' || E'\n' || (
        select string_agg('    ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || case when a.attnotnull then ' not null' else '' end
            || case when a.attidentity = 'a' then ' generated always as identity' else '' end
            || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), E',\n' order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) || E'\n);' as text
    from t where relkind = 'r'
    union all
    select relname, 1, row_number() over (partition by relname order by contype::text, conname), 'alter table ' || relname || ' add constraint ' || conname || ' ' || pg_get_constraintdef(c.oid) || ';'
    from t join pg_constraint c on c.conrelid = t.oid where relkind = 'r'
    union all
    select relname, 2, row_number() over (partition by relname order by i.indexrelid::regclass::text), pg_get_indexdef(i.indexrelid) || ';'
    from t join pg_index i on i.indrelid = t.oid
    where not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = t.oid)
    union all
    select relname, 3, row_number() over (partition by relname order by tgname), pg_get_triggerdef(g.oid) || ';'
    from t join pg_trigger g on g.tgrelid = t.oid where not tgisinternal
    union all
    select relname, 4, 0, 'create view ' || relname || ' as' || E'\n' || pg_get_viewdef(t.oid) from t where relkind = 'v'
    union all
    select table_name, 5, row_number() over (partition by table_name order by grantee, privilege_type), 'grant ' || lower(privilege_type) || ' on ' || table_name || ' to ' || grantee || ';'
    from information_schema.table_privileges
    where table_schema = 'public' and grantee in ('motcua_app', 'motcua_load') and table_name <> 'goose_db_version'
    union all
    select table_name, 6, row_number() over (partition by table_name order by grantee, column_name), 'grant update (' || column_name || ') on ' || table_name || ' to ' || grantee || ';'
    from information_schema.column_privileges c
    where table_schema = 'public' and grantee in ('motcua_app', 'motcua_load') and privilege_type = 'UPDATE'
      and not exists (select from information_schema.table_privileges p where p.table_name = c.table_name and p.grantee = c.grantee and p.privilege_type = 'UPDATE')
    union all
    select relname, 4, 0, 'alter table ' || relname || ' enable row level security;' || case when relforcerowsecurity then E'\nalter table ' || relname || ' force row level security;' else '' end
    from t join pg_class using (oid, relname) where relrowsecurity
    union all
    select tablename::name, 4, row_number() over (partition by tablename order by policyname), 'create policy ' || policyname || ' on ' || tablename || ' for ' || lower(cmd)
        || coalesce(' using (' || qual || ')', '') || coalesce(' with check (' || with_check || ')', '') || ';'
    from pg_policies where schemaname = 'public'
    union all
    select 'zz function ' || p.proname, 7, 0, pg_get_functiondef(p.oid) || ';'
    from pg_proc p where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
)
select text from parts order by name, part, n`

func TestSchemaFileIsCurrent(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), pgtest.New(t).Admin)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	rows, err := conn.Query(t.Context(), schemaQuery)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	got := "-- The schema that the migrations lead to, for reading. Written by\n-- go test ./db -run TestSchemaFile -update; the migrations are the source.\n\n" +
		strings.Join(parts, "\n") + "\n"
	const file = "schema.sql"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("db/schema.sql is not what the migrations make; run go test ./db -run TestSchemaFile -update\n%s", diff)
	}
}
