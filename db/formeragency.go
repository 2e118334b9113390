package db

import (
	"context"
	_ "embed" // the successions that are shipped
	"strings"

	"github.com/jackc/pgx/v5"

	"motcua"
)

//go:embed seed/agency-successions.tsv
var agencySuccessionsTSV string

// DefaultFormerAgencies gives the successions that the program ships with.
func DefaultFormerAgencies() ([]motcua.FormerAgency, error) {
	return motcua.ReadFormerAgencies(strings.NewReader(agencySuccessionsTSV))
}

// LoadFormerAgencies makes the successions of agencies those of the list. A
// shipped list does nothing where another one was loaded or entered. Agencies of
// the catalogue are used where they exist; a row whose successor nobody has
// published yet is left out, so that loading again after an import adds it. It
// says how many successions the register has from the list.
func (d *DB) LoadFormerAgencies(ctx context.Context, list []motcua.FormerAgency, shipped bool) (loaded int, err error) {
	err = d.inTx(ctx, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtextextended('motcua.former_agency', 0))`); err != nil {
			return wrap("lock the register of agencies", err)
		}
		kept := []string{}
		var own bool
		if err := tx.QueryRow(ctx, `select exists (select from agency_succession where not shipped)`).Scan(&own); err != nil || own && shipped {
			return wrap("look for successions of one's own", err)
		}
		for _, a := range list {
			predecessor, successor, err := former(ctx, tx, a)
			if err != nil {
				return err
			}
			if successor == "" {
				continue
			}
			if _, err := tx.Exec(ctx, `
				insert into agency_succession (predecessor, successor, on_day, source, grade, shipped) values ($1, $2, $3, $4, $5, $6)
				on conflict (predecessor, successor) do update set on_day = excluded.on_day, source = excluded.source, grade = excluded.grade, shipped = excluded.shipped
				where (agency_succession.on_day, agency_succession.source, agency_succession.grade, agency_succession.shipped)
				    is distinct from (excluded.on_day, excluded.source, excluded.grade, excluded.shipped)`,
				predecessor, successor, a.On, a.Act, string(a.Grade), shipped); err != nil {
				return wrap("write a succession", err)
			}
			loaded++
			kept = append(kept, string(predecessor)+"/"+string(successor))
		}
		_, err := tx.Exec(ctx, `delete from agency_succession where predecessor::text || '/' || successor::text <> all($1)`, kept)
		return wrap("end successions", err)
	})
	return loaded, err
}

// former finds the two agencies of a succession, makes the one that ended where
// the catalogue has none, and sets the days on which both exist. No successor
// is "".
func former(ctx context.Context, tx pgx.Tx, a motcua.FormerAgency) (predecessor, successor motcua.ID, err error) {
	code, next := motcua.AgencyCodeKey(a.Code), motcua.AgencyCodeKey(a.Successor)
	predecessor = motcua.DeriveID("former agency", code, a.On.String())
	// What exists after the day is the successor's; what ended on it, the predecessor's.
	err = tx.QueryRow(ctx, `
		select coalesce((select r.id::text from agency r where r.code_key = $1 and r.kind = 'DEPARTMENT' and r.id <> $4
		                 and coalesce(upper(r.valid) > $3, true) order by r.id limit 1), ''),
		       coalesce((select r.id::text from agency r where $2 <> $1 and r.code_key = $2 and r.kind = 'DEPARTMENT' and r.id <> $4
		                 order by r.id limit 1), $4::text)`, next, code, a.On, predecessor).Scan(&successor, &predecessor)
	if err != nil || successor == "" {
		return predecessor, "", wrap("look up a succession", err)
	}
	if _, err := tx.Exec(ctx, `
		insert into agency (id, code, code_key, name, sort_key, kind, level, valid)
		values ($1, $2, $3, $4, $5, 'DEPARTMENT', $6, daterange(null, $7))
		on conflict (id) do update set valid = daterange(lower(agency.valid), $7)
		where upper(agency.valid) is distinct from $7::date`,
		predecessor, a.Code, code, a.Name, SortKey(a.Name), string(a.Level), a.On); err != nil {
		return "", "", wrap("write a former agency", err)
	}
	if a.Code != a.Successor {
		return predecessor, successor, nil
	}
	// It kept its code: what bears it now began on the day.
	_, err = tx.Exec(ctx, `update agency set valid = daterange($2, upper(valid)) where id = $1 and lower(valid) is distinct from $2::date`, successor, a.On)
	return predecessor, successor, wrap("write a successor's first day", err)
}

// maxAgencySuccession bounds how far a chain of successors is followed.
const maxAgencySuccession = 10

// AgencyOn gives the agency that stands for a code (of either generation, or of
// any other published form) or a name on a day: the one that had it then, or
// who has taken over from the one that had it before. Old names of provinces
// and ministries so lead to today's.
func (d *DB) AgencyOn(ctx context.Context, code, name *string, day motcua.Date) (*motcua.Agency, error) {
	rows, err := d.pool.Query(ctx, `
		with recursive found as (
			select r.id from agency r
			where ($1::text is null or r.code_key = $2 or r.code = $1) and ($3::text is null or agency_name(r.name) = agency_name($3))
		), chain as (
			select id, 0 as depth from found
			union
			select s.successor, c.depth + 1
			from chain c join agency a on a.id = c.id join agency_succession s on s.predecessor = c.id
			where c.depth < $5 and s.on_day <= $4 and not a.valid @> $4::date
		), standing as (
			select distinct a.id from chain c join agency a using (id) where a.valid @> $4::date
		)
		select `+agencyColumns+` from agency r
		where r.id in (select id from standing) or r.id in (select id from found) and not exists (select from standing)
		order by r.code = $1 desc nulls last, r.id limit 20`, code, AgencyKey(code), name, day, maxAgencySuccession)
	if err != nil {
		return nil, wrap("look up an agency", err)
	}
	found, err := pgx.CollectRows(rows, scanAgency)
	if err != nil {
		return nil, wrap("look up an agency", err)
	}
	return OneAgency(AgencyText(code, name), found)
}

// AgencyText is what an agency was looked up by.
func AgencyText(code, name *string) string {
	if code != nil {
		return *code
	}
	return *name
}

// OneAgency is the only one found, or the only one with exactly that code;
// several that fit equally are ambiguous.
func OneAgency(code string, found []*motcua.Agency) (*motcua.Agency, error) {
	if len(found) == 1 {
		return found[0], nil
	}
	var exact []*motcua.Agency
	for _, a := range found {
		if a.Code != nil && *a.Code == code {
			exact = append(exact, a)
		}
	}
	if len(exact) == 1 {
		return exact[0], nil
	}
	return nil, Fits("agency", code, found, func(a *motcua.Agency) motcua.Candidate { return motcua.Candidate{ID: a.ID, Label: a.Name} })
}

// SuccessorsOf gives, for codes and names of agencies that ended, the ids of who
// has taken over by a day, in one statement; names of others give nothing.
func (d *DB) SuccessorsOf(ctx context.Context, names []string, day motcua.Date) ([]motcua.ID, error) {
	keys := make([]string, len(names))
	for i, name := range names {
		keys[i] = motcua.AgencyCodeKey(name)
	}
	rows, err := d.pool.Query(ctx, `
		with recursive chain as (
			select r.id, 0 as depth from agency r
			where upper(r.valid) <= $3 and (r.code_key = any($1) or agency_name(r.name) in (select agency_name(n) from unnest($2::text[]) n))
			union
			select s.successor, c.depth + 1 from chain c join agency_succession s on s.predecessor = c.id
			where c.depth < $4 and s.on_day <= $3
		)
		select distinct a.id::text from chain c join agency a using (id) where c.depth > 0 and a.valid @> $3::date order by 1`,
		keys, names, day, maxAgencySuccession)
	if err != nil {
		return nil, wrap("look up successors of agencies", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[motcua.ID])
	return ids, wrap("look up successors of agencies", err)
}
