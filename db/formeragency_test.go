package db_test

import (
	"slices"
	"testing"

	"motcua"
	"motcua/db"
)

func published(t *testing.T, agencies ...motcua.Agency) *db.DB {
	d := open(t)
	for i, a := range agencies {
		r := record(*a.Code, "1.00000"+string(rune('0'+i)), "Thủ tục", "1/QĐ", day("2025-08-01"))
		r.Content.PromulgatedBy = &a
		publish(t, d, clockAt("2026-07-18"), seal(r))
	}
	return d
}

func body(code, name string) motcua.Agency {
	return motcua.Agency{ID: motcua.DeriveID("agency", code), Code: &code, Name: name, Kind: motcua.AgencyDepartment}
}

func TestShippedSuccessions(t *testing.T) {
	list, err := db.DefaultFormerAgencies()
	if err != nil {
		t.Fatal(err)
	}
	provinces, successors := map[string]bool{}, map[string]bool{}
	for _, a := range list {
		if a.Level == motcua.LevelProvince {
			provinces[a.Code], successors[a.Successor] = true, true
		}
	}
	// 63 provinces became 34: 11 stayed as they were, 52 became 23.
	if len(provinces) != 52 || len(successors) != 23 {
		t.Errorf("%d provinces became %d", len(provinces), len(successors))
	}
}

func TestOldNamesAndCodesLeadToTodaysAgency(t *testing.T) {
	d := published(t, body("H01", "UBND tỉnh An Giang"), body("G12", "Bộ Tài chính"), body("G07", "Bộ Lao động - Thương binh và Xã hội"), body("G09", "Bộ Nội vụ"))
	list, err := db.DefaultFormerAgencies()
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a second time changes nothing
		if n, err := d.LoadFormerAgencies(t.Context(), list, true); err != nil || n != 8 { // six of these, and two of the fixtures' province
			t.Fatalf("%d loaded, %v", n, err)
		}
	}
	for _, tt := range []struct {
		code, name, day, want string
	}{
		{"H33", "", "2026-07-18", "UBND tỉnh An Giang"},
		{"000.00.00.H33", "", "2026-07-18", "UBND tỉnh An Giang"},
		{"", "Kiên Giang", "2026-07-18", "UBND tỉnh An Giang"},
		{"", "uy ban nhan dan tinh kien giang", "2026-07-18", "UBND tỉnh An Giang"},
		{"", "bộ kế hoạch và đầu tư", "2026-07-18", "Bộ Tài chính"},
		{"G07", "", "2026-07-18", "Bộ Nội vụ"},
		{"H33", "", "2025-06-30", "UBND tỉnh Kiên Giang"},
		{"H01", "", "2026-07-18", "UBND tỉnh An Giang"},
		{"H01", "", "2024-01-01", "UBND tỉnh An Giang"},
	} {
		var code, name *string
		if tt.code != "" {
			code = &tt.code
		}
		if tt.name != "" {
			name = &tt.name
		}
		a, err := d.AgencyOn(t.Context(), code, name, *day(tt.day))
		if err != nil || a.Name != tt.want || !a.Valid.Contains(*day(tt.day)) {
			t.Errorf("%+v: %+v, %v", tt, a, err)
		}
	}
	// An Giang kept its name and code with another extent: two bodies.
	before, _ := d.AgencyOn(t.Context(), ptr("H01"), nil, *day("2024-01-01"))
	now, err := d.Agency(t.Context(), "H01")
	if err != nil || before.ID == now.ID || now.ID != motcua.DeriveID("agency", "H01") {
		t.Errorf("%+v %+v %v", before, now, err)
	}
	ids, err := d.SuccessorsOf(t.Context(), []string{"H33", "Bộ Kế hoạch và Đầu tư", "G09"}, *day("2026-07-18"))
	want := []motcua.ID{motcua.DeriveID("agency", "H01"), motcua.DeriveID("agency", "G12"), motcua.DeriveID("agency", "G09")}
	slices.Sort(want)
	if err != nil || !slices.Equal(ids, want) {
		t.Errorf("%v, want %v: %v", ids, want, err)
	}
	// A list of one's own takes the place of the shipped one, which stays away.
	own := []motcua.FormerAgency{{Code: "G05", Name: "Bộ Kế hoạch", Successor: "G12", Level: motcua.LevelMinistry, On: *day("2025-03-01"), Act: "176/2025/QH15", Grade: motcua.GradeOfficial}}
	for _, load := range []struct {
		list    []motcua.FormerAgency
		shipped bool
		want    int
	}{{own, false, 1}, {list, true, 0}} {
		if n, err := d.LoadFormerAgencies(t.Context(), load.list, load.shipped); err != nil || n != load.want {
			t.Errorf("%d loaded, %v", n, err)
		}
	}
	s, err := d.Successions(t.Context(), []motcua.ID{motcua.DeriveID("agency", "G12"), motcua.DeriveID("agency", "H01")})
	if err != nil || len(s) != 1 || s[0].Grade != motcua.GradeOfficial {
		t.Errorf("%+v, %v", s, err)
	}
}
