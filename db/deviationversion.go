package db

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

// versionFields are the columns that repeat what a version's content says.
var versionFields = []string{"content_hash", "code", "name", "sort_key", "sector", "kind", "regulated_by", "levels", "online_level", "non_territorial", "promulgated_by"}

// versionLinks are the link tables, with the columns that follow the version.
var versionLinks = []struct {
	table, columns string
	rows           func(*links) [][]any
}{
	{"version_agency", "agency::text, role", func(l *links) [][]any { return l.agencies }},
	{"version_audience", "audience::text", func(l *links) [][]any { return l.audiences }},
	{"version_service_group", "service_group::text", func(l *links) [][]any { return l.groups }},
	{"version_legal_basis", "legal_basis::text", func(l *links) [][]any { return l.bases }},
	{"version_component", "ordinal, component::text, code, name, kind, processing_result, paper::text", func(l *links) [][]any { return l.components }},
}

// linkColumns are the columns of the link tables as they are written.
var linkColumns = map[string][]string{
	"version_agency": {"version", "agency", "role"}, "version_audience": {"version", "audience"},
	"version_service_group": {"version", "service_group"}, "version_legal_basis": {"version", "legal_basis"},
	"version_component": {"version", "ordinal", "component", "code", "name", "kind", "processing_result", "paper"},
}

// storedVersion is a version's row with its links, as text.
type storedVersion struct {
	id     motcua.ID
	doc    []byte
	values []any               // by versionFields
	links  map[string][]string // by table
}

// derive gives the values and links that the content has.
func (v *storedVersion) derive() (values []any, l links, err error) {
	r := motcua.Record{}
	if err := json.Unmarshal(v.doc, &r.Content); err != nil {
		return nil, l, fmt.Errorf("the content of version %s: %w", v.id, err)
	}
	_, hash, err := r.Content.Encode()
	if err != nil {
		return nil, l, err
	}
	row := versionRow(&r, v.id, nil, hash[:], nil)
	for _, field := range versionFields {
		values = append(values, row[slices.Index(versionColumns, field)])
	}
	l.add(v.id, &r.Content)
	return values, l, nil
}

func (v *storedVersion) deviations() ([]Deviation, error) {
	values, l, err := v.derive()
	if err != nil {
		return []Deviation{{Table: "procedure_version", Key: v.id, Field: "content", Stored: err.Error(), lost: true}}, nil
	}
	out := compared("procedure_version", v.id, versionFields, v.values, values)
	for _, of := range versionLinks {
		var want []string
		for _, row := range of.rows(&l) {
			want = append(want, linkText(row[1:]))
		}
		slices.Sort(want)
		slices.Sort(v.links[of.table])
		out = append(out, compared(of.table, v.id, []string{"links"}, []any{strings.Join(v.links[of.table], "; ")}, []any{strings.Join(want, "; ")})...)
	}
	return out, nil
}

func linkText(row []any) string {
	parts := make([]string, len(row))
	for i, value := range row {
		parts[i] = printed(value)
	}
	return strings.Join(parts, " ")
}

func findVersions(ctx context.Context, tx pgx.Tx) (out []Deviation, err error) {
	for after := motcua.ID("00000000-0000-0000-0000-000000000000"); ; {
		list, err := readVersions(ctx, tx, `id > $1 order by id limit `+fmt.Sprint(compareBatch), after)
		if err != nil || len(list) == 0 {
			return out, err
		}
		for _, v := range list {
			found, err := v.deviations()
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
		after = list[len(list)-1].id
	}
}

func readVersions(ctx context.Context, tx pgx.Tx, where string, arg any) ([]*storedVersion, error) {
	rows, err := tx.Query(ctx, `
		select id::text, content, content_hash, code, name, sort_key, sector::text, kind, regulated_by, levels, online_level, non_territorial, promulgated_by::text
		from procedure_version where `+where, arg)
	if err != nil {
		return nil, wrap("read versions", err)
	}
	var ids []motcua.ID
	byID := map[motcua.ID]*storedVersion{}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (*storedVersion, error) {
		v := &storedVersion{links: map[string][]string{}}
		var hash, sort []byte
		var code, name, kind string
		var sector, regulated, online, by *string
		var levels []string
		var nowhere bool
		err := row.Scan(&v.id, &v.doc, &hash, &code, &name, &sort, &sector, &kind, &regulated, &levels, &online, &nowhere, &by)
		v.values = []any{hash, code, name, sort, sector, kind, regulated, levels, online, nowhere, by}
		ids, byID[v.id] = append(ids, v.id), v
		return v, err
	})
	if err != nil {
		return nil, wrap("read versions", err)
	}
	for _, of := range versionLinks {
		rows, err := tx.Query(ctx, `select version::text, `+of.columns+` from `+of.table+` where version = any($1) order by 1, 2`, ids)
		if err != nil {
			return nil, wrap("read "+of.table, err)
		}
		for rows.Next() {
			values, err := rows.Values()
			if err != nil {
				rows.Close()
				return nil, wrap("read "+of.table, err)
			}
			v := byID[motcua.ID(values[0].(string))]
			v.links[of.table] = append(v.links[of.table], linkText(values[1:]))
		}
		if err := rows.Err(); err != nil {
			return nil, wrap("read "+of.table, err)
		}
	}
	return list, nil
}

// mendVersions writes columns and links anew from the contents, and has the log
// name the procedures.
func mendVersions(ctx context.Context, tx pgx.Tx, keys []motcua.ID) error {
	list, err := readVersions(ctx, tx, `id = any($1) order by id`, keys)
	if err != nil {
		return err
	}
	var set []string
	for i, field := range versionFields {
		set = append(set, fmt.Sprintf("%s = $%d", field, i+2))
	}
	var all links
	for _, v := range list {
		values, l, err := v.derive()
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `update procedure_version set `+strings.Join(set, ", ")+` where id = $1`, append([]any{v.id}, values...)...); err != nil {
			return wrap("mend versions", err)
		}
		all.agencies, all.audiences, all.groups = append(all.agencies, l.agencies...), append(all.audiences, l.audiences...), append(all.groups, l.groups...)
		all.bases, all.components = append(all.bases, l.bases...), append(all.components, l.components...)
	}
	for _, of := range versionLinks {
		if _, err := tx.Exec(ctx, `delete from `+of.table+` where version = any($1)`, keys); err != nil {
			return wrap("mend "+of.table, err)
		}
		if err := copyRows(ctx, tx, of.table, linkColumns[of.table], of.rows(&all)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `update procedure_validity set recorded = recorded where version = any($1)`, keys)
	return wrap("note the mended versions", err)
}
