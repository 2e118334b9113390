package signin

import (
	"crypto/rand"
	"sync"
	"time"

	"github.com/zitadel/oidc/v3/pkg/oidc"

	"motcua"
)

// request is somebody who is signing in, or a code that waits to be traded.
type request struct {
	id, subject string
	asked       oidc.AuthRequest
	at          time.Time
}

// requests are all that are open.
type requests struct {
	clock  motcua.Clock
	mu     sync.Mutex
	byID   map[string]*request
	byCode map[string]string // ids
}

func newRequests(clock motcua.Clock) *requests {
	return &requests{clock: clock, byID: map[string]*request{}, byCode: map[string]string{}}
}

// add keeps a request, and forgets those that nobody goes on with.
func (r *requests) add(asked oidc.AuthRequest) (*request, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock()
	for id, old := range r.byID {
		if now.Sub(old.at) > requestLifetime {
			r.drop(id)
		}
	}
	if len(r.byID) >= maxRequests {
		return nil, oidc.ErrServerError().WithDescription("too many people are signing in")
	}
	added := &request{id: rand.Text(), asked: asked, at: now}
	r.byID[added.id] = added
	return added, nil
}

// get gives a copy, so that nobody changes what another reads.
func (r *requests) get(id string) (request, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := r.byID[id]
	if found == nil || r.clock().Sub(found.at) > requestLifetime {
		return request{}, false
	}
	return *found, true
}

// sign says who signs in; once is enough.
func (r *requests) sign(id, subject string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := r.byID[id]
	if found == nil || found.subject != "" {
		return false
	}
	found.subject = subject
	return true
}

func (r *requests) saveCode(id, code string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.byCode[code] = id
}

// take gives the request of a code. It serves once, also where the trade then
// fails: who has stolen a code must not have a second try.
func (r *requests) take(code string) (request, bool) {
	r.mu.Lock()
	id, known := r.byCode[code]
	delete(r.byCode, code)
	r.mu.Unlock()
	if !known {
		return request{}, false
	}
	return r.get(id)
}

func (r *requests) delete(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drop(id)
}

// drop forgets a request; the caller has the lock.
func (r *requests) drop(id string) {
	delete(r.byID, id)
	for code, of := range r.byCode {
		if of == id {
			delete(r.byCode, code)
		}
	}
}

// The methods below make it an AuthRequest of the library.

// GetID implements op.AuthRequest.
func (r request) GetID() string { return r.id }

// GetACR implements op.AuthRequest.
func (r request) GetACR() string { return "" }

// GetAMR implements op.AuthRequest.
func (r request) GetAMR() []string { return nil }

// GetAudience implements op.AuthRequest.
func (r request) GetAudience() []string { return []string{Audience} }

// GetAuthTime implements op.AuthRequest.
func (r request) GetAuthTime() time.Time { return r.at }

// GetClientID implements op.AuthRequest.
func (r request) GetClientID() string { return r.asked.ClientID }

// GetCodeChallenge implements op.AuthRequest.
func (r request) GetCodeChallenge() *oidc.CodeChallenge {
	return &oidc.CodeChallenge{Challenge: r.asked.CodeChallenge, Method: r.asked.CodeChallengeMethod}
}

// GetNonce implements op.AuthRequest.
func (r request) GetNonce() string { return r.asked.Nonce }

// GetRedirectURI implements op.AuthRequest.
func (r request) GetRedirectURI() string { return r.asked.RedirectURI }

// GetResponseType implements op.AuthRequest.
func (r request) GetResponseType() oidc.ResponseType { return r.asked.ResponseType }

// GetResponseMode implements op.AuthRequest.
func (r request) GetResponseMode() oidc.ResponseMode { return r.asked.ResponseMode }

// GetScopes implements op.AuthRequest.
func (r request) GetScopes() []string { return r.asked.Scopes }

// GetState implements op.AuthRequest.
func (r request) GetState() string { return r.asked.State }

// GetSubject implements op.AuthRequest.
func (r request) GetSubject() string { return r.subject }

// Done implements op.AuthRequest.
func (r request) Done() bool { return r.subject != "" }
