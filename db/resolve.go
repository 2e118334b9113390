package db

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"motcua"
)

func noRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }

// resolver gives the ids of the registers to what an announcement names by code
// or name. What is new gets an id made of its code or name.
type resolver struct {
	ctx   context.Context
	tx    pgx.Tx
	known map[string]registered // by register and key
	added []string
}

type registered struct {
	ID   motcua.ID
	Code *string
	Name string
}

func newResolver(ctx context.Context, tx pgx.Tx) *resolver {
	return &resolver{ctx: ctx, tx: tx, known: map[string]registered{}}
}

// find looks a row up by a statement that takes a code and a name and gives at
// most two rows, so that an ambiguous name is told from a known one.
func (r *resolver) find(register, sql, code, name string) (found registered, n int, err error) {
	key := register + "\x00" + code + "\x00" + name
	if found, ok := r.known[key]; ok {
		return found, 1, nil
	}
	rows, err := r.tx.Query(r.ctx, sql, code, name)
	if err != nil {
		return found, 0, wrap("look up the "+register, err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[registered])
	if err != nil {
		return found, 0, wrap("look up the "+register, err)
	}
	if len(list) == 1 {
		r.known[key] = list[0]
		found = list[0]
	}
	return found, len(list), nil
}

// add notes a row that the register does not have.
func (r *resolver) add(register, code, name string) registered {
	row := registered{ID: motcua.DeriveID(register, code, name), Name: name}
	if code != "" {
		row.Code, row.ID = &code, motcua.DeriveID(register, code)
	}
	r.known[register+"\x00"+code+"\x00"+name] = row
	r.added = append(r.added, fmt.Sprintf("%s %s", register, join(code, name)))
	return row
}

func join(code, name string) string {
	if code == "" {
		return name
	}
	return code + " " + name
}

// named resolves a reference that has a code or a name.
func (r *resolver) named(register, sql string, id *motcua.ID, code **string, name *string, path string, faults *motcua.Faults) error {
	if *id != "" && *name != "" {
		return nil
	}
	var c string
	if *code != nil {
		c = **code
	}
	found, n, err := r.find(register, sql, c, *name)
	switch {
	case err != nil:
		return err
	case n > 1:
		faults.Add(path, "", "several are named %q; expected the code of one", *name)
		return nil
	case n == 0 && c == "" && *name == "":
		faults.Add(path, "", "empty; expected a code or a name")
		return nil
	case n == 0 && *name == "":
		faults.Add(path+".name", "", "the register has no %s with the code %q; expected its name, to add it", register, c)
		return nil
	case n == 0:
		found = r.add(register, c, *name)
	}
	if *id == "" {
		*id = found.ID
	}
	if *code == nil {
		*code = found.Code
	}
	if *name == "" {
		*name = found.Name
	}
	return nil
}

const namedSQL = `
	select id::text, code, name from %s
	where ($1 <> '' and code = $1) or ($1 = '' and lower(name) = lower($2))
	order by id limit 2`

// agency resolves an agency by its code in any form, or by its name. One that
// is not known needs a code, unless it is a group of bodies.
func (r *resolver) agency(a *motcua.Agency, path string, faults *motcua.Faults) error {
	if a.Kind == "" {
		a.Kind = motcua.AgencyDepartment
	}
	if a.ID != "" && a.Name != "" {
		return nil
	}
	var code string
	if a.Code != nil {
		code = motcua.AgencyCodeKey(*a.Code)
	}
	found, n, err := r.find("agency", `
		select id::text, code, name from agency
		where ($1 <> '' and code_key = $1) or ($1 = '' and lower(name) = lower($2))
		order by id limit 2`, code, a.Name)
	switch {
	case err != nil:
		return err
	case n > 1:
		faults.Add(path, "", "several agencies fit %q; expected the code of one", join(code, a.Name))
		return nil
	case n == 0 && a.Name == "":
		faults.Add(path, "", "no agency has the code %q; expected one of the register, or its name beside the code, to add it", code)
		return nil
	case n == 0 && code == "" && a.Kind != motcua.AgencyUnitGroup:
		faults.Add(path, "", "no agency is named %q; expected one of the register, a code beside the name, or the kind UNIT_GROUP", a.Name)
		return nil
	case n == 0:
		found = r.add("agency", code, a.Name)
	}
	a.ID, a.Name = found.ID, found.Name
	if a.Code == nil {
		a.Code = found.Code
	}
	return nil
}

// content resolves all references of a content.
func (r *resolver) content(c *motcua.Content, path string, faults *motcua.Faults) error {
	if c.PromulgatedBy != nil {
		if err := r.agency(c.PromulgatedBy, path+".promulgatedBy", faults); err != nil {
			return err
		}
	}
	for _, role := range []motcua.AgencyRole{motcua.RoleExecuting, motcua.RoleCompetent, motcua.RoleDelegated, motcua.RoleCoordinating} {
		list := c.Agencies(role)
		for i := range list {
			if err := r.agency(&list[i], fmt.Sprintf("%s.%s[%d]", path, agencyField[role], i), faults); err != nil {
				return err
			}
		}
	}
	if s := c.Sector; s != nil {
		if err := r.named("sector", fmt.Sprintf(namedSQL, "sector"), &s.ID, &s.Code, &s.Name, path+".sector", faults); err != nil {
			return err
		}
	}
	for i := range c.Audiences {
		a := &c.Audiences[i]
		if err := r.named("audience", fmt.Sprintf(namedSQL, "audience"), &a.ID, &a.Code, &a.Name, fmt.Sprintf("%s.audiences[%d]", path, i), faults); err != nil {
			return err
		}
	}
	return r.legalBases(c.LegalBases, path+".legalBases", faults)
}

var agencyField = map[motcua.AgencyRole]string{
	motcua.RoleExecuting: "executing", motcua.RoleCompetent: "competent",
	motcua.RoleDelegated: "delegated", motcua.RoleCoordinating: "coordinating",
}

// legalBases takes the first of several documents of one number: the portal
// keeps the same document under many ids.
func (r *resolver) legalBases(list []motcua.LegalBasis, path string, faults *motcua.Faults) error {
	for i := range list {
		b := &list[i]
		at := fmt.Sprintf("%s[%d]", path, i)
		if b.Issuer != nil {
			if err := r.agency(b.Issuer, at+".issuer", faults); err != nil {
				return err
			}
		}
		if b.ID != "" {
			continue
		}
		key := motcua.NumberKey(b.Number)
		if key == "" {
			faults.Add(at+".number", "", "empty; expected the number of a legal document")
			continue
		}
		found, n, err := r.find("legal basis", `
			select id::text, title, number from legal_basis where number_key = $1 and $2 = '' order by id limit 1`, key, "")
		if err != nil {
			return err
		}
		if n == 0 {
			found.ID = motcua.DeriveID("legal basis", key)
		}
		b.ID = found.ID
		if b.Title == nil {
			b.Title = found.Code // the second column is the title
		}
	}
	return nil
}
