// Package generate makes up records for measurements and tests, in the shapes of
// records that exist: as many and as long parts, with the same words. What it
// makes is marked, and the same seed makes the same records. It knows no
// database.
package generate

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"motcua"
)

// Source marks what was made up.
const Source = "generated"

// MaxProcedures is how many codes of the form 9.000001 there are. No procedure
// of the national catalogue has a code that begins with 9.
const MaxProcedures = 999_999

// perDecision is how many procedures a made-up decision announces: the real
// catalogue's decisions announce about as many.
const perDecision = 12

// Procedures makes procedures in the shapes of models.
type Procedures struct {
	seed   uint64
	models []motcua.Content
}

// NewProcedures makes a maker; there has to be a model.
func NewProcedures(seed uint64, models []motcua.Content) (*Procedures, error) {
	if len(models) == 0 {
		return nil, errors.New("there is no procedure to take the shape from")
	}
	return &Procedures{seed, models}, nil
}

// Record makes the record with a number, from 1 to [MaxProcedures].
func (p *Procedures) Record(n int) *motcua.Record {
	draw := rand.New(rand.NewPCG(p.seed, uint64(n)))
	content := p.models[draw.IntN(len(p.models))]
	other := p.models[draw.IntN(len(p.models))]
	content.Code = fmt.Sprintf("9.%06d", n)
	content.Name = p.name(n, content.Name, other.Name)
	content.Decision = p.decision(n, content.Decision.Agency)
	content.Demo = true
	return &motcua.Record{
		Line:       n,
		Procedure:  motcua.DeriveID("generated procedure", fmt.Sprint(p.seed), fmt.Sprint(n)),
		Content:    content,
		Provenance: motcua.Provenance{Source: Source},
		Raw:        fmt.Appendf(nil, `{"generated":%d,"seed":%d}`, n, p.seed),
	}
}

// name joins the beginning of one name with words of another, so that names are
// many and their words as frequent as in the models.
func (p *Procedures) name(n int, one, other string) string {
	words := strings.Fields(other)
	return fmt.Sprintf("%s, %s (%d)", one, strings.Join(words[len(words)/2:], " "), n)
}

// decision is shared by neighbours; its number and day follow from its place.
func (p *Procedures) decision(n int, agency motcua.Agency) motcua.Decision {
	place := n / perDecision
	draw := rand.New(rand.NewPCG(p.seed+1, uint64(place)))
	number := fmt.Sprintf("%d/QĐ-GEN", place+1)
	day := motcua.DateOf(time.Date(2015, 1, 1, 12, 0, 0, 0, time.UTC)).AddDays(draw.IntN(10 * 365))
	return motcua.NewDecision(&number, &day, agency)
}
