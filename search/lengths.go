package search

// lengths are the numbers of keys in a document's fields, which weigh a match.
type lengths struct {
	Name  int `json:"n"`
	About int `json:"a"`
	Body  int `json:"b"`
}

// The texts whose lengths weigh.
const (
	lengthName = iota
	lengthAbout
	lengthBody
	lengthKinds
)

func (l *lengths) of(kind int) int { return [...]int{l.Name, l.About, l.Body}[kind] }

// lengthOf is the text in which a zone finds its keys.
func (z zone) lengthOf() int {
	switch z {
	case inAbout:
		return lengthAbout
	case inBody:
		return lengthBody
	}
	return lengthName
}

// normal is what the length of a text does to its matches, by ordinal.
type normal struct {
	norm []float32 // the part of BM25 that depends on the length alone
	once []float32 // what a key is worth that stands there once
}

// newNormals compares the lengths of all documents with their average.
func newNormals(cards []*card, documents int) (out [lengthKinds]normal) {
	for kind := range out {
		n := &out[kind]
		n.norm, n.once = make([]float32, len(cards)), make([]float32, len(cards))
		total := 0
		for _, c := range cards {
			if c != nil {
				total += c.lengths.of(kind)
			}
		}
		slope := saturate * lengthShare / max(1, float64(total)/float64(max(1, documents)))
		for o, c := range cards {
			if c != nil {
				norm := saturate*(1-lengthShare) + slope*float64(c.lengths.of(kind))
				n.norm[o], n.once[o] = float32(norm), float32((saturate+1)/(1+norm))
			}
		}
	}
	return out
}
