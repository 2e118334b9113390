package graph_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"motcua"
	"motcua/graph"
)

func schema() *ast.Schema { return graph.NewSchema(graph.Config{}).Schema() }

// own gives the types that schema.graphqls defines.
func own(s *ast.Schema) []*ast.Definition {
	var types []*ast.Definition
	for _, def := range s.Types {
		if !def.BuiltIn {
			types = append(types, def)
		}
	}
	slices.SortFunc(types, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return types
}

// Every name of the schema has an English description that gives the
// Vietnamese term in brackets.
func TestEverythingIsDescribed(t *testing.T) {
	check := func(description string, path ...string) {
		at := strings.Join(path, ".")
		if !strings.Contains(description, "(") && !strings.HasPrefix(at, "Query") || description == "" {
			t.Errorf("%s: no description with a Vietnamese term: %q", at, description)
		}
	}
	for _, directive := range schema().Directives {
		if directive.Position.Src.BuiltIn {
			continue
		}
		check(directive.Description, "@"+directive.Name)
		for _, argument := range directive.Arguments {
			check(argument.Description, "@"+directive.Name, argument.Name)
		}
	}
	for _, def := range own(schema()) {
		check(def.Description, def.Name)
		for _, field := range def.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			check(field.Description, def.Name, field.Name)
			for _, argument := range field.Arguments {
				check(argument.Description, def.Name, field.Name, argument.Name)
			}
		}
		for _, value := range def.EnumValues {
			check(value.Description, def.Name, value.Name)
		}
	}
}

// enumValue is a value of an enumeration with its Vietnamese term.
type enumValue struct{ Name, Label string }

func table[E interface {
	~string
	Label() string
}](values []E) []enumValue {
	out := make([]enumValue, len(values))
	for i, v := range values {
		out[i] = enumValue{string(v), v.Label()}
	}
	return out
}

// The schema's enumerations are the domain's: the same values in the same order,
// each described with the domain's term.
func TestEnumsAreTheDomainsTables(t *testing.T) {
	tables := map[string][]enumValue{
		"AuditAction":         table(motcua.AuditActions()),
		"ExportFormat":        table(motcua.ExportFormats()),
		"ActorKind":           table(motcua.ActorKinds()),
		"DueAtStatus":         table(motcua.DueAtStatuses()),
		"EpisodeOutcome":      table(motcua.EpisodeOutcomes()),
		"FeedbackChannel":     table(motcua.FeedbackChannels()),
		"FeedbackClass":       table(motcua.FeedbackClasses()),
		"FeedbackOrderField":  table(motcua.FeedbackOrderFields()),
		"FeedbackFacetField":  table(motcua.FeedbackFacetFields()),
		"AgeBucket":           table(motcua.AgeBuckets()),
		"FeedbackEventKind":   table(motcua.FeedbackEventKinds()),
		"FeedbackGroup":       table(motcua.FeedbackGroups()),
		"FeedbackOrigin":      table(motcua.FeedbackOrigins()),
		"FeedbackState":       table(motcua.FeedbackStates()),
		"ReportStatus":        table(motcua.ReportStatuses()),
		"RefusalReason":       table(motcua.RefusalReasons()),
		"AgencyKind":          table(motcua.AgencyKinds()),
		"AliasKind":           table(motcua.AliasKinds()),
		"AnnouncementOutcome": table(motcua.AnnouncementOutcomes()),
		"CasePurpose":         table(motcua.CasePurposes()),
		"Channel":             table(motcua.Channels()),
		"ComponentKind":       table(motcua.ComponentKinds()),
		"DecisionKind":        table(motcua.DecisionKinds()),
		"DeliveryState":       table(motcua.DeliveryStates()),
		"WebhookTopic":        table(motcua.WebhookTopics()),
		"Direction":           table(motcua.Directions()),
		"DoubtKind":           table(motcua.DoubtKinds()),
		"FacetField":          table(motcua.FacetFields()),
		"FeedEnd":             table(motcua.FeedEnds()),
		"FeeKind":             table(motcua.FeeKinds()),
		"InsightKind":         table(motcua.InsightKinds()),
		"Intent":              table(motcua.Intents()),
		"Kind":                table(motcua.Kinds()),
		"Level":               table(motcua.Levels()),
		"OnlineLevel":         table(motcua.OnlineLevels()),
		"PortalState":         table(motcua.PortalStates()),
		"ProcedureOrderField": table(motcua.ProcedureOrderFields()),
		"ProposalType":        table(motcua.ProposalTypes()),
		"ChangeKind":          table(motcua.ChangeKinds()),
		"ChangeTrend":         table(motcua.ChangeTrends()),
		"ContentPart":         table(motcua.ContentParts()),
		"TextMark":            table(motcua.TextMarks()),
		"SourceGrade":         table(motcua.SourceGrades()),
		"TimelinessOutcome":   table(motcua.TimelinessOutcomes()),
		"UndeterminedReason":  table(motcua.UndeterminedReasons()),
		"VersionKind":         table(motcua.VersionKinds()),
		"Regulation":          table(motcua.Regulations()),
		"ReturnMode":          table(motcua.ReturnModes()),
		"ReturnPlace":         table(motcua.ReturnPlaces()),
		"Scope":               table(motcua.Scopes()),
		"Role":                table(motcua.Roles()),
		"ServiceGroupKind":    table(motcua.ServiceGroupKinds()),
		"Status":              table(motcua.Statuses()),
		"SuggestionKind":      table(motcua.SuggestionKinds()),
		"TimeUnit":            table(motcua.TimeUnits()),
		"UserErrorCode":       table(motcua.UserErrorCodes()),
	}
	for _, def := range own(schema()) {
		// The scope of a cache is of the schema's own language, not of the domain.
		if def.Kind != ast.Enum || def.Name == "CacheControlScope" {
			continue
		}
		var got []enumValue
		for _, v := range def.EnumValues {
			_, label, _ := strings.Cut(v.Description, "(")
			got = append(got, enumValue{v.Name, strings.TrimSuffix(label, ").")})
		}
		if diff := cmp.Diff(tables[def.Name], got); diff != "" {
			t.Errorf("enum %s differs from the domain's (-domain +schema):\n%s", def.Name, diff)
		}
		delete(tables, def.Name)
	}
	if len(tables) > 0 {
		t.Errorf("no enum for %v", tables)
	}
}

// Items of lists are never null, the one exception being objects asked for by
// ids of which some may be gone.
func TestListItemsAreNotNull(t *testing.T) {
	for _, def := range own(schema()) {
		for _, field := range def.Fields {
			if elem := field.Type.Elem; elem != nil && !elem.NonNull && def.Name+"."+field.Name != "Query.nodes" {
				t.Errorf("%s.%s: items may be null", def.Name, field.Name)
			}
		}
	}
}
