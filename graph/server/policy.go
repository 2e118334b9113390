package server

import (
	"math"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"motcua"
)

// policy says for how long an answer may be kept, by whom, and from which areas
// of the data it is made. It follows from the document and the hints of the
// schema alone.
type policy struct {
	maxAge  int // in seconds; 0 is not at all
	private bool
	areas   motcua.Area
}

// public says that everybody may be given the same answer.
func (p policy) public() bool { return p.maxAge > 0 && !p.private }

// unlimited is the age of an answer in which nothing was asked for that limits it.
const unlimited = math.MaxInt32

// restrict gives the policy of an answer that holds both.
func (p policy) restrict(o policy) policy {
	return policy{min(p.maxAge, o.maxAge), p.private || o.private, p.areas | o.areas}
}

// catalogueTypes are the objects that are made from the catalogue and the
// vocabulary alone. An answer in which any other stands is made from all.
var catalogueTypes = map[string]bool{
	"Procedure": true, "Method": true, "TimeLimit": true, "Fee": true, "Attachment": true, "Case": true, "Component": true,
	"Step": true, "Result": true, "ServiceVariant": true, "ServiceGroup": true, "ReturnMethod": true, "Audience": true, "Doubt": true,
	"Agency": true, "Succession": true, "Sector": true, "Decision": true, "LegalBasis": true, "Suggestion": true,
	"ProcedureConnection": true, "ProcedureEdge": true, "ProcedureCopy": true, "Explanation": true, "ScorePart": true,
	"Interpretation": true, "AppliedAlias": true, "NotAProcedure": true, "Highlight": true, "Fragment": true,
	"Facet": true, "FacetValue": true, "PageInfo": true,
	"ProcedureSuccession": true, "ProcedureVersion": true, "ProcedureVersionConnection": true, "ProcedureVersionEdge": true,
	"VersionHolding": true, "ProcedureComparison": true, "ContentChange": true, "MarkedText": true, "Replacement": true,
	"DecisionAct": true, "DecisionActConnection": true, "DecisionActEdge": true,
	"LegalBasisUse": true, "LegalBasisUseConnection": true, "LegalBasisUseEdge": true, "PaperUse": true, "PaperUseConnection": true, "PaperUseEdge": true,
	"AgencyConnection": true, "AgencyEdge": true, "SectorConnection": true, "SectorEdge": true, "DecisionConnection": true, "DecisionEdge": true,
}

func areasOf(typeName string) motcua.Area {
	if catalogueTypes[typeName] {
		return motcua.AreaCatalogue | motcua.AreaVocabulary
	}
	return motcua.AllAreas
}

// policies works out the policy of one document, each fragment once however
// often it is spread.
type policies struct {
	schema    *ast.Schema
	doc       *ast.QueryDocument
	fragments map[string]policy
}

// policyOf gives the policy of a validated operation. Fields that variables
// leave out count too: the policy is then stricter than it had to be.
func policyOf(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition) policy {
	if op.Operation != ast.Query {
		return policy{areas: motcua.AllAreas}
	}
	p := policies{schema, doc, map[string]policy{}}
	all := p.of(op.SelectionSet, true)
	if all.maxAge == unlimited { // nothing but __typename and the schema itself
		all.maxAge = 0
	}
	return all
}

func (p *policies) of(set ast.SelectionSet, root bool) policy {
	all := policy{maxAge: unlimited}
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			all = all.restrict(p.field(selection, root))
		case *ast.InlineFragment:
			all = all.restrict(p.condition(selection.TypeCondition, root)).restrict(p.of(selection.SelectionSet, root))
		case *ast.FragmentSpread:
			all = all.restrict(p.fragment(selection.Name, root))
		}
	}
	return all
}

func (p *policies) fragment(name string, root bool) policy {
	if known, ok := p.fragments[name]; ok {
		return known
	}
	fragment := p.doc.Fragments.ForName(name)
	if fragment == nil {
		return policy{}
	}
	found := p.condition(fragment.TypeCondition, root).restrict(p.of(fragment.SelectionSet, root))
	p.fragments[name] = found
	return found
}

// condition gives the policy of the type that a fragment is on: behind an
// interface it is the one that the object has.
func (p *policies) condition(typeName string, root bool) policy {
	def := p.schema.Types[typeName]
	if root || def == nil || def.Kind != ast.Object {
		return policy{maxAge: unlimited}
	}
	return hintOf(def.Directives).over(policy{areas: areasOf(typeName)})
}

func (p *policies) field(f *ast.Field, root bool) policy {
	// Of the schema itself nothing changes while the program runs.
	if f.Name == "__typename" || f.Name == "__schema" || f.Name == "__type" || f.Definition == nil {
		return policy{maxAge: unlimited}
	}
	def := p.schema.Types[f.Definition.Type.Name()]
	own := hintOf(f.Definition.Directives)
	if def == nil || !def.IsCompositeType() {
		if root {
			return own.over(policy{areas: motcua.AllAreas})
		}
		return own.over(policy{maxAge: unlimited})
	}
	found := own.with(hintOf(def.Directives)).over(policy{areas: areasOf(def.Name)})
	return found.restrict(p.of(f.SelectionSet, false))
}

// hint is a @cacheControl.
type hint struct {
	maxAge  int // -1 is not given
	private bool
	inherit bool
}

func hintOf(directives ast.DirectiveList) hint {
	h := hint{maxAge: -1}
	d := directives.ForName("cacheControl")
	if d == nil {
		return h
	}
	if a := d.Arguments.ForName("maxAge"); a != nil {
		if n, err := strconv.Atoi(a.Value.Raw); err == nil {
			h.maxAge = n
		}
	}
	if a := d.Arguments.ForName("scope"); a != nil {
		h.private = a.Value.Raw == "PRIVATE"
	}
	if a := d.Arguments.ForName("inheritMaxAge"); a != nil {
		h.inherit = a.Value.Raw == "true"
	}
	return h
}

// with gives the hint of a field together with that of its type, which it
// prevails over.
func (h hint) with(of hint) hint {
	h.private = h.private || of.private
	if h.maxAge < 0 && !h.inherit {
		h.maxAge, h.inherit = of.maxAge, of.inherit
	}
	return h
}

// over applies a hint to the policy that holds where there is none.
func (h hint) over(p policy) policy {
	p.private = p.private || h.private
	switch {
	case h.inherit:
		p.maxAge = unlimited
	case h.maxAge >= 0:
		p.maxAge = h.maxAge
	}
	return p
}
