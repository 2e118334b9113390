package demo

// entry is a procedure as it stands in a file of the catalogue. Keys of tables
// stand for agencies, sectors, audiences, decisions and legal documents; values
// of enumerations are those of package motcua.
type entry struct {
	Code      string         `yaml:"code" json:"code"` // in quotes, or YAML reads a number
	ID        string         `yaml:"id" json:"id"`     // the id on the national portal
	Name      string         `yaml:"name" json:"name"`
	Decision  string         `yaml:"decision" json:"decision"`
	Sector    string         `yaml:"sector" json:"sector"`
	Levels    []string       `yaml:"levels" json:"levels"`
	Kind      string         `yaml:"kind" json:"kind,omitempty"` // STANDARD where nothing is said
	Regulated string         `yaml:"regulated" json:"regulated,omitempty"`
	State     string         `yaml:"state" json:"state,omitempty"`
	Online    string         `yaml:"online" json:"online,omitempty"`
	Flags     []string       `yaml:"flags" json:"flags,omitempty"`
	Audiences []string       `yaml:"audiences" json:"audiences"`
	Executing []string       `yaml:"executing" json:"executing"`
	Competent []string       `yaml:"competent" json:"competent,omitempty"`
	Delegated []string       `yaml:"delegated" json:"delegated,omitempty"`
	Helping   []string       `yaml:"coordinating" json:"coordinating,omitempty"`
	Groups    []string       `yaml:"groups" json:"groups,omitempty"` // service groups
	Via       []string       `yaml:"via" json:"via,omitempty"`       // the channels, where all share time and fees
	Time      string         `yaml:"time" json:"time,omitempty"`     // "3 ngày làm việc"; a bare number has no known unit
	TimeText  string         `yaml:"timeText" json:"timeText,omitempty"`
	Fees      []feeEntry     `yaml:"fees" json:"fees,omitempty"`
	Ways      []wayEntry     `yaml:"ways" json:"ways,omitempty"` // in place of via, where channels differ
	Steps     []string       `yaml:"steps" json:"steps"`
	Submit    []paperEntry   `yaml:"submit" json:"submit,omitempty"`
	Present   []paperEntry   `yaml:"present" json:"present,omitempty"`
	Cases     []caseEntry    `yaml:"cases" json:"cases,omitempty"` // besides submit and present
	Requires  string         `yaml:"requires" json:"requires,omitempty"`
	About     string         `yaml:"about" json:"about,omitempty"`
	Address   string         `yaml:"address" json:"address,omitempty"`
	Keywords  string         `yaml:"keywords" json:"keywords,omitempty"`
	Results   []string       `yaml:"results" json:"results"`
	Returns   []returnEntry  `yaml:"returns" json:"returns,omitempty"`
	Variants  []variantEntry `yaml:"variants" json:"variants,omitempty"`
	Laws      []string       `yaml:"laws" json:"laws"`
}

// wayEntry is a row of how to perform the procedure, one method for each
// channel. Where time or fees are missing, those of the entry hold.
type wayEntry struct {
	Via      []string   `yaml:"via" json:"via"`
	Time     string     `yaml:"time" json:"time,omitempty"`
	TimeText string     `yaml:"timeText" json:"timeText,omitempty"`
	Fees     []feeEntry `yaml:"fees" json:"fees,omitempty"`
	Text     string     `yaml:"text" json:"text,omitempty"`
}

// feeEntry is a fee: FEE where no kind is said, VND where no currency is.
// Without an amount the fee is not published as a number, or the text tells.
type feeEntry struct {
	Kind     string `yaml:"kind" json:"kind,omitempty"`
	Amount   string `yaml:"amount" json:"amount,omitempty"`
	Currency string `yaml:"currency" json:"currency,omitempty"`
	Text     string `yaml:"text" json:"text,omitempty"`
}

type caseEntry struct {
	Name    string       `yaml:"name" json:"name"`
	Purpose string       `yaml:"purpose" json:"purpose,omitempty"`
	Papers  []paperEntry `yaml:"papers" json:"papers"`
}

type returnEntry struct {
	Mode   string   `yaml:"mode" json:"mode"`
	Places []string `yaml:"places" json:"places,omitempty"`
}

type variantEntry struct {
	Code string `yaml:"code" json:"code"`
	ID   string `yaml:"id" json:"id"`
	Name string `yaml:"name" json:"name,omitempty"` // the procedure's where nothing is said
	Time string `yaml:"time" json:"time,omitempty"`
}

// paperEntry is a paper of the dossier: its name alone stands for one original.
type paperEntry struct {
	Paper     string `yaml:"paper" json:"paper"`
	Originals int    `yaml:"originals" json:"originals,omitempty"`
	Copies    int    `yaml:"copies" json:"copies,omitempty"`
	EForm     bool   `yaml:"eform" json:"eform,omitempty"`
}

// UnmarshalYAML reads a name or a mapping.
func (p *paperEntry) UnmarshalYAML(unmarshal func(any) error) error {
	var name string
	if unmarshal(&name) == nil {
		*p = paperEntry{Paper: name, Originals: 1}
		return nil
	}
	type plain paperEntry
	return unmarshal((*plain)(p))
}
