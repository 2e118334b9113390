package motcua_test

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua"
)

func marriage() motcua.Content {
	limit := motcua.TimeLimit{Amount: to(motcua.Decimal("5")), Unit: to(motcua.UnitWorkingDay)}
	number, day := "1872/QĐ-BTP", motcua.NewDate(2020, 9, 4)
	agency := func(name string) motcua.Agency { return motcua.Agency{ID: motcua.DeriveID("agency", name), Name: name} }
	component := func(name string) motcua.Component {
		return motcua.Component{ID: motcua.DeriveID("component", name), Name: name, Kind: motcua.ComponentPaper, Originals: 1}
	}
	return motcua.Content{
		Code: "1.000894", Name: "Thủ tục đăng ký kết hôn", Kind: motcua.KindStandard,
		Decision: motcua.NewDecision(&number, &day, agency("Bộ Tư pháp")),
		Levels:   []motcua.Level{motcua.LevelCommune},
		Executing: []motcua.Agency{
			agency("Ủy ban nhân dân cấp huyện"), agency("Sở Tư pháp"),
		},
		Methods: []motcua.Method{{
			Channel: motcua.ChannelDirect, TimeLimit: limit, Text: to("Nộp tại bộ phận một cửa"),
			Fees: []motcua.Fee{{Kind: motcua.FeeKindServiceFee, Amount: to(motcua.Decimal("50000")), Currency: to("VND"), Text: to("Miễn cho người nghèo")}},
		}, {Channel: motcua.ChannelOnline, TimeLimit: limit}},
		Cases: []motcua.Case{{Components: []motcua.Component{
			component("Tờ khai đăng ký kết hôn"), component("Giấy xác nhận tình trạng hôn nhân"), component("Hộ chiếu"),
		}}},
		Steps: []motcua.Step{
			{Number: 1, Title: to("Nộp hồ sơ"), Text: to("Hai bên nộp hồ sơ và cùng có mặt tại trụ sở.")},
			{Number: 2, Title: to("Trả kết quả"), Text: to("Công chức trao giấy chứng nhận.")},
		},
		Requirements: to("Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi."),
	}
}

func to[T any](v T) *T { return &v }

func TestContentChanges(t *testing.T) {
	for _, tt := range []struct {
		name        string
		change      func(*motcua.Content)
		kind        []motcua.ChangeKind
		part        motcua.ContentPart
		path        string
		vietnamese  string
		english     string
		wordsMarked string
	}{
		{
			name: "a time limit cut", part: motcua.PartTimeLimit, path: "methods[1].timeLimit",
			change:     func(c *motcua.Content) { c.Methods[1].TimeLimit.Amount = to(motcua.Decimal("3")) },
			vietnamese: "Thời hạn giải quyết (trực tuyến) giảm từ 5 ngày làm việc xuống 3 ngày làm việc.",
			english:    "Time limit (online) cut from 5 working days to 3 working days.", wordsMarked: "-5-+3+ working days",
		}, {
			name: "a charge raised", part: motcua.PartFee, path: "methods[0].fees[0].amount",
			change:     func(c *motcua.Content) { c.Methods[0].Fees[0].Amount = to(motcua.Decimal("1100000")) },
			vietnamese: "Lệ phí (trực tiếp) tăng từ 50.000 VND lên 1.100.000 VND.",
			english:    "Charge (in person) raised from 50,000 VND to 1,100,000 VND.",
		}, {
			name: "a component added", part: motcua.PartComponent, path: "cases[0].components", kind: []motcua.ChangeKind{motcua.ChangeAdded},
			change: func(c *motcua.Content) {
				c.Cases[0].Components = append([]motcua.Component{{Name: "Giấy khám sức khỏe", Kind: motcua.ComponentPaper, Originals: 1}}, c.Cases[0].Components...)
			},
			vietnamese: "Thêm thành phần hồ sơ: “Giấy khám sức khỏe”.", english: "Component added: “Giấy khám sức khỏe”.",
		}, {
			name: "a component moved", part: motcua.PartComponent, path: "cases[0].components", kind: []motcua.ChangeKind{motcua.ChangeMoved},
			change: func(c *motcua.Content) {
				list := c.Cases[0].Components
				c.Cases[0].Components = []motcua.Component{list[2], list[0], list[1]}
			},
			vietnamese: "Chuyển vị trí thành phần hồ sơ: “Hộ chiếu”.", english: "Component moved: “Hộ chiếu”.",
		}, {
			name: "more copies of a component", part: motcua.PartComponent, path: "cases[0].components[1].originals",
			change:     func(c *motcua.Content) { c.Cases[0].Components[1].Originals = 2 },
			vietnamese: "Sửa số bản chính của “Giấy xác nhận tình trạng hôn nhân” từ “1” thành “2”.",
			english:    "Number of originals of “Giấy xác nhận tình trạng hôn nhân” changed from “1” to “2”.",
		}, {
			name: "an agency replaced", part: motcua.PartAgency, path: "executing", kind: []motcua.ChangeKind{motcua.ChangeReplaced},
			change: func(c *motcua.Content) {
				c.Executing[0] = motcua.Agency{ID: motcua.DeriveID("agency", "xã"), Name: "Ủy ban nhân dân cấp xã"}
			},
			vietnamese:  "Thay cơ quan thực hiện “Ủy ban nhân dân cấp huyện” bằng “Ủy ban nhân dân cấp xã”.",
			english:     "Executing agency “Ủy ban nhân dân cấp huyện” replaced by “Ủy ban nhân dân cấp xã”.",
			wordsMarked: "Ủy ban nhân dân cấp -huyện-+xã+",
		}, {
			name: "a step put in between renumbers nothing", part: motcua.PartStep, path: "steps", kind: []motcua.ChangeKind{motcua.ChangeAdded},
			change: func(c *motcua.Content) {
				second := c.Steps[1]
				second.Number = 3
				c.Steps = []motcua.Step{c.Steps[0], {Number: 2, Title: to("Thẩm định")}, second}
			},
			vietnamese: "Thêm bước thực hiện: “Thẩm định”.", english: "Step added: “Thẩm định”.",
		}, {
			name: "words of a text", part: motcua.PartRequirement, path: "requirements",
			change:      func(c *motcua.Content) { c.Requirements = to("Nam từ đủ 20 tuổi, nữ từ đủ 20 tuổi.") },
			vietnamese:  "Sửa yêu cầu, điều kiện từ “Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.” thành “Nam từ đủ 20 tuổi, nữ từ đủ 20 tuổi.”.",
			english:     "Requirements changed from “Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi.” to “Nam từ đủ 20 tuổi, nữ từ đủ 20 tuổi.”.",
			wordsMarked: "Nam từ đủ 20 tuổi, nữ từ đủ -18-+20+ tuổi.",
		}, {
			name: "a level added", part: motcua.PartLevel, path: "levels", kind: []motcua.ChangeKind{motcua.ChangeAdded},
			change:     func(c *motcua.Content) { c.Levels = append(c.Levels, motcua.LevelProvince) },
			vietnamese: "Thêm cấp thực hiện: “cấp tỉnh”.", english: "Level added: “province”.",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := marriage(), marriage()
			tt.change(&b)
			changes, err := motcua.CompareContents(&a, &b)
			if err != nil || len(changes) != 1 {
				t.Fatalf("%d changes: %+v, %v", len(changes), changes, err)
			}
			c := changes[0]
			if tt.kind == nil {
				tt.kind = []motcua.ChangeKind{motcua.ChangeChanged}
			}
			type told struct {
				Kind                           motcua.ChangeKind
				Part                           motcua.ContentPart
				Path, Vietnamese, English, Set string
			}
			want := told{tt.kind[0], tt.part, tt.path, tt.vietnamese, tt.english, tt.wordsMarked}
			got := told{c.Kind, c.Part, c.Path.String(), c.Sentence(motcua.Vietnamese), c.Sentence(motcua.English), ""}
			if tt.wordsMarked != "" {
				got.Set = marked(c.Words(motcua.English))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			applied, err := changes.Apply(&a)
			if diff := cmp.Diff(b, applied); err != nil || diff != "" {
				t.Error(err, diff)
			}
			if _, err := changes.Apply(&b); c.Kind == motcua.ChangeChanged && motcua.KindOf(err) != motcua.KindConflict {
				t.Errorf("applied to another content: %v", err)
			}
		})
	}
}

func marked(pieces []motcua.MarkedText) string {
	var out string
	for _, p := range pieces {
		sign := map[motcua.TextMark]string{motcua.MarkRemoved: "-", motcua.MarkAdded: "+"}[p.Mark]
		out += sign + p.Text + sign
	}
	return out
}

func TestMarkWordsKeepsBothTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	vocabulary := []string{"hồ sơ", " ", "nộp", ",", "\n", "giấy", "tờ", "  ", "01", "bản"}
	text := func(n int) (s string) {
		for range n {
			s += vocabulary[r.IntN(len(vocabulary))]
		}
		return s
	}
	for range 500 {
		a, b := text(r.IntN(60)), text(r.IntN(60))
		var before, after string
		for _, p := range motcua.MarkWords(a, b) {
			if p.Mark != motcua.MarkAdded {
				before += p.Text
			}
			if p.Mark != motcua.MarkRemoved {
				after += p.Text
			}
		}
		if before != a || after != b {
			t.Fatalf("%q, %q became %q, %q", a, b, before, after)
		}
	}
}
