package readcopy

import (
	"cmp"
	"context"
	"strings"

	bolt "go.etcd.io/bbolt"

	"motcua"
	"motcua/db"
)

// compareUsed puts what is used most first.
func compareUsed(a, b used) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.id, b.id)) }

// usedPage gives a page of what is in that order, with the cursors of package db.
func usedPage[U, T any](all []U, name string, page motcua.Page, of func(*U) used, show func(*U) (T, error)) (out motcua.Listed[T], err error) {
	bound := func(field string, cursor *string) (*used, error) {
		if cursor == nil {
			return nil, nil
		}
		n, id, err := db.DecodeRank(field, name, *cursor)
		return &used{id, int(n)}, err
	}
	after, err := bound("after", page.After)
	if err != nil {
		return out, err
	}
	before, err := bound("before", page.Before)
	if err != nil {
		return out, err
	}
	out.Total = len(all)
	var fit []*U
	for i := range all {
		u := of(&all[i])
		if (after == nil || compareUsed(*after, u) < 0) && (before == nil || compareUsed(u, *before) < 0) {
			fit = append(fit, &all[i])
		}
	}
	fit, more := cut(fit, page)
	turn(&out, more, page)
	for _, u := range fit {
		item, err := show(u)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, item)
		out.Cursors = append(out.Cursors, db.EncodeRank(name, int64(of(u).n), of(u).id))
	}
	return out, nil
}

// hasWords says whether a folded text has each word of a search.
func hasWords(folded string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(folded, w) {
			return false
		}
	}
	return true
}

// ListLegalBases is [motcua/db.DB.ListLegalBases].
func (c *Copy) ListLegalBases(ctx context.Context, f motcua.LegalBasisFilter, page motcua.Page, day motcua.Date) (out motcua.Listed[*motcua.LegalBasisUse], err error) {
	words := strings.Fields(db.Fold(f.Search))
	err = c.view(ctx, func(tx *bolt.Tx) error {
		shelf := c.shelfOf(tx)
		all, err := onDay(tx, shelf, &shelf.bases, day, func() ([]basisUse, error) { return basisUses(tx, day) })
		if err != nil {
			return err
		}
		var fit []basisUse
		for _, u := range all {
			named, by := false, false
			for _, r := range u.records {
				named = named || hasWords(r.Folded, words)
				issued, err := issuedBy(tx, r, f.Issuer)
				if err != nil {
					return err
				}
				by = by || issued
			}
			if named && by {
				fit = append(fit, u)
			}
		}
		out, err = usedPage(fit, "legal bases", page, func(u *basisUse) used { return u.used }, func(u *basisUse) (*motcua.LegalBasisUse, error) {
			row, err := legalBases.get(tx, u.id)
			if err != nil || row == nil {
				return nil, err
			}
			b, err := legalBasisOf(tx, row)
			if err != nil {
				return nil, err
			}
			return &motcua.LegalBasisUse{LegalBasis: *b, Day: day, Procedures: u.n}, nil
		})
		return err
	})
	return out, err
}

// ListPapers is [motcua/db.DB.ListPapers].
func (c *Copy) ListPapers(ctx context.Context, f motcua.PaperFilter, page motcua.Page, day motcua.Date) (out motcua.Listed[*motcua.PaperUse], err error) {
	words := strings.Fields(db.Fold(f.Search))
	err = c.view(ctx, func(tx *bolt.Tx) error {
		shelf := c.shelfOf(tx)
		all, err := onDay(tx, shelf, &shelf.papers, day, func() ([]paperUse, error) { return paperUses(tx, day) })
		if err != nil {
			return err
		}
		var fit []paperUse
		for _, u := range all {
			if hasWords(u.folded, words) && (f.ProcessingResult == nil || *f.ProcessingResult == (u.asResult > 0)) {
				fit = append(fit, u)
			}
		}
		out, err = usedPage(fit, "papers", page, func(u *paperUse) used { return u.used }, func(u *paperUse) (*motcua.PaperUse, error) {
			return &motcua.PaperUse{Paper: motcua.Paper{ID: u.id, Name: u.name}, Day: day, Procedures: u.n, AsResult: u.asResult}, nil
		})
		return err
	})
	return out, err
}
