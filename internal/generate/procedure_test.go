package generate_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
	"motcua/demo"
	"motcua/internal/generate"
)

func models(t *testing.T) []motcua.Content {
	t.Helper()
	records, err := demo.Records()
	if err != nil {
		t.Fatal(err)
	}
	var list []motcua.Content
	for _, r := range records {
		list = append(list, r.Content)
	}
	return list
}

func TestSameSeedMakesSameProcedures(t *testing.T) {
	one, err := generate.NewProcedures(7, models(t))
	if err != nil {
		t.Fatal(err)
	}
	two, _ := generate.NewProcedures(7, models(t))
	other, _ := generate.NewProcedures(8, models(t))
	for n := 1; n < 50; n++ {
		if diff := cmp.Diff(one.Record(n), two.Record(n)); diff != "" {
			t.Fatal(diff)
		}
		if one.Record(n).Procedure == other.Record(n).Procedure {
			t.Error("two seeds make one procedure")
		}
	}
}

func TestProceduresAreMarkedAndDistinct(t *testing.T) {
	maker, err := generate.NewProcedures(1, models(t))
	if err != nil {
		t.Fatal(err)
	}
	codes, names := map[string]bool{}, map[string]bool{}
	for n := 1; n <= 500; n++ {
		r := maker.Record(n)
		if !r.Content.Demo || r.Provenance.Source != generate.Source {
			t.Fatalf("%s is not marked", r.Content.Code)
		}
		if _, ok := motcua.ParseCode(r.Content.Code); !ok {
			t.Fatalf("%q is no code", r.Content.Code)
		}
		codes[r.Content.Code], names[r.Content.Name] = true, true
	}
	if len(codes) != 500 || len(names) != 500 {
		t.Errorf("%d codes and %d names of 500 procedures", len(codes), len(names))
	}
}

func TestProceduresNeedModels(t *testing.T) {
	if _, err := generate.NewProcedures(1, nil); err == nil {
		t.Error("made from nothing")
	}
}
