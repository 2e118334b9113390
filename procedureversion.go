package motcua

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"
)

// VersionKind says why there is another version.
type VersionKind string

// The values of VersionKind.
const (
	VersionAnnouncement VersionKind = "ANNOUNCEMENT" // by a decision of its own
	VersionCorrection   VersionKind = "CORRECTION"   // of what was recorded under the same decision
)

var versionKinds = &enum[VersionKind]{"VersionKind", []enumValue[VersionKind]{
	{VersionAnnouncement, "công bố"},
	{VersionCorrection, "đính chính"},
}}

// VersionKinds lists the values in their order.
func VersionKinds() []VersionKind { return versionKinds.list() }

// Label is the Vietnamese term.
func (k VersionKind) Label() string { return versionKinds.label(k) }

// MarshalText fails on an unknown value.
func (k VersionKind) MarshalText() ([]byte, error) { return versionKinds.marshal(k) }

// UnmarshalText fails on an unknown value.
func (k *VersionKind) UnmarshalText(b []byte) error { return versionKinds.unmarshal(b, k) }

// MarshalGQLContext writes the GraphQL enum.
func (k VersionKind) MarshalGQLContext(_ context.Context, w io.Writer) error {
	return versionKinds.write(w, k)
}

// UnmarshalGQLContext reads the GraphQL enum.
func (k *VersionKind) UnmarshalGQLContext(_ context.Context, v any) error {
	return versionKinds.read(v, k)
}

// ProcedureVersion is one version in the history of a procedure, without its
// content.
type ProcedureVersion struct {
	ID           ID
	Procedure    ID
	Decision     Decision
	DecisionKind *DecisionKind
	Kind         VersionKind
	Corrects     *ID // the version whose place a correction took
	// Legal and Assumed are as last known.
	Legal   Period
	Assumed bool
	// RecordedFrom is since when the version has been known here; RecordedTo is
	// when it ceased to be held to be right, and nil while it is.
	RecordedFrom time.Time
	RecordedTo   *time.Time
	// Holdings are all states of knowledge, in the order of their beginning.
	Holdings []KnownHolding
}

// KnownHolding is a holding with the time in which it was held to be right.
type KnownHolding struct {
	Holding
	DecisionKind *DecisionKind
	Since        time.Time
	Until        *time.Time // nil: still
}

// VersionsOf makes the history of a procedure from all that was ever known of
// it: its versions in the order of their first days, then of their recording.
func VersionsOf(procedure ID, known []KnownHolding) []*ProcedureVersion {
	byID := map[ID]*ProcedureVersion{}
	var out []*ProcedureVersion
	known = slices.Clone(known)
	slices.SortStableFunc(known, func(a, b KnownHolding) int { return a.Since.Compare(b.Since) })
	for _, h := range known {
		v := byID[h.Version]
		if v == nil {
			v = &ProcedureVersion{
				ID: h.Version, Procedure: procedure, Decision: h.Decision, DecisionKind: h.DecisionKind,
				Kind: VersionAnnouncement, RecordedFrom: h.Since,
			}
			if old := lastOf(out, h.Decision); old != nil {
				v.Kind, v.Corrects = VersionCorrection, &old.ID
			}
			byID[v.ID] = v
			out = append(out, v)
		}
		v.Holdings = append(v.Holdings, h)
		v.Legal, v.Assumed, v.RecordedTo = h.Legal, h.Assumed, h.Until
	}
	slices.SortFunc(out, func(a, b *ProcedureVersion) int {
		switch {
		case before(a.Legal.From, b.Legal.From):
			return -1
		case before(b.Legal.From, a.Legal.From):
			return 1
		}
		return cmp.Or(a.RecordedFrom.Compare(b.RecordedFrom), cmp.Compare(a.ID, b.ID))
	})
	return out
}

// lastOf gives the version that was last recorded under a decision.
func lastOf(versions []*ProcedureVersion, d Decision) *ProcedureVersion {
	for _, v := range slices.Backward(versions) {
		if v.Decision.same(d) {
			return v
		}
	}
	return nil
}

// Preceding gives the version with which one is compared to tell what it
// changed: the corrected one, or the one that is held to have been in force
// right before it. It is nil for the first.
func Preceding(history []*ProcedureVersion, v *ProcedureVersion) *ProcedureVersion {
	var last *ProcedureVersion
	for _, o := range history {
		switch {
		case v.Corrects != nil && o.ID == *v.Corrects:
			return o
		case o.ID != v.ID && before(o.Legal.From, v.Legal.From) && (o.RecordedTo == nil || v.RecordedTo != nil):
			last = o
		}
	}
	return last
}

// VersionAt names a version of a procedure: by its id, or by the day on which
// it stood for the procedure, in the knowledge of a moment or of now.
type VersionAt struct {
	Version *ID
	Day     *Date
	KnownAt *time.Time
}

// ProcedureComparison is what changed from one version to another.
type ProcedureComparison struct {
	From, To *ProcedureVersion
	Changes  []ContentChange
}
