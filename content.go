package motcua

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// Content is everything that one published version of a procedure says. It
// never changes: another content is another version. The parts follow Decree
// 63/2010/NĐ-CP Art. 8.2; agencies, sector and the like stand in it as they
// were published with it.
type Content struct {
	Code             string           `json:"code"` // as published, white space included
	Name             string           `json:"name"`
	Decision         Decision         `json:"decision,omitzero"`
	DecisionKind     *DecisionKind    `json:"decisionKind,omitempty"`
	ProposalType     *ProposalType    `json:"proposalType,omitempty"`
	PortalState      *PortalState     `json:"portalState,omitempty"`
	Sector           *Sector          `json:"sector,omitempty"`
	Levels           []Level          `json:"levels,omitempty"`
	Kind             Kind             `json:"kind"`
	RegulatedBy      *Regulation      `json:"regulatedBy,omitempty"`
	OnlineLevel      *OnlineLevel     `json:"onlineLevel,omitempty"`
	NonTerritorial   bool             `json:"nonTerritorial,omitempty"`
	Vertical         bool             `json:"vertical,omitempty"`
	InternalFlag     bool             `json:"internalFlag,omitempty"` // as published; its meaning is not verified
	SharedService    bool             `json:"sharedService,omitempty"`
	Audiences        []Audience       `json:"audiences,omitempty"`
	PromulgatedBy    *Agency          `json:"promulgatedBy,omitempty"`
	Executing        []Agency         `json:"executing,omitempty"`
	Competent        []Agency         `json:"competent,omitempty"`
	Delegated        []Agency         `json:"delegated,omitempty"`
	Coordinating     []Agency         `json:"coordinating,omitempty"`
	Methods          []Method         `json:"methods,omitempty"`
	Cases            []Case           `json:"cases,omitempty"`
	Steps            []Step           `json:"steps,omitempty"`
	Results          []Result         `json:"results,omitempty"`
	LegalBases       []LegalBasis     `json:"legalBases,omitempty"`
	ServiceVariants  []ServiceVariant `json:"serviceVariants,omitempty"`
	ServiceGroups    []ServiceGroup   `json:"serviceGroups,omitempty"`
	ReturnMethods    []ReturnMethod   `json:"returnMethods,omitempty"`
	Requirements     *string          `json:"requirements,omitempty"`
	Description      *string          `json:"description,omitempty"`
	ReceivingAddress *string          `json:"receivingAddress,omitempty"`
	Keywords         *string          `json:"keywords,omitempty"`
	Note             *string          `json:"note,omitempty"`
	Demo             bool             `json:"demo,omitempty"` // written for demonstration, not published by anybody
}

// Encode gives the stored form of the content and its hash.
func (c *Content) Encode() (doc []byte, hash [sha256.Size]byte, err error) {
	doc, err = json.Marshal(c)
	if err != nil {
		return nil, hash, fmt.Errorf("encode content of %q: %w", c.Code, err)
	}
	return doc, sha256.Sum256(doc), nil
}

// NationalCode is the code without white space, agency and variant.
func (c *Content) NationalCode() string { return NationalCode(c.Code) }

// Agencies gives the agencies in a role.
func (c *Content) Agencies(role AgencyRole) []Agency {
	switch role {
	case RolePromulgating:
		if c.PromulgatedBy == nil {
			return nil
		}
		return []Agency{*c.PromulgatedBy}
	case RoleExecuting:
		return c.Executing
	case RoleCompetent:
		return c.Competent
	case RoleDelegated:
		return c.Delegated
	case RoleCoordinating:
		return c.Coordinating
	}
	return nil
}

// Provenance says where a version came from.
type Provenance struct {
	Source      string     `json:"source"` // "portal", "demo"
	SourceURL   *string    `json:"sourceUrl,omitempty"`
	FetchedAt   *time.Time `json:"fetchedAt,omitempty"`
	CreatedAt   *time.Time `json:"createdAt,omitempty"`   // in the source
	UpdatedAt   *time.Time `json:"updatedAt,omitempty"`   // in the source
	PublishedAt *time.Time `json:"publishedAt,omitempty"` // in the source; on the 2026 portal often the migration's date
}
