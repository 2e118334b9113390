package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Where a request may name a document in place of its text. Both stand among
// the extensions of the parameters, whose type has no other place for them.
const (
	persistedQuery = "persistedQuery" // Apollo: {version: 1, sha256Hash}
	documentID     = "documentId"     // GraphQL over HTTP, and Relay as doc_id
)

// persisted finds documents by their name: those of a manifest by the id that
// the client's compiler gave them, others by their SHA-256 once a client has
// sent the text. It is an extension of the executor, and so serves every
// transport.
//
// It is not gqlgen's own, which keeps whatever text it is sent: here only a
// document that passed all bounds and the validation is kept.
type persisted struct {
	trusted *Trusted
	byHash  *otter.Cache[string, string]
}

var _ interface {
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
} = (*persisted)(nil)

func newPersisted(trusted *Trusted) *persisted {
	return &persisted{trusted, otter.Must(&otter.Options[string, string]{
		MaximumWeight: maxPersistedTotal,
		Weigher:       func(hash, text string) uint32 { return uint32(len(hash) + len(text) + cachedOverhead) },
	})}
}

// ExtensionName implements gqlgen's extension.
func (*persisted) ExtensionName() string { return "PersistedDocuments" }

// Validate implements gqlgen's extension.
func (*persisted) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the text of a document in the place of its
// name, and refuses others than trusted ones where only those are served.
func (p *persisted) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	if refused := p.name(params); refused != nil {
		return refused.told(ctx)
	}
	return nil
}

func (p *persisted) name(params *graphql.RawParams) *refusal {
	name, err := documentName(params.Extensions)
	switch {
	case err != nil:
		return err
	case name == "" && params.Query == "":
		return noQuery.with()
	case name != "" && params.Query == "":
		if params.Query, err = p.find(name); err != nil {
			return err
		}
	case name != "" && params.Extensions[persistedQuery] != nil && hashOf(params.Query) != name:
		return otherHash.with()
	}
	if !p.trusted.allows(params.Query) {
		return notTrusted.with()
	}
	return nil
}

// find gives the text of a document with a name.
func (p *persisted) find(name string) (string, *refusal) {
	if text, ok := p.trusted.find(name); ok {
		return text, nil
	}
	if text, ok := p.byHash.GetIfPresent(name); ok {
		return text, nil
	}
	return "", notPersisted.with()
}

// MutateOperationContext keeps the text of a validated document for those who
// will name its hash.
func (p *persisted) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if op.Extensions[persistedQuery] != nil {
		p.byHash.SetIfAbsent(hashOf(op.RawQuery), op.RawQuery)
	}
	return nil
}

// documentName gives the name by which the extensions ask for a document; empty
// is none.
func documentName(extensions map[string]any) (string, *refusal) {
	if id, _ := extensions[documentID].(string); id != "" {
		return strings.TrimPrefix(id, "sha256:"), nil
	}
	switch asked := extensions[persistedQuery].(type) {
	case nil:
		return "", nil
	case map[string]any:
		hash, _ := asked["sha256Hash"].(string)
		if version, _ := asked["version"].(json.Number); version != "1" || hash == "" {
			break
		}
		return strings.ToLower(hash), nil
	}
	return "", noHash.with()
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
