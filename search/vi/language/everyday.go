package language

import _ "embed"

//go:embed everyday.txt
var everyday string

// everydayWeight makes "tôi", which official texts avoid, as frequent in the model
// as an ordinary word of a catalogue of five million syllables.
const everydayWeight = 20

// AddEveryday counts a short text of the phrases in which people ask. Official
// texts do not hold them ("tôi" stands once in the national catalogue, "bao
// lâu" never), so a model without them takes "toi" for "tới".
func (t *Trainer) AddEveryday() { t.Add(everyday, everydayWeight) }
