package vi

import "testing"

func TestAgree(t *testing.T) {
	tests := []struct {
		typed, text string
		want        Agreement
	}{
		{"hoà", "hòa", Same}, {"kỹ", "kĩ", Same}, {"dan", "dan", Same}, {"A1", "a1", Same}, {"12", "12", Same},
		{"dan", "dân", Subset}, {"dân", "dần", Subset}, {"dàn", "dần", Subset}, {"duong", "đường", Subset},
		{"đương", "đường", Subset}, {"dươc", "được", Subset}, {"", "", Same},
		{"dân", "dan", Conflict}, {"dấn", "dần", Conflict}, {"đan", "dân", Conflict}, {"dan", "dam", Conflict},
		{"dan", "dang", Conflict}, {"12", "13", Conflict}, {"a1", "á", Conflict}, {"mu", "mü", Conflict},
	}
	for _, tt := range tests {
		for i := range forms("") {
			typed, text := forms(tt.typed)[i], forms(tt.text)[3-i]
			if got := Agree(typed, text); got != tt.want {
				t.Errorf("Agree(%+q, %+q) = %v, want %v", typed, text, got, tt.want)
			}
			if got := AgreeKeys(Exact(typed), Exact(text)); got != tt.want {
				t.Errorf("AgreeKeys of %+q, %+q = %v, want %v", typed, text, got, tt.want)
			}
		}
	}
}
