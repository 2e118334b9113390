package relevance

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/search/vi"
)

// Variant is a way of typing a question. What is random in it hangs on the
// question's id alone.
type Variant uint8

// The variants.
const (
	AsIs       Variant = iota // as the question stands
	Unmarked                  // without any mark
	HalfMarked                // each marked syllable loses its marks with probability ½
	Telex                     // the keystrokes of Telex, with no input method to read them
	VNI                       // the keystrokes of VNI
	Typo                      // one slip of the fingers in one word
)

var variantNames = [...]string{"as-is", "unmarked", "half-marked", "telex", "vni", "typo"}

// Variants lists all variants.
func Variants() []Variant { return []Variant{AsIs, Unmarked, HalfMarked, Telex, VNI, Typo} }

// String gives the variant's name: as-is, unmarked, half-marked, telex, vni, typo.
func (v Variant) String() string { return variantNames[v] }

// MarshalText gives the name.
func (v Variant) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the name.
func (v *Variant) UnmarshalText(text []byte) error {
	i := slices.Index(variantNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("no variant %q: there are %s", text, strings.Join(variantNames[:], ", "))
	}
	*v = Variant(i)
	return nil
}

// Apply gives the question as it is typed in this way.
func (v Variant) Apply(q Question) string {
	switch v {
	case Unmarked:
		return strip(q.Query)
	case HalfMarked:
		return halfStrip(q.Query, v.random(q))
	case Telex:
		return vi.EncodeTelex(q.Query)
	case VNI:
		return vi.EncodeVNI(q.Query)
	case Typo:
		return slip(q.Query, v.random(q))
	}
	return q.Query
}

// random gives the source of chance for a question, another for each variant.
func (v Variant) random(q Question) *rand.Rand {
	return rand.New(rand.NewPCG(hash(q.ID), uint64(v)))
}

func hash(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id)) // cannot fail
	return h.Sum64()
}

// đ is no d with a mark to Unicode. The letters that look like it stand in
// real texts.
var plainD = strings.NewReplacer("đ", "d", "Đ", "D", "ð", "d", "Ð", "D")

// strip takes all marks away. Letters stay capital or small.
func strip(text string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
	return norm.NFC.String(plainD.Replace(bare))
}

func halfStrip(text string, r *rand.Rand) string {
	var out strings.Builder
	at := 0
	for _, t := range vi.Syllables(text) {
		if !t.Is(vi.HasMark) || r.IntN(2) == 0 {
			continue
		}
		out.WriteString(text[at:t.Start])
		out.WriteString(strip(t.Text(text)))
		at = t.End
	}
	out.WriteString(text[at:])
	return out.String()
}
